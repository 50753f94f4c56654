// One side of an HTTP/1.1 connection: events and the time go in, actions come out. Does no I/O.

import Exchange

/// The state machine of a connection.
///
/// The driver reports what happened (bytes arrived, output was flushed, time passed), each time with the current
/// time, and then performs the actions that `nextAction` returns until there are none:
///
///     open ──request──▶ open          answered on the loop
///     open ──request──▶ busy ──▶ open answered by a background job
///     open, busy ──────▶ lingering    the last answer is being sent, then the client gets time to read it
///     any ─────────────▶ closed
///
/// At most one request is under way, and nothing is parsed while an answer waits to be sent: answers keep their order,
/// and a client that does not read is not read from.
struct Dialogue: ~Copyable {
    /// What the driver has to do next.
    enum Action {
        /// Write a response, then call `wrote`.
        case write(Response)
        /// Ask the client for its body.
        case writeContinue
        /// Start a background job, and call `finished` with what comes of it.
        case start(BackgroundWork)
        case setReading(Bool)
        /// Give other connections their turn, then call `resume`.
        case pause
        case shutdownWriting
        case close
    }

    private enum State {
        case open
        case busy(BackgroundWork, since: UInt64)
        case lingering(since: UInt64)
        case closed
    }

    /// A request from the end of its head to the writing of its answer.
    private struct Current {
        let head: RequestHead
        let reception: Reception
        /// When the head was read.
        let began: UInt64
        /// When the request was whole.
        var since: UInt64
        var end: (keepsAlive: Bool, minorVersion: Int, receivedBytes: Int) = (false, 1, 0)
        var isWhole = false
    }

    private let application: Application
    private let limits: ServerLimits
    private let admission: Admission
    /// The address of the client, for records.
    private let remote: String
    private var parser: RequestParser
    private var state = State.open
    private var pending: [Action] = []
    private var current: Current?
    /// Emitted once the answer is written.
    private var record: (record: RequestRecord, wasWhole: Bool)?

    /// Whether output waits for the client to read.
    private var isWriting = false
    /// Whether the last answer of the connection was sent, or is being.
    private var isLast = false
    private var isReading = true
    private var isPaused = false
    /// Whether the client has said that it sends no more.
    private var hasEnded = false
    /// Whether answers announce the end of the connection, since the server will stop.
    private var isStopping = false
    /// Since when connections that ask nothing are closed, since the server stops.
    private var drainStart: UInt64?
    private var lingered = 0

    /// When the current phase (idle, header, body) of the current request began, or last moved.
    private var phaseStart: UInt64
    private var phase = RequestParser.Progress.idle
    private var phaseRequest = 0
    /// When the body that is under way began, and how much of it has come.
    private var bodyStart: UInt64
    private var bodyBytes = 0
    /// When the answer that is being sent began.
    private var writeStart: UInt64

    /// What the parser holds, and what the answer does that is being sent.
    private var input: Ticket
    private var output: Ticket?

    init(_ application: Application, _ limits: ServerLimits, _ admission: Admission, remote: String, now: UInt64) {
        self.application = application
        self.limits = limits
        self.admission = admission
        self.remote = remote
        parser = RequestParser(limits: limits)
        input = Ticket(admission)
        (phaseStart, bodyStart, writeStart) = (now, now, now)
    }

    /// The next thing to do; `nil` when there is nothing until something else happens.
    mutating func nextAction(_ now: UInt64) -> Action? {
        while true {
            if !pending.isEmpty { return pending.removeFirst() }
            guard step(now) else { break }
        }
        if case .closed = state { return nil }
        let wish = wantsInput
        guard wish != isReading else { return nil }
        isReading = wish
        return .setReading(wish)
    }

    private var wantsInput: Bool {
        switch state {
        case .open: !isWriting && !isPaused && !hasEnded
        case .lingering: !isWriting && !hasEnded
        case .busy, .closed: false
        }
    }

    /// Goes on with what has arrived; `false` when there is nothing to go on with.
    private mutating func step(_ now: UInt64) -> Bool {
        guard case .open = state, !isWriting, !isPaused, !isLast else { return false }
        guard let event = parser.next() else {
            notePhase(now)
            if countInput(now) { return true }
            guard hasEnded else { return false }
            endInput(now)
            return true
        }
        switch event {
        case .head(let head, let expectsContinue): begin(head, expectsContinue, now)
        case .end(let end): process(end, now)
        case .failure(let failure, let head): refuse(failure, of: head, now)
        case .pause:
            notePhase(now)
            // What a turn has inflated counts before the next turn.
            if countInput(now) { return true }
            isPaused = true
            pending.append(.pause)
        }
        return true
    }
}

