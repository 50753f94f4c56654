// Drives the dialogue of one connection: tells it what the stream reports, and performs what it asks for.

import Exchange
import Transport

/// A connection: a stream and a dialogue.
///
/// Everything is called on the loop of its stream, which makes it safe to share.
final class Connection: StreamDelegate, @unchecked Sendable {
    private let stream: Stream
    /// The network of the client, where it has an address.
    let network: ClientNetwork?
    private let loop: EventLoop
    private let observer: (any ServerObserver)?
    private let serializer: ResponseSerializer
    private let ended: (Connection) -> Void
    private var dialogue: Dialogue
    private var date = HTTPDate()
    /// The address of the client, which a closed connection does not have any more.
    private let remote: String

    /// The first part of an answer up to this size is sent together with its head, in one packet where they fit.
    private static let joinedBytes = 16 << 10

    init(
        _ stream: Stream, _ loop: EventLoop, _ application: Application, _ limits: ServerLimits,
        _ admission: Admission, _ network: ClientNetwork?, ended: @escaping (Connection) -> Void
    ) {
        self.stream = stream
        self.network = network
        self.loop = loop
        self.ended = ended
        observer = application.observer
        serializer = ResponseSerializer(server: application.name)
        remote = application.observer == nil ? "" : stream.remoteAddress
        dialogue = Dialogue(application, limits, admission, remote: remote, now: EventLoop.now)
        stream.open(self)
    }

    func received(_ bytes: ArraySlice<UInt8>) {
        dialogue.received(bytes, EventLoop.now)
        perform()
    }

    func receivedEnd() {
        dialogue.receivedEnd(EventLoop.now)
        perform()
    }

    func handshakeFailed(_ reason: String) {
        observer?.handshakeFailed(remote: remote, reason: reason)
    }

    func flushed() {
        dialogue.flushed(EventLoop.now)
        perform()
    }

    func closed() {
        dialogue.closed(EventLoop.now)
        ended(self)
    }

    func tick(_ now: UInt64) {
        guard stream.isEstablished else {
            if dialogue.isHandshakeLate(now) { stream.failHandshake("handshake: took too long") }
            return
        }
        dialogue.tick(now, lastWrite: stream.lastProgress, unsent: stream.outputBytes)
        perform()
    }

    /// Since when the connection asks nothing; `nil` while it does.
    var idleSince: UInt64? {
        stream.isEstablished ? dialogue.idleSince : nil
    }

    /// Closes an idle connection, whose place another one needs.
    func makeRoom() {
        dialogue.makeRoom()
        perform()
    }

    /// Announces the end of the connection in its next answer.
    func stopSoon() {
        dialogue.stopSoon()
    }

    /// Ends the connection once nothing is under way on it.
    func drain() {
        dialogue.drain(EventLoop.now)
        if stream.isEstablished { perform() }
    }

    private func perform() {
        while let action = dialogue.nextAction(EventLoop.now) {
            switch action {
            case .write(let response):
                write(response)
                dialogue.wrote(isFlushed: !stream.hasOutput, EventLoop.now)
            case .writeContinue: stream.write(ResponseSerializer.continuation)
            case .start(let work):
                work.start(on: loop.workers) { [self] outcome, ticket in
                    loop.async {
                        self.dialogue.finished(work, outcome, ticket, EventLoop.now)
                        self.perform()
                    }
                }
            case .setReading(let isWanted): stream.setReading(isWanted)
            case .pause:
                loop.async {
                    self.dialogue.resume(EventLoop.now)
                    self.perform()
                }
            case .shutdownWriting: stream.shutdownWriting()
            case .close: stream.close()
            }
        }
    }

    private func write(_ response: Response) {
        let answer = response.answer
        let (date, now) = (date.current(), EventLoop.now)
        var pieces = response.sendsBody ? answer.pieces[...] : []
        let room = pieces.first.map { $0.count <= Self.joinedBytes ? $0.count : 0 } ?? 0
        var bytes = serializer.head(response, date: date, now: now, room: room)
        if room > 0 { pieces.removeFirst().append(to: &bytes) }
        stream.write(bytes, Array(pieces))
    }
}
