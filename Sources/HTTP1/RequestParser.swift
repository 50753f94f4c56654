// Bytes to requests. A value; does no I/O.

package import Exchange

/// Consumes the bytes of a connection and says what they hold: a request, a failure, or nothing yet.
///
/// Source: RFC 9112. Where it lets a server be lenient, this one is strict: bare LF, obsolete folding and two lengths
/// are refused, since what two servers read in two ways can be used to smuggle requests.
package struct RequestParser: ~Copyable {
    private enum State {
        case requestLine
        case fields
        case body(remaining: Int)
        case chunkSize
        case chunk(remaining: Int)
        case chunkEnd
        case trailers
        case failed
    }

    /// Bytes of a method; every registered one is shorter.
    private static let methodBytes = 64

    private let limits: ServerLimits
    private var state = State.requestLine
    private var lines = LineBuffer()
    /// The header section that is being read, or whose body is.
    private var head: HeadReader?
    private var body: RequestBody
    /// Whether the last step waits for bytes.
    private var isStuck = false
    /// Bytes of the header section, or of the trailers, so far.
    private var sectionBytes = 0
    /// Bytes of the size lines of the chunks so far.
    private var framingBytes = 0
    private var emptyLines = 0
    /// Numbers for requests whose clients gave no identifier.
    private var numbers = RequestNumbers()
    /// How many requests are complete.
    package private(set) var requestCount = 0

    package init(limits: ServerLimits = ServerLimits()) {
        self.limits = limits
        body = RequestBody(nil, announced: nil, limits: limits)
    }

    /// Takes in bytes that arrived.
    package mutating func append(_ bytes: ArraySlice<UInt8>) {
        // What belongs to a body goes straight to its place.
        if case .body(let remaining) = state, lines.isEmpty, body.take(bytes.prefix(remaining)) {
            state = .body(remaining: remaining - min(remaining, bytes.count))
            guard bytes.count > remaining else { return }
            return lines.append(bytes.dropFirst(remaining))
        }
        lines.append(bytes)
    }

    /// Where a request is under way.
    package enum Progress {
        case idle, header, body
    }

    /// How far the current request has come, for time limits.
    package var progress: Progress {
        switch state {
        case .requestLine: lines.isEmpty ? .idle : .header
        case .fields: .header
        case .body, .chunkSize, .chunk, .chunkEnd, .trailers: .body
        case .failed: .idle
        }
    }

    /// How many bytes of requests are kept.
    package var heldBytes: Int {
        lines.heldBytes + body.heldBytes
    }

    /// Bytes of the body of the request under way, as it came.
    package var receivedBodyBytes: Int {
        body.receivedBytes
    }

    /// The head of the request under way, where it has been read that far.
    package mutating func currentHead() -> RequestHead? {
        head?.identify(numbers.next())
        return head?.head
    }

    /// How many bytes wait behind the last event.
    package var waitingBytes: Int {
        lines.count
    }

    /// Has the body of the request under way counted and dropped, since it is not needed.
    package mutating func discardBody() {
        body.isDiscarded = true
    }

    /// An identifier for an answer that no readable request asked for.
    package mutating func nextRequestID() -> RequestID {
        .random(numbers.next())
    }

    /// The next event in what was appended; `nil` when more bytes are needed.
    package mutating func next() -> RequestEvent? {
        do throws(RequestFailure) {
            repeat {
                isStuck = false
                if let event = try step() { return event }
            } while !isStuck
            return nil
        } catch {
            state = .failed
            return .failure(error, currentHead())
        }
    }

    /// Does what can be done in the current state.
    private mutating func step() throws(RequestFailure) -> RequestEvent? {
        switch state {
        case .requestLine: try readRequestLine()
        case .fields: return try readField()
        case .body(let remaining): return try readBody(remaining)
        case .chunkSize: try readChunkSize()
        case .chunk(let remaining): return try readChunk(remaining)
        case .chunkEnd: try readChunkEnd()
        case .trailers: return try readTrailer()
        case .failed: isStuck = true
        }
        return nil
    }

    /// The next line without its end; `nil`, and stuck, when it has not arrived.
    ///
    /// `failure` says what is wrong with one that is too long.
    private mutating func line(
        limit: Int, else failure: (LineBuffer) -> RequestFailure
    ) throws(RequestFailure) -> ArraySlice<UInt8>? {
        switch lines.nextLine(limit: limit) {
        case .line(let line): return line
        case .incomplete:
            isStuck = true
            return nil
        case .tooLong: throw failure(lines)
        case .bareLineFeed: throw RequestFailure(400, "a line ends with LF alone; HTTP/1.1 ends lines with CR LF")
        }
    }
}