// Events.
extension Dialogue {
    mutating func received(_ bytes: ArraySlice<UInt8>, _ now: UInt64) {
        switch state {
        case .open:
            bodyBytes += bytes.count
            parser.append(bytes)
        case .lingering:
            lingered += bytes.count
            if lingered > limits.lingerBytes { pending.append(.close) }
        case .busy, .closed: break
        }
    }

    /// The client sends no more; it may still read.
    mutating func receivedEnd(_ now: UInt64) {
        hasEnded = true
        if case .lingering = state, !isWriting { pending.append(.close) }
    }

    /// An action `write` was performed; `isFlushed` says whether all of it has left the process.
    mutating func wrote(isFlushed: Bool, _ now: UInt64) {
        if case (var record, let wasWhole)? = record {
            self.record = nil
            record.ended = now
            if wasWhole {
                application.observer?.requestEnded(record)
            } else {
                application.observer?.requestRefused(record)
            }
        }
        if case .closed = state { return }
        isWriting = !isFlushed
        writeStart = now
        if isFlushed { output = nil }
        if isLast { linger(now) }
    }

    /// All output has left the process.
    mutating func flushed(_ now: UInt64) {
        isWriting = false
        output = nil
        switch state {
        case .open: phaseStart = now
        case .lingering: endWriting(now)
        case .busy, .closed: break
        }
    }

    /// A background job has ended; what it holds passes to the dialogue.
    mutating func finished(
        _ work: BackgroundWork, _ outcome: BackgroundWork.Outcome, _ ticket: Handed<Ticket>, _ now: UInt64
    ) {
        guard case .busy(let running, _) = state, running === work else { return }
        state = .open
        phaseStart = now
        switch outcome {
        case .answer(let answer, let fields):
            output = ticket.take()
            send(answer, fields, now)
        case .failure(let failure): turnAway(failure, now)
        }
    }

    /// The other connections had their turn.
    mutating func resume(_ now: UInt64) {
        isPaused = false
    }

    /// The server will stop: each answer from now on is the last of its connection.
    mutating func stopSoon() {
        isStopping = true
    }

    /// The server stops: the connection ends once nothing is under way on it.
    mutating func drain(_ now: UInt64) {
        isStopping = true
        drainStart = now
        if case .open = state, !isWriting { checkDrain(since: now, now) }
    }

    /// The connection is gone.
    mutating func closed(_ now: UInt64) {
        if case .busy(let work, _) = state { work.abandon() }
        noteGone(now)
        state = .closed
        pending = []
        output = nil
        input.settle(at: 0)
    }

    /// Some time has passed.
    ///
    /// - Parameters:
    ///   - now: the time.
    ///   - lastWrite: when output last left the process.
    ///   - unsent: how many bytes of output wait.
    mutating func tick(_ now: UInt64, lastWrite: UInt64, unsent: Int) {
        if isWriting { return checkReader(now, lastWrite, unsent) }
        switch state {
        case .open: if let drainStart { checkDrain(since: drainStart, now) } else { checkPhase(now) }
        case .lingering(let since): if seconds(from: since, to: now) > limits.lingerSeconds { pending.append(.close) }
        case .busy(let work, let since): if seconds(from: since, to: now) > limits.handlerSeconds { giveUp(work, now) }
        case .closed: break
        }
    }

    /// Since when the connection asks nothing; `nil` while a request is under way or its answer is being sent.
    var idleSince: UInt64? {
        guard case .open = state, !isWriting, !isPaused, !isLast, parser.progress == .idle else { return nil }
        return phaseStart
    }

    /// Closes an idle connection, whose place another one needs.
    mutating func makeRoom() {
        if idleSince != nil { close() }
    }

    /// Whether a handshake of TLS that is not done yet has taken too long.
    func isHandshakeLate(_ now: UInt64) -> Bool {
        seconds(from: phaseStart, to: now) > (drainStart == nil ? limits.handshakeSeconds : limits.drainIdleSeconds)
    }
}

