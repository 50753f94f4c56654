// One connection: bytes in as they come, bytes out as they can.

package import Exchange

/// What a connection reports to its user, on its loop.
package protocol StreamDelegate: AnyObject {
    /// Bytes arrived; they are gone after the call.
    func received(_ bytes: ArraySlice<UInt8>)
    /// The other side sends no more; it may still read.
    func receivedEnd()
    /// All that was written has been handed to the system.
    func flushed()
    /// The other side did not get as far as to be read from; `closed` follows.
    func handshakeFailed(_ reason: String)
    /// The connection is gone; nothing else is called after this.
    func closed()
    /// About twice a second.
    func tick(_ now: UInt64)
}

/// A connection on a loop.
///
/// Everything is called on the loop, which makes it safe to share.
package final class Stream: EventHandler, @unchecked Sendable {
    /// How much is written at a time.
    private static let turnBytes = 256 << 10

    /// Held until the connection is closed.
    private var delegate: (any StreamDelegate)?
    private let socket: Socket
    private let loop: EventLoop
    private var token: UInt64?
    private var interest: ReadyEvents = []
    /// What waits to be written; the first element from `written` on.
    private var output: [BodyPiece] = []
    private var written = 0
    private var wantsInput = true
    /// TLS, where it is used; until its handshake is done nothing else is.
    private let session: TLSSession?
    private var handshakeWantsOutput = false
    /// When output last moved, for limits on how long it may not move.
    package private(set) var lastProgress = EventLoop.now

    init(_ socket: Socket, _ loop: EventLoop, _ session: TLSSession? = nil) {
        self.socket = socket
        self.session = session
        self.loop = loop
    }

    /// Begins to read.
    package func open(_ delegate: any StreamDelegate) {
        self.delegate = delegate
        interest = .reading
        token = loop.watch(socket.descriptor, interest, self)
        guard token == nil else { return }
        // The system has no memory to watch one more: the connection is gone, as its delegate learns after it was made.
        socket.close()
        loop.async {
            self.delegate?.closed()
            self.delegate = nil
        }
    }

    /// Whether bytes can go to and fro; before that, TLS is being agreed on.
    package var isEstablished: Bool {
        session?.isEstablished ?? true
    }

    /// Whether bytes wait to be written.
    package var hasOutput: Bool {
        !output.isEmpty
    }

    /// The address of the other side, in words; asked for while the connection is open.
    package var remoteAddress: String {
        guard let address = socket.remoteAddress else { return "unknown" }
        // Clients have no name there.
        return address.isUnix ? "unix" : address.description
    }

    /// The network of the other side; `nil` where it has no address.
    package var remoteNetwork: ClientNetwork? {
        socket.remoteAddress.flatMap(ClientNetwork.init)
    }

    /// Ends a connection that was never opened.
    package func refuse() {
        guard token == nil else { return }
        socket.close()
    }

    /// How many bytes wait to be written.
    package var outputBytes: Int {
        output.reduce(-written) { $0 + $1.count }
    }

    /// Stops or resumes reading; what arrives meanwhile waits in the system, and then in the other side.
    package func setReading(_ isWanted: Bool) {
        wantsInput = isWanted
        updateInterest()
        if isWanted, session?.hasEnded == true { loop.async { self.deliverEnd() } }
    }

    /// Tells of an end that came right behind data: no event does any more.
    private func deliverEnd() {
        guard token != nil, wantsInput, session?.hasEnded == true else { return }
        setReading(false)
        delegate?.receivedEnd()
    }

    /// Writes bytes and what follows them, now or when the other side takes them; none of it is empty.
    package func write(_ bytes: [UInt8], _ pieces: [BodyPiece] = []) {
        if output.isEmpty { lastProgress = EventLoop.now }
        output.append(.bytes(bytes))
        output += pieces
        send()
    }

    /// Says that nothing more will be written, once everything is.
    package func shutdownWriting() {
        session?.shutdownWriting()
        socket.shutdownWriting()
    }

    /// Ends the connection at once.
    package func close() {
        guard let token else { return }
        self.token = nil
        if output.isEmpty { session?.shutdownWriting() }
        loop.forget(socket.descriptor, token: token)
        socket.close()
        for piece in output { LargeMemory.release(piece, on: loop.workers) }
        output = []
        delegate?.closed()
        delegate = nil
    }

    /// Ends a connection whose handshake came to nothing.
    package func failHandshake(_ reason: String) {
        delegate?.handshakeFailed(reason)
        // Unread bytes would reset the connection, and with it what TLS reports of the failure.
        if token != nil { _ = socket.read(into: &loop.scratch) }
        close()
    }

    func ready(_ events: ReadyEvents) {
        guard isEstablished else { return handshake() }
        if let session, session.readWantsOutput || session.writeWantsInput { return exchangeKeys(session) }
        if events.contains(.writing) { sendOn() }
        if events.contains(.reading), wantsInput {
            read()
        } else if !events.isDisjoint(with: .broken) {
            close()
        }
    }

    func tick(_ now: UInt64) {
        delegate?.tick(now)
    }

    private func sendOn() {
        send()
        if output.isEmpty { delegate?.flushed() }
    }

    /// Goes on with what waits for the other direction.
    private func exchangeKeys(_ session: TLSSession) {
        if session.writeWantsInput { sendOn() } else { read() }
        updateInterest()
    }

    private func handshake() {
        guard let session else { return }
        switch session.handshake() {
        case .done:
            wantOutput(false)
            // What came with the end of the handshake is in OpenSSL's hands already, and no event tells of it.
            read()
        case .wantsInput: wantOutput(false)
        case .wantsOutput: wantOutput(true)
        case .failed(let error): failHandshake(error.description)
        }
    }

    private func wantOutput(_ isWanted: Bool) {
        handshakeWantsOutput = isWanted
        updateInterest()
    }

    private func read() {
        guard token != nil else { return }
        switch session?.read(into: &loop.scratch) ?? socket.read(into: &loop.scratch) {
        case .bytes(let count):
            delegate?.received(loop.scratch[..<count])
            deliverEnd()
        case .wouldBlock: break
        case .ended:
            setReading(false)
            delegate?.receivedEnd()
        }
    }

    private func send() {
        guard token != nil else { return }
        var room = Self.turnBytes
        while let piece = output.first {
            let rest = written..<min(piece.count, written + max(room, 1))
            let hasMore = output.count > 1 || rest.upperBound < piece.count
            switch piece.withBytes(rest, { session?.write($0) ?? socket.write($0, hasMore: hasMore) }) {
            case .bytes(let count):
                written += count
                lastProgress = EventLoop.now
                room -= count
                if written == piece.count {
                    LargeMemory.release(output.removeFirst(), on: loop.workers)
                    written = 0
                }
                // Others of the loop come in between: what is writable now still is the next time.
                if room <= 0, !output.isEmpty { return updateInterest() }
            case .wouldBlock: return updateInterest()
            case .ended: return close()
            }
        }
        updateInterest()
    }

    private func updateInterest() {
        guard let token else { return }
        var wanted: ReadyEvents = wantsInput ? .reading : []
        if !output.isEmpty || handshakeWantsOutput { wanted.insert(.writing) }
        // Whichever direction is in the way of the other is the only one to wait for.
        if session?.writeWantsInput == true { wanted = .reading }
        if session?.readWantsOutput == true { wanted = .writing }
        guard wanted != interest else { return }
        interest = wanted
        loop.update(socket.descriptor, wanted, token: token)
    }
}
