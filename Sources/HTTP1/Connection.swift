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
        case busy(Work, since: UInt64)
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

    func handshakeFailed(_ reason: String) {
        application.observer?.handshakeFailed(remote: remote, reason: reason)
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
        if case .busy(let work, _) = state { work.abandon() }
        // What nginx calls a client that closed its request.
        noteEnd(status: 499, sentBytes: 0)
        state = .closed
        _ = load.hold(-heldBytes)
        heldBytes = 0
        ended(self)
    }

    func tick(_ now: UInt64) {
        guard stream.isEstablished else { return checkHandshake(now) }
        if stream.hasOutput {
            if seconds(from: stream.lastProgress, to: now) > limits.writeSeconds { stream.close() }
            return
        }
        switch state {
        case .open: isDraining ? checkDrain(now) : checkPhase(now)
        case .lingering(let since): if seconds(from: since, to: now) > limits.lingerSeconds { stream.close() }
        case .busy(let work, let since):
            if seconds(from: since, to: now) > limits.handlerSeconds { giveUp(work) }
        case .closed: break
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
            case .bodyAhead(let head, let expectsContinue): greet(head, expectsContinue)
            case .failure(let failure, let head): refuse(failure, of: head)
            case .request(let request): answer(request)
            case .pause: return pause()
            }
        }
        if case .open = state, stream.hasOutput { stream.setReading(false) }
        notePhase()
    }

    /// Says whether the body that is to come is wanted.
    private func greet(_ head: HTTPRequest, _ expectsContinue: Bool) {
        let identifier = RequestID.identifier(of: head.headerFields)
        var head = head
        head.headerFields[RequestID.field] = identifier
        if let refusal = application.refuseBody(head) {
            refuse(RequestFailure(refusal.head.status.code, "", .unwanted), of: head, with: refusal)
        } else if expectsContinue {
            stream.write(ResponseSerializer.continuation)
        }
    }

    /// Goes on after the other connections of the loop had their turn.
    private func pause() {
        notePhase()
        stream.setReading(false)
        loop.async {
            guard case .open = self.state else { return }
            self.readOn()
        }
    }

    private func answer(_ request: ParsedRequest) {
        let identifier = RequestID.identifier(of: request.head.headerFields)
        application.observer?.requestBegan()
        // The body belongs to whoever works on it, and goes with the last of them: to give back many megabytes takes
        // time, which a loop has not.
        let body = request.body
        var request = request
        request.body = []
        current = (request, identifier, EventLoop.now)
        var head = request.head
        head.headerFields[RequestID.field] = identifier
        let (application, minimum) = (application, limits.codedBytes)
        let coding = AcceptedCoding(head.headerFields[.acceptEncoding])
        let coded: @Sendable (Answer) -> Answer = { coding.apply(to: $0, from: minimum) }
        if body.count > limits.inlineBodyBytes {
            // Read before the rest is worked out, and given back before an answer as long is written.
            let handed = HandedBody(body)
            return answerBeside(request, identifier, bytes: body.count) { [head] in
                let response = application.respond(head, handed.take())
                return coded(response.finish())
            }
        }
        switch application.respond(head, body) {
        case .now(let answer) where coding.coding != nil && answer.body.count > limits.inlineBodyBytes:
            answerBeside(request, identifier, bytes: 0, orElse: answer) { coded(answer) }
        case .now(let answer): send(coded(answer), to: request, identifier)
        case .later(let work): answerBeside(request, identifier, bytes: body.count) { coded(work()) }
        }
    }

    /// Leaves the loop to the other connections while `work` goes on.
    private func answerBeside(
        _ request: ParsedRequest, _ identifier: String, bytes: Int, orElse plain: Answer? = nil,
        _ work: @escaping @Sendable () -> Answer
    ) {
        // The body is the request's now, and counted with the work.
        countHeldBytes()
        let estimate = bytes * limits.workingFactor
        if let failure = load.beginAnswer(bytes: estimate) {
            if let plain { return send(plain, to: request, identifier) }
            return turnAway(failure, request, identifier)
        }
        let job = Work()
        state = .busy(job, since: EventLoop.now)
        stream.setReading(false)
        // The place is given back before the answer is: who has read that may ask for the next.
        job.run(
            work, done: { [load] in load.endAnswer(bytes: estimate) },
            deliver: { [loop] answer in loop.async { self.resume(job, with: answer, to: request, identifier) } })
    }

    private func resume(_ job: Work, with answer: Answer, to request: ParsedRequest, _ identifier: String) {
        guard case .busy(let current, _) = state, current === job else { return }
        state = .open
        phaseStart = EventLoop.now
        send(answer, to: request, identifier)
        countHeldBytes()
        if case .open = state, !stream.hasOutput { readOn() }
    }

    /// Answers that an answer takes too long, and goes on; whoever works on it may finish, for nobody.
    private func giveUp(_ job: Work) {
        guard let (request, identifier, _) = current else { return }
        job.abandon()
        let detail = "the answer took more than \(limits.handlerSeconds) seconds"
        let failure = RequestFailure(503, detail, .handlerTime)
        resume(job, with: refusal(failure, request.head, identifier), to: request, identifier)
    }

    /// Answers a request that is whole, and that there is no room for now; the connection stays.
    private func turnAway(_ failure: RequestFailure, _ request: ParsedRequest, _ identifier: String) {
        send(refusal(failure, request.head, identifier), to: request, identifier)
    }

    /// The words for a refusal; counts it.
    private func refusal(_ failure: RequestFailure, _ head: HTTPRequest?, _ identifier: String) -> Answer {
        application.observer?.refused(failure.reason)
        return application.refuse(Application.Refusal(failure: failure, request: head, requestID: identifier))
    }

    /// Goes on with what has arrived, now that nothing is waited for.
    private func readOn() {
        stream.setReading(!hasEnded)
        advance()
        if case .open = state, hasEnded { receivedEnd() }
        countHeldBytes()
    }

    private func send(_ answer: Answer, to request: ParsedRequest, _ identifier: String) {
        let keepsAlive =
            request.keepsAlive && !isDraining && parser.requestCount < limits.requestsPerConnection
            && parser.waitingBytes <= limits.pipelinedBytes
        write(
            answer, identifier, keepsAlive: keepsAlive, isOldClient: request.minorVersion == 0,
            withBody: request.head.method != .head)
        let sentBytes = request.head.method == .head ? 0 : answer.body.count
        noteEnd(status: answer.head.status.code, sentBytes: sentBytes, answer.note)
        if !keepsAlive { linger() }
    }

    /// Tells the observer that the request under way has ended.
    private func noteEnd(status: Int, sentBytes: Int, _ note: AnswerNote? = nil) {
        guard let (request, identifier, since) = current else { return }
        current = nil
        application.observer?.requestEnded(
            Exchange(
                request: request.head, requestID: identifier, remote: remote, status: status,
                seconds: seconds(from: since, to: EventLoop.now),
                receivedBytes: request.receivedBytes, sentBytes: sentBytes, note: note))
    }

    /// Answers what cannot go on, and ends the connection.
    private func refuse(_ failure: RequestFailure, of head: HTTPRequest? = nil, with answer: Answer? = nil) {
        let head = head ?? parser.currentHead
        let identifier = RequestID.identifier(of: head?.headerFields ?? [:])
        if answer != nil { application.observer?.refused(failure.reason) }
        let answer = answer ?? refusal(failure, head, identifier)
        application.observer?.requestRefused(
            Exchange(
                request: head, requestID: identifier, remote: remote, status: failure.status, seconds: 0,
                receivedBytes: parser.heldBytes, sentBytes: answer.body.count, note: answer.note))
        write(answer, identifier, keepsAlive: false, isOldClient: false, withBody: head?.method != .head)
        linger()
    }

    private func write(
        _ answer: Answer, _ identifier: String, keepsAlive: Bool, isOldClient: Bool, withBody: Bool
    ) {
        var response = answer.head
        response.headerFields[RequestID.field] = identifier
        let serializer = ResponseSerializer(
            date: date.current(), server: application.name, keepsAlive: keepsAlive, isOldClient: isOldClient)
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
        let held = parser.heldBytes + stream.outputBytes
        let isGrowing = held > heldBytes
        let fits = load.hold(held - heldBytes)
        heldBytes = held
        guard !fits, isGrowing, case .open = state, parser.progress == .body else { return }
        refuse(load.isFull)
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
            refuse(RequestFailure(503, "the server is draining, and the request did not arrive in time", .draining))
        }
    }

    private func checkHandshake(_ now: UInt64) {
        let limit = isDraining ? limits.drainIdleSeconds : limits.handshakeSeconds
        guard seconds(from: phaseStart, to: now) > limit else { return }
        stream.failHandshake("handshake: not done in \(limits.handshakeSeconds) seconds")
    }

    private func checkPhase(_ now: UInt64) {
        let elapsed = seconds(from: phaseStart, to: now)
        switch phase {
        case .idle: if elapsed > limits.idleSeconds { stream.close() }
        case .header:
            if elapsed > limits.headerSeconds {
                let detail = "the header section took more than \(limits.headerSeconds) seconds"
                refuse(RequestFailure(408, detail, .headerTime))
            }
        case .body:
            let sinceStart = seconds(from: bodyStart, to: now)
            if elapsed > limits.bodySeconds {
                refuse(RequestFailure(408, "no byte of the body came for \(limits.bodySeconds) seconds", .bodyTime))
            } else if sinceStart > limits.bodySeconds, Double(bodyBytes) < limits.bodyBytesPerSecond * sinceStart {
                let detail = "the body comes with fewer than \(limits.bodyBytesPerSecond) bytes in a second"
                refuse(RequestFailure(408, detail, .bodyTime))
            }
        }
    }

    private func seconds(from start: UInt64, to end: UInt64) -> Double {
        end > start ? Double(end - start) / 1e9 : 0
    }
}