// Requests in, answers out.
extension Dialogue {
    /// Decides what becomes of a request whose head was read.
    private mutating func begin(_ head: RequestHead, _ expectsContinue: Bool, _ now: UInt64) {
        // A request without a body is whole with its head.
        if head.announcement == .none { application.observer?.requestBegan() }
        let reception = application.receive(head)
        current = Current(head: head, reception: reception, began: now, since: now)
        switch (reception.outcome, head.announcement) {
        case (.answer, .none): break
        case (.answer, .short): parser.discardBody()
        case (.answer(let answer), .long):
            application.observer?.refused(.unwanted)
            endWith(answer, reception, of: head, requestID: head.requestID, now)
        case (.read, _): if expectsContinue { pending.append(.writeContinue) }
        }
    }

    /// Answers a request that is whole.
    private mutating func process(_ end: RequestEnd, _ now: UInt64) {
        guard var current else { return }
        if current.head.announcement != .none { application.observer?.requestBegan() }
        current.since = now
        current.end = (end.keepsAlive, end.minorVersion, end.receivedBytes)
        current.isWhole = true
        self.current = current
        // The body belongs to its reader now.
        input.settle(at: parser.heldBytes)
        switch current.reception.outcome {
        case .answer(let answer): deliver(answer, current, Ticket(admission), now)
        case .read(let reader): read(end.body, current, reader, now)
        }
    }

    /// Reads a body here or off the loop; what it costs to answer it is known after that.
    private mutating func read(
        _ body: consuming [UInt8], _ current: Current, _ reader: BodyReader, _ now: UInt64
    ) {
        var ticket = Ticket(admission)
        let coder = Coder(current.head, current.reception.fields, limits)
        let context = RequestContext(current.head.requestID, timesStages: current.reception.timesStages)
        guard body.count > limits.inlineBodyBytes, body.count / reader.pace(body) > limits.inlineBodyBytes else {
            switch reader.plan(body, context) {
            case .answer(let answer): return deliver(answer, current, ticket, now)
            case .job(let job): return run(job, coder, ticket, now)
            }
        }
        guard ticket.resize(to: body.count) else { return turnAway(admission.isFull, now) }
        // Taken by its reader, which frees it as soon as it has been read.
        let handed = Handed(body)
        start(ticket, now) { [admission, limits] ticket in
            let body = handed.take() ?? []
            let bytes = reader.bytes(body, limits.heldBytes / 8)
            guard bytes <= limits.heldBytes else { return .failure(Self.neverRead(body.count)) }
            guard ticket.resize(to: bytes) else { return .failure(admission.isFull) }
            switch reader.plan(consume body, context) {
            case .answer(let answer): return coder.outcome(answer, &ticket)
            case .job(let job):
                guard ticket.resize(to: coder.bytes(of: job.cost)) else { return .failure(admission.isFull) }
                return coder.outcome(job.run(), &ticket)
            }
        }
    }

    private static func neverRead(_ count: Int) -> RequestFailure {
        RequestFailure(
            413, "a body of \(count) bytes takes more memory than the server may use for all requests", .heldBytes)
    }

    /// Runs a job here if it is short, and off the loop otherwise.
    private mutating func run(_ job: Job, _ coder: Coder, _ ticket: consuming Ticket, _ now: UInt64) {
        guard ticket.resize(to: coder.bytes(of: job.cost)) else { return turnAway(admission.isFull, now) }
        guard job.cost.work <= Cost.longWork, !coder.takesLong(job.cost.answerBytes) else {
            return start(ticket, now) { ticket in coder.outcome(job.run(), &ticket) }
        }
        finish(coder.outcome(job.run(), &ticket), ticket, now)
    }

    /// Sends an answer that took nothing to compute, and that may be worth compressing.
    private mutating func deliver(
        _ answer: Answer, _ current: Current, _ ticket: consuming Ticket, _ now: UInt64
    ) {
        let coder = Coder(current.head, current.reception.fields, limits)
        guard coder.takesLong(answer.byteCount) else {
            return finish(coder.outcome(answer, &ticket), ticket, now)
        }
        guard ticket.takePlace() else {
            return send(answer, current.reception.fields, now)
        }
        start(ticket, now) { ticket in coder.outcome(answer, &ticket) }
    }

    private mutating func finish(
        _ outcome: BackgroundWork.Outcome, _ ticket: consuming Ticket, _ now: UInt64
    ) {
        guard case .answer(let answer, let fields) = outcome else { return }
        output = consume ticket
        send(answer, fields, now)
    }

