// One connection: requests from its bytes, answers in their order, and an end that the client can see.

import HTTPTypes
import Transport

/// Speaks HTTP/1.1 with one client.
///
/// Everything is called on the loop of its stream, which makes it safe to share.
final class Connection: StreamDelegate, @unchecked Sendable {
    private enum State {
        /// Reading requests and answering them.
        case open
        /// A request is being answered on another thread; nothing is read.
        case busy(Work)
        /// The last answer is on its way out, then the client gets its time to read it.
        case lingering(since: UInt64)
        case closed
    }

    private let stream: Stream
    private let loop: EventLoop
    private let application: Application
    private let limits: ServerLimits
    private let load: SharedLoad
    private let ended: (Connection) -> Void
    private var parser: RequestParser
    private var state = State.open
    private var date = HTTPDate()
    /// Whether the client has said that it sends no more.
    private var hasEnded = false
    private var isDraining = false
    private var drainStart = EventLoop.now
    /// When the current phase (idle, header, body) of the current request began, or last moved.
    private var phaseStart = EventLoop.now
    private var phase = RequestParser.Progress.idle
    private var phaseRequest = 0
    private var lingered = 0
    /// When the body that is under way began, and how much of it has come.
    private var bodyStart = EventLoop.now
    private var bodyBytes = 0
    /// What is counted of this connection in the load that all share.
    private var heldBytes = 0
    /// Bytes of the request that is being answered beside the loop.
    private var busyBytes = 0
    /// The request that is being answered, and since when.
    private var current: (request: ParsedRequest, identifier: String, since: UInt64)?
    /// The address of the client, asked for while there is one.
    private let remote: String

    init(
        _ stream: Stream, _ loop: EventLoop, _ application: Application, _ limits: ServerLimits, _ load: SharedLoad,
        ended: @escaping (Connection) -> Void
    ) {
        self.stream = stream
        self.loop = loop
        self.application = application
        self.limits = limits
        self.load = load
        self.ended = ended
        parser = RequestParser(limits: limits)
        remote = application.observer == nil ? "" : stream.remoteAddress
        stream.open(self)
    }

    func received(_ bytes: ArraySlice<UInt8>) {
        switch state {
        case .open:
            bodyBytes += bytes.count
            parser.append(bytes)
            advance()
            countHeldBytes()
        case .lingering:
            lingered += bytes.count
            if lingered > limits.lingerBytes { stream.close() }
        case .busy, .closed: break
        }
    }

    func receivedEnd() {
        hasEnded = true
        switch state {
        case .open:
            guard !stream.hasOutput else { return }
            if parser.progress != .idle {
                refuse(RequestFailure(400, "the connection ended in the middle of a request"))
            } else {
                stream.close()
            }
        case .lingering: if !stream.hasOutput { stream.close() }
        case .busy, .closed: break
        }
    }

    func flushed() {
        countHeldBytes()
        switch state {
        case .open:
            phaseStart = EventLoop.now
            readOn()
        case .lingering: endWriting()
        case .busy, .closed: break
        }
    }

    func closed() {
        if case .busy(let work) = state { work.abandon() }
        // What nginx calls a client that closed its request.
        noteEnd(status: 499, sentBytes: 0)
        state = .closed
        _ = load.hold(-heldBytes)
        heldBytes = 0
        ended(self)
    }

    func tick(_ now: UInt64) {
        if stream.hasOutput {
            if seconds(from: stream.lastProgress, to: now) > limits.writeSeconds { stream.close() }
            return
        }
        switch state {
        case .open: isDraining ? checkDrain(now) : checkPhase(now)
        case .lingering(let since): if seconds(from: since, to: now) > limits.lingerSeconds { stream.close() }
        case .busy, .closed: break
        }
    }

    /// Ends the connection once nothing is under way on it.
    func drain() {
        isDraining = true
        drainStart = EventLoop.now
        if case .open = state, !stream.hasOutput { checkDrain(drainStart) }
    }
}

