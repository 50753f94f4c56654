// Requests from a file or from standard input: a single one, or one on each line.

import Glibc

/// Reads requests one after another, each as soon as its line is complete.
///
/// A text whose first line is a whole value holds a request on every line (NDJSON). Any other text is a single request, laid
/// out over several lines, unless it is not whole and a later line begins with one that is.
struct Requests {
    /// The most bytes of a request: what a server takes at most, with much room.
    static let largest = 1 << 30

    private let input: InputFile
    private var buffer: [UInt8] = []
    /// Where the next line begins.
    private var start = 0
    private var hasEnded = false
    /// Whether there is a request on each line; unknown before the first.
    private var isByLine: Bool?
    /// The number of the line that was read last.
    private(set) var line = 0

    /// - Parameter path: a file, or "-" for standard input.
    /// - Throws: why the file cannot be opened.
    init(_ path: String) throws(SettingsFailure) {
        input = try InputFile(path)
    }

    /// The next request; `nil` after the last.
    ///
    /// A text without any is one request that is empty.
    ///
    /// - Throws: why the input cannot be read.
    mutating func next() throws(SettingsFailure) -> [UInt8]? {
        if isByLine == nil {
            isByLine = try findsLines()
            if isByLine == false { return buffer }
        }
        guard isByLine == true else { return nil }
        while true {
            // What was returned is forgotten, seldom enough.
            if start == buffer.count || start > 1 << 20 {
                buffer.removeSubrange(..<start)
                start = 0
            }
            let end = try endOfLine(from: start)
            guard end != nil || start < buffer.count else { return nil }
            let place = start..<(end ?? buffer.count)
            line += 1
            start = min(place.upperBound + 1, buffer.count)
            if !Self.isBlank(buffer[place]) { return Array(buffer[place]) }
        }
    }

    /// Whether the request that was read is the only one.
    ///
    /// A writer that sends nothing for a second, and keeps its end of a pipe open, has more to send.
    mutating func isOnly() throws(SettingsFailure) -> Bool {
        guard isByLine == true else { return true }
        var checked = start
        while Self.isBlank(buffer[checked...]) {
            if hasEnded { return true }
            guard input.isReadable(within: 1000) else { return false }
            checked = buffer.count
            try readMore()
        }
        return false
    }

    /// Reads until it is known whether there is a request on each line.
    private mutating func findsLines() throws(SettingsFailure) -> Bool {
        var begin = 0
        var end = try endOfLine(from: begin)
        while let last = end, Self.isBlank(buffer[begin..<last]) {
            begin = last + 1
            end = try endOfLine(from: begin)
        }
        // What has no line break at its end is no line.
        guard let end else { return false }
        if Self.isWhole(buffer[begin..<end]) { return true }
        while !hasEnded { try readMore() }
        guard !Self.isWhole(buffer[begin...]) else { return false }
        return buffer[end...].split(separator: UInt8(ascii: "\n")).contains { line in
            line.first == UInt8(ascii: "{") && Self.isWhole(line)
        }
    }

    private static func isBlank(_ text: ArraySlice<UInt8>) -> Bool {
        text.allSatisfy { $0 == 0x20 || $0 == 0x09 || $0 == 0x0D || $0 == 0x0A }
    }

    /// Whether a text closes all lists, objects and strings that it opens, and has nothing behind them.
    private static func isWhole(_ text: ArraySlice<UInt8>) -> Bool {
        var depth = 0
        var (isInString, isEscaped) = (false, false)
        for byte in text {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return depth <= 0 && !isInString && text.last { $0 > 0x20 } != UInt8(ascii: ",")
    }

    /// Where the line that begins at a place ends, which is at its line feed; `nil` for a last line without one.
    private mutating func endOfLine(from begin: Int) throws(SettingsFailure) -> Int? {
        var searched = begin
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) { return end }
            if hasEnded { return nil }
            searched = buffer.count
            try readMore()
        }
    }

    private mutating func readMore() throws(SettingsFailure) {
        hasEnded = try !input.read(into: &buffer)
        guard buffer.count - start <= Self.largest else {
            throw SettingsFailure(description: "a request has more than \(Self.largest) bytes", status: 2)
        }
    }
}

/// A file that is read from its beginning to its end.
final class InputFile {
    private let path: String
    private let descriptor: Int32

    /// - Parameter path: a file, or "-" for standard input.
    /// - Throws: why the file cannot be opened.
    init(_ path: String) throws(SettingsFailure) {
        self.path = path
        descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure }
    }

    deinit {
        if path != "-" { close(descriptor) }
    }

    private var failure: SettingsFailure {
        SettingsFailure(description: StandardStreams.reason(path), status: 2)
    }

    /// Appends what there is to read; `false` at the end.
    func read(into bytes: inout [UInt8]) throws(SettingsFailure) -> Bool {
        while true {
            var error: Int32 = 0
            let before = bytes.count
            bytes.append(addingCapacity: 1 << 16) { room in
                unsafe room.withUnsafeMutableBufferPointer { target, initialized in
                    let count = unsafe Glibc.read(descriptor, target.baseAddress, target.count)
                    (initialized, error) = (max(count, 0), count < 0 ? errno : 0)
                }
            }
            guard error != EINTR else { continue }
            guard error == 0 else { throw failure }
            return bytes.count > before
        }
    }

    /// Whether there is something to read, or the end, within some milliseconds.
    func isReadable(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) != 0
    }
}