    private mutating func start(
        _ ticket: consuming Ticket, _ now: UInt64,
        _ body: @escaping @Sendable (inout Ticket) -> BackgroundWork.Outcome
    ) {
        guard ticket.takePlace() else { return turnAway(admission.isBusy, now) }
        let work = BackgroundWork(ticket, body)
        state = .busy(work, since: now)
        pending.append(.start(work))
    }

    /// Sends 503; the job may finish, but its result is discarded.
    private mutating func giveUp(_ work: BackgroundWork, _ now: UInt64) {
        work.abandon()
        state = .open
        phaseStart = now
        let detail = "the answer took more than \(limits.handlerSeconds) seconds"
        turnAway(RequestFailure(503, detail, .handlerTime), now)
    }

    /// Refuses a request that is whole; the connection goes on.
    private mutating func turnAway(_ failure: RequestFailure, _ now: UInt64) {
        guard let current else { return }
        let reception = refusal(failure, current.head, current.head.requestID)
        guard case .answer(let answer) = reception.outcome else { return }
        // The fields that it was received with: they name its span.
        send(answer, current.reception.fields, now)
    }

    /// Formats the refusal of a request, and counts it.
    private func refusal(_ failure: RequestFailure, _ head: RequestHead?, _ requestID: RequestID) -> Reception {
        application.observer?.refused(failure.reason)
        return application.refuse(failure, head, requestID)
    }

    private mutating func send(_ answer: Answer, _ fields: [AnswerField], _ now: UInt64) {
        guard let current else { return }
        let (head, end) = (current.head, current.end)
        let keepsAlive =
            end.keepsAlive && !isStopping && parser.requestCount < limits.requestsPerConnection
            && parser.waitingBytes <= limits.pipelinedBytes
        record = makeRecord(answer.status, current, answer, now).map { ($0, true) }
        self.current = nil
        write(
            Response(
                answer: answer, fields: fields, requestID: head.requestID, keepsAlive: keepsAlive,
                isOldClient: end.minorVersion == 0, sendsBody: head.method != .head,
                timedSince: current.reception.answersTimes ? current.since : nil))
    }

    private mutating func write(_ response: Response) {
        if response.sendsBody {
            if output == nil { output = Ticket(admission) }
            output?.settle(at: response.answer.byteCount)
        }
        isLast = !response.keepsAlive
        isWriting = true
        pending.append(.write(response))
    }

    /// Refuses what cannot go on, and ends the connection.
    private mutating func refuse(_ failure: RequestFailure, of head: RequestHead? = nil, _ now: UInt64) {
        let head = head ?? parser.currentHead()
        let requestID = head?.requestID ?? parser.nextRequestID()
        let reception = refusal(failure, head, requestID)
        guard case .answer(let answer) = reception.outcome else { return }
        endWith(answer, reception, of: head, requestID: requestID, now)
    }

    /// Answers a request that is not read to its end, and ends the connection.
    private mutating func endWith(
        _ answer: Answer, _ reception: Reception, of head: RequestHead?, requestID: RequestID, _ now: UInt64
    ) {
        let began = current?.began ?? now
        current = nil
        if application.observer != nil {
            record = (
                RequestRecord(
                    method: head?.method, requestID: requestID, remote: remote, status: answer.status,
                    began: began, whole: nil, ended: now, receivedBytes: parser.receivedBodyBytes,
                    sentBytes: answer.byteCount,
                    note: reception.note, answer: answer.note),
                false
            )
        }
        write(
            Response(
                answer: answer, fields: reception.fields, requestID: requestID, keepsAlive: false, isOldClient: false,
                sendsBody: head?.method != .head,
                timedSince: reception.answersTimes ? began : nil))
    }

    private func makeRecord(_ status: Int, _ current: Current, _ answer: Answer?, _ now: UInt64) -> RequestRecord? {
        guard application.observer != nil else { return nil }
        return RequestRecord(
            method: current.head.method, requestID: current.head.requestID, remote: remote, status: status,
            began: current.began, whole: current.since, ended: now, receivedBytes: current.end.receivedBytes,
            sentBytes: current.head.method == .head ? 0 : answer?.byteCount ?? 0,
            note: current.reception.note, answer: answer?.note ?? AnswerNote())
    }