// Requests in, answers out.
extension Connection {
    /// Answers the requests that have arrived, as long as the client reads what it is answered.
    private func advance() {
        while case .open = state, !stream.hasOutput, let event = parser.next() {
            switch event {
            case .continueExpected: stream.write(ResponseSerializer.continuation)
            case .failure(let failure, let head): refuse(failure, of: head)
            case .request(let request): answer(request)
            }
        }
        if case .open = state, stream.hasOutput { stream.setReading(false) }
        notePhase()
    }

    private func answer(_ request: ParsedRequest) {
        let identifier = RequestID.identifier(of: request.head.headerFields)
        application.observer?.requestBegan()
        current = (request, identifier, EventLoop.now)
        var head = request.head
        head.headerFields[RequestID.field] = identifier
        let (application, body) = (application, request.body)
        if body.count > limits.inlineBodyBytes {
            return answerBeside(request, identifier) { [head] in
                switch application.respond(head, body) {
                case .now(let answer): answer
                case .later(let work): work()
                }
            }
        }
        switch application.respond(head, body) {
        case .now(let answer): send(answer, to: request, identifier)
        case .later(let work): answerBeside(request, identifier, work)
        }
    }

    /// Leaves the loop to the other connections while `work` goes on.
    private func answerBeside(
        _ request: ParsedRequest, _ identifier: String, _ work: @escaping @Sendable () -> Application.Answer
    ) {
        guard load.beginAnswer() else {
            let detail = "\(limits.waitingAnswers) answers are under way; try again"
            return send(application.refuse(503, detail, identifier), to: request, identifier)
        }
        let job = Work()
        state = .busy(job)
        stream.setReading(false)
        busyBytes = request.body.count
        job.run(
            { [loop] in
                let answer = work()
                loop.async { self.resume(with: answer, to: request, identifier) }
            }, done: { [load] in load.endAnswer() })
    }

    private func resume(with answer: Application.Answer, to request: ParsedRequest, _ identifier: String) {
        guard case .busy = state else { return }
        state = .open
        phaseStart = EventLoop.now
        busyBytes = 0
        send(answer, to: request, identifier)
        countHeldBytes()
        if case .open = state, !stream.hasOutput { readOn() }
    }

    /// Goes on with what has arrived, now that nothing is waited for.
    private func readOn() {
        stream.setReading(!hasEnded)
        advance()
        guard case .open = state else { return }
        if hasEnded { receivedEnd() }
    }

    private func send(_ answer: Application.Answer, to request: ParsedRequest, _ identifier: String) {
        let keepsAlive =
            request.keepsAlive && !isDraining && parser.requestCount < limits.requestsPerConnection
        write(
            answer, identifier, keepsAlive: keepsAlive, isOldClient: request.minorVersion == 0,
            withBody: request.head.method != .head)
        noteEnd(status: answer.head.status.code, sentBytes: answer.body.count)
        if !keepsAlive { linger() }
    }

    /// Tells the observer that the request under way has ended.
    private func noteEnd(status: Int, sentBytes: Int) {
        guard let (request, identifier, since) = current else { return }
        current = nil
        application.observer?.requestEnded(
            Exchange(
                request: request.head, requestID: identifier, remote: remote, status: status,
                seconds: seconds(from: since, to: EventLoop.now),
                receivedBytes: request.body.count, sentBytes: sentBytes))
    }

    private func refuse(_ failure: RequestFailure, of head: HTTPRequest? = nil) {
        let identifier = RequestID.identifier(of: head?.headerFields ?? [:])
        let answer = application.refuse(failure.status, failure.detail, identifier)
        application.observer?.requestRefused(
            Exchange(
                request: head, requestID: identifier, remote: remote, status: failure.status, seconds: 0,
                receivedBytes: parser.heldBytes, sentBytes: answer.body.count))
        write(answer, identifier, keepsAlive: false, isOldClient: false, withBody: head?.method != .head)
        linger()
    }