// Header section.
extension RequestParser {
    private mutating func readRequestLine() throws(RequestFailure) {
        // Method and version take a few more bytes than the target.
        let limit = limits.targetBytes + Self.methodBytes
        guard
            let line = try line(
                limit: limit,
                else: { lines in
                    lines.begins(with: UInt8(ascii: " "), within: Self.methodBytes)
                        ? RequestFailure(414, "the request line is longer than \(limit) bytes", .headerSize)
                        : RequestFailure(501, "the method is longer than \(Self.methodBytes) bytes", .unsupported)
                })
        else { return }
        if line.isEmpty {
            // RFC 9112 §2.2: a server ignores an empty line before a request; not any number of them.
            emptyLines += 1
            guard emptyLines <= 2 else { throw RequestFailure(400, "empty lines instead of a request") }
            return
        }
        emptyLines = 0
        framingBytes = 0
        sectionBytes = line.count
        head = try HeadReader(requestLine: line, targetLimit: limits.targetBytes)
        state = .fields
    }

    private mutating func readField() throws(RequestFailure) -> RequestEvent? {
        guard let line = try sectionLine() else { return nil }
        guard line.isEmpty else {
            try head?.add(fieldLine: line, limit: limits.headerFields)
            return nil
        }
        try head?.finish(bodyLimit: limits.bodyBytes, shortBody: limits.inlineBodyBytes)
        head?.identify(numbers.next())
        guard let head else { return nil }
        switch head.framing {
        case .none: state = .body(remaining: 0)
        case .length(let length):
            body = RequestBody(head.coding, announced: length, limits: limits)
            state = .body(remaining: length)
        case .chunked:
            body = RequestBody(head.coding, announced: nil, limits: limits)
            state = .chunkSize
        }
        // RFC 9110 §10.1.1: a client that has no body to send, or has begun to send it, needs no 100.
        let waits = head.expectsContinue && lines.isEmpty && head.head.announcement != .none
        return .head(head.head, expectsContinue: waits)
    }

    private mutating func readTrailer() throws(RequestFailure) -> RequestEvent? {
        guard let line = try sectionLine() else { return nil }
        guard !line.isEmpty else { return try finish() }
        // Checked like a field, and dropped: nothing that matters may come after the body.
        try HeadReader.check(trailer: line)
        return nil
    }

    private mutating func sectionLine() throws(RequestFailure) -> ArraySlice<UInt8>? {
        let room = max(limits.headerBytes - sectionBytes, 0)
        let limit = limits.headerBytes
        guard
            let line = try line(
                limit: room,
                else: { _ in RequestFailure(431, "the header section is longer than \(limit) bytes", .headerSize) })
        else { return nil }
        sectionBytes += line.count + 2
        return line
    }
}

// Body.
extension RequestParser {
    private mutating func readBody(_ remaining: Int) throws(RequestFailure) -> RequestEvent? {
        let rest = try takeBody(remaining)
        state = .body(remaining: rest)
        if body.hasWaiting { return .pause }
        if rest == 0 { return try finish() }
        isStuck = lines.isEmpty
        return nil
    }

    /// Takes what is there of the body, or goes on inflating what was taken, and returns how much is still to come.
    private mutating func takeBody(_ remaining: Int) throws(RequestFailure) -> Int {
        guard body.hasWaiting else { return remaining - (try body.take(remaining, from: &lines)) }
        try body.inflateWaiting()
        return remaining
    }

    private mutating func readChunkSize() throws(RequestFailure) {
        let limit = limits.chunkLineBytes
        guard
            let line = try line(
                limit: limit, else: { _ in RequestFailure(400, "a chunk size line is longer than \(limit) bytes") })
        else { return }
        let size = try ChunkLine.size(line)
        guard size <= limits.bodyBytes - body.receivedBytes else {
            throw RequestFailure(413, "the body is longer than \(limits.bodyBytes) bytes", .bodySize)
        }
        // The lines around chunks may not outweigh what they carry by far.
        framingBytes += line.count + 2
        guard framingBytes <= limits.headerBytes + 4 * body.receivedBytes else {
            throw RequestFailure(400, "the chunks are too small for their size lines")
        }
        sectionBytes = 0
        state = size == 0 ? .trailers : .chunk(remaining: size)
    }

    private mutating func readChunk(_ remaining: Int) throws(RequestFailure) -> RequestEvent? {
        let rest = try takeBody(remaining)
        state = rest == 0 && !body.hasWaiting ? .chunkEnd : .chunk(remaining: rest)
        isStuck = rest > 0 && lines.isEmpty
        return body.hasWaiting ? .pause : nil
    }

    private mutating func readChunkEnd() throws(RequestFailure) {
        guard try line(limit: 0, else: { _ in RequestFailure(400, "a chunk is longer than its size") }) != nil else {
            return
        }
        state = .chunkSize
    }

    private mutating func finish() throws(RequestFailure) -> RequestEvent? {
        guard let head else { return nil }
        try body.finish()
        let end = RequestEnd(
            body: body.takeBytes(), receivedBytes: body.receivedBytes, keepsAlive: head.keepsAlive,
            minorVersion: head.minorVersion)
        state = .requestLine
        self.head = nil
        body = RequestBody(nil, announced: nil, limits: limits)
        requestCount += 1
        return .end(end)
    }
}