    /// Notes a client that closed its connection before it was answered.
    private mutating func noteGone(_ now: UInt64) {
        // Also if it was gone when the answer was about to be written.
        if record?.wasWhole == true {
            record?.record.status = 499
            record?.record.sentBytes = 0
        }
        guard let current, current.isWhole, let record = makeRecord(499, current, nil, now) else { return }
        self.current = nil
        application.observer?.requestEnded(record)
    }

    /// Counts what the parser holds; `true` when that is too much, and the request was refused.
    private mutating func countInput(_ now: UInt64) -> Bool {
        let held = parser.heldBytes
        guard held > input.bytes, parser.progress == .body else {
            input.settle(at: held)
            return false
        }
        guard !input.resize(to: held) else { return false }
        // One that fills the bound alone will not fit later either.
        refuse(held > limits.heldBytes ? Self.neverRead(parser.receivedBodyBytes) : admission.isFull, now)
        parser = RequestParser(limits: limits)
        input.settle(at: 0)
        return true
    }

    /// Ends a connection whose client sends no more.
    private mutating func endInput(_ now: UInt64) {
        if parser.progress != .idle {
            refuse(RequestFailure(400, "the connection ended in the middle of a request"), now)
        } else {
            close()
        }
    }

    private mutating func close() {
        isLast = true
        pending.append(.close)
    }

    /// Stops answering, and lets the client read what it was answered.
    ///
    /// RFC 9112 §9.6: closing while the client still sends would reset the connection and lose the answer.
    private mutating func linger(_ now: UInt64) {
        state = .lingering(since: now)
        if !isWriting { endWriting(now) }
    }

    private mutating func endWriting(_ now: UInt64) {
        guard !hasEnded else { return pending.append(.close) }
        state = .lingering(since: now)
        pending.append(.shutdownWriting)
    }
}

// The clock.
extension Dialogue {
    /// Notes that the request under way has moved on.
    private mutating func notePhase(_ now: UInt64) {
        let progress = parser.progress
        let isNext = parser.requestCount != phaseRequest
        if progress == .body, phase != .body || isNext { (bodyStart, bodyBytes) = (now, 0) }
        // A header section has its time from the first byte on, a body and an idle connection from the last.
        if progress != phase || progress == .body || isNext { phaseStart = now }
        (phase, phaseRequest) = (progress, parser.requestCount)
    }

    /// Closes, while draining, a connection that asks nothing, and later one that does not finish asking.
    private mutating func checkDrain(since start: UInt64, _ now: UInt64) {
        if parser.progress == .idle {
            if seconds(from: phaseStart, to: now) > limits.drainIdleSeconds { close() }
        } else if seconds(from: start, to: now) > limits.drainRequestSeconds {
            refuse(
                RequestFailure(503, "the server is draining, and the request did not arrive in time", .draining), now)
        }
    }

    /// Closes a connection whose client does not read, or reads too slowly.
    private mutating func checkReader(_ now: UInt64, _ lastWrite: UInt64, _ unsent: Int) {
        let elapsed = seconds(from: writeStart, to: now)
        let sent = Double((output?.bytes ?? 0) - unsent)
        if seconds(from: lastWrite, to: now) > limits.writeSeconds
            || elapsed > limits.writeSeconds && sent < limits.answerBytesPerSecond * elapsed
        {
            close()
        }
    }

    private mutating func checkPhase(_ now: UInt64) {
        let elapsed = seconds(from: phaseStart, to: now)
        switch phase {
        case .idle: if elapsed > limits.idleSeconds { close() }
        case .header:
            if elapsed > limits.headerSeconds {
                let detail = "the header section took more than \(limits.headerSeconds) seconds"
                refuse(RequestFailure(408, detail, .headerTime), now)
            }
        case .body:
            let sinceStart = seconds(from: bodyStart, to: now)
            if elapsed > limits.bodySeconds {
                refuse(
                    RequestFailure(408, "no byte of the body arrived for \(limits.bodySeconds) seconds", .bodyTime), now
                )
            } else if sinceStart > limits.bodySeconds, Double(bodyBytes) < limits.bodyBytesPerSecond * sinceStart {
                let detail = "the body arrives with less than \(limits.bodyBytesPerSecond) bytes per second"
                refuse(RequestFailure(408, detail, .bodyTime), now)
            }
        }
    }

    private func seconds(from start: UInt64, to end: UInt64) -> Double {
        end > start ? Double(end - start) / 1e9 : 0
    }
}