    private func write(
        _ answer: Application.Answer, _ identifier: String, keepsAlive: Bool, isOldClient: Bool, withBody: Bool
    ) {
        var response = answer.head
        response.headerFields[RequestID.field] = identifier
        let serializer = ResponseSerializer(date: date.current(), keepsAlive: keepsAlive, isOldClient: isOldClient)
        let head = serializer.head(response, bodyCount: answer.body.count)
        if !withBody || answer.body.isEmpty {
            stream.write(head)
        } else if answer.body.count <= 16 << 10 {
            // One packet for a small answer.
            stream.write(head + answer.body)
        } else {
            stream.write(head, answer.body)
        }
    }

    /// Counts what the connection holds now; what is too much together ends the request that asks for more.
    private func countHeldBytes() {
        if case .closed = state { return }
        let held = parser.heldBytes + busyBytes + stream.outputBytes
        let isGrowing = held > heldBytes
        let fits = load.hold(held - heldBytes)
        heldBytes = held
        guard !fits, isGrowing, case .open = state, parser.progress == .body else { return }
        refuse(RequestFailure(503, "all requests together hold more than \(limits.heldBytes) bytes; try again"))
        parser = RequestParser(limits: limits)
        countHeldBytes()
    }

    /// Stops answering, and lets the client read what it was answered.
    ///
    /// RFC 9112 §9.6: closing while the client still sends would reset the connection and lose the answer.
    private func linger() {
        if case .closed = state { return }
        state = .lingering(since: EventLoop.now)
        if !stream.hasOutput { endWriting() }
    }

    private func endWriting() {
        if hasEnded { return stream.close() }
        state = .lingering(since: EventLoop.now)
        stream.shutdownWriting()
        stream.setReading(true)
    }
}

// The clock.
extension Connection {
    /// Notes that the request under way has moved on.
    private func notePhase() {
        let progress = parser.progress
        if progress == .body, phase != .body || parser.requestCount != phaseRequest {
            bodyStart = EventLoop.now
            bodyBytes = 0
        }
        // A header section has its time from the first byte on, a body and an idle connection from the last.
        if progress != phase || progress == .body || parser.requestCount != phaseRequest { phaseStart = EventLoop.now }
        phase = progress
        phaseRequest = parser.requestCount
    }

    /// Lets go, while draining, of a connection that asks nothing, and later of one that does not finish asking.
    private func checkDrain(_ now: UInt64) {
        if parser.progress == .idle {
            if seconds(from: phaseStart, to: now) > limits.drainIdleSeconds { stream.close() }
        } else if seconds(from: drainStart, to: now) > limits.drainRequestSeconds {
            refuse(RequestFailure(503, "the server is draining, and the request did not arrive in time"))
        }
    }

    private func checkPhase(_ now: UInt64) {
        let elapsed = seconds(from: phaseStart, to: now)
        switch phase {
        case .idle: if elapsed > limits.idleSeconds { stream.close() }
        case .header:
            if elapsed > limits.headerSeconds {
                refuse(RequestFailure(408, "the header section took more than \(limits.headerSeconds) seconds"))
            }
        case .body:
            let sinceStart = seconds(from: bodyStart, to: now)
            if elapsed > limits.bodySeconds {
                refuse(RequestFailure(408, "no byte of the body came for \(limits.bodySeconds) seconds"))
            } else if sinceStart > limits.bodySeconds, Double(bodyBytes) < limits.bodyBytesPerSecond * sinceStart {
                refuse(
                    RequestFailure(408, "the body comes with fewer than \(limits.bodyBytesPerSecond) bytes in a second")
                )
            }
        }
    }

    private func seconds(from start: UInt64, to end: UInt64) -> Double {
        end > start ? Double(end - start) / 1e9 : 0
    }
}
