// Compressed bytes to plain ones, piece by piece as they arrive.

import CZlib

/// Inflates one body; used by one thread at a time.
@safe package final class Inflater: @unchecked Sendable {
    /// Why bytes cannot be inflated.
    package enum Failure: Error {
        /// They are not what the coding says, or something follows their end.
        case corrupt
        /// The system has no memory for the window.
        case outOfMemory
    }

    private enum State {
        /// Nothing has come yet.
        case fresh
        case running
        /// A whole stream has come; in gzip another may follow.
        case complete
    }

    /// What one takes besides its input and its output: the window and the state of zlib, and a buffer.
    package static let memoryBytes = 112 << 10

    private var stream = unsafe z_stream()
    private let coding: ContentCoding
    private var state = State.fresh
    private var isOpen = false
    private var scratch = [UInt8](repeating: 0, count: 1 << 16)
    /// The first byte of a deflated body, which waits for the second.
    private var firstByte: UInt8?

    package init(_ coding: ContentCoding) {
        self.coding = coding
    }

    deinit {
        if isOpen { unsafe inflateEnd(&stream) }
    }

    /// Whether what came is whole.
    package var isComplete: Bool {
        state == .complete && firstByte == nil
    }

    /// Inflates bytes onto the end of `output`.
    ///
    /// - Parameters:
    ///   - input: the next bytes.
    ///   - output: takes what they inflate to.
    ///   - limit: stops after this many bytes of output.
    /// - Returns: how much of `input` was used; fewer than all when the limit stopped it.
    /// - Throws: when the bytes are not of the coding.
    package func inflate(
        _ input: ArraySlice<UInt8>, into output: inout [UInt8], limit: Int
    ) throws(Failure) -> Int {
        var rest = input
        if state == .fresh { try open(&rest) }
        guard isOpen else { return input.count }
        var room = limit
        // An empty input may still have output that waits in the window.
        while room > 0 {
            if state == .complete {
                guard !rest.isEmpty else { break }
                try beginNext()
            }
            let (used, made) = try step(rest, room: room)
            rest = rest.dropFirst(used)
            output.append(contentsOf: scratch[..<made])
            room -= made
            if used == 0, made == 0 { break }
        }
        return input.count - rest.count
    }

    /// Begins with the first bytes, whose form says whether a deflated body has the wrapper that it should have.
    private func open(_ rest: inout ArraySlice<UInt8>) throws(Failure) {
        guard coding == .deflate else { return try start(coding.windowBits) }
        if firstByte == nil { firstByte = rest.popFirst() }
        guard let first = firstByte, let second = rest.first else { return }
        // RFC 1950 §2.2: the method is 8, and the two bytes together a multiple of 31. Some clients send it raw.
        let isWrapped = first & 0x0F == 8 && (Int(first) << 8 | Int(second)) % 31 == 0
        try start(isWrapped ? coding.windowBits : -15)
        firstByte = nil
        let (used, _) = try step([first], room: 1)
        guard used == 1 else { throw .corrupt }
    }

    private func start(_ windowBits: Int32) throws(Failure) {
        guard unsafe lossd_inflateInit(&stream, windowBits) == Z_OK else { throw .outOfMemory }
        isOpen = true
        state = .running
    }

    /// RFC 1952 §2.2: a gzip body may be of several members, one after the other.
    private func beginNext() throws(Failure) {
        guard coding == .gzip, unsafe inflateReset(&stream) == Z_OK else { throw .corrupt }
        state = .running
    }

    /// One call of zlib, into `scratch`.
    private func step(_ input: ArraySlice<UInt8>, room: Int) throws(Failure) -> (used: Int, made: Int) {
        let space = min(scratch.count, room)
        let (status, used, made) = unsafe input.withUnsafeBytes { source in
            unsafe scratch.withUnsafeMutableBytes { target in
                // zlib does not write to its input, though its type would let it.
                let start = unsafe source.baseAddress?.assumingMemoryBound(to: UInt8.self)
                unsafe stream.next_in = UnsafeMutablePointer(mutating: start)
                unsafe stream.avail_in = UInt32(clamping: source.count)
                unsafe stream.next_out = target.baseAddress?.assumingMemoryBound(to: UInt8.self)
                unsafe stream.avail_out = UInt32(clamping: space)
                let status = unsafe CZlib.inflate(&stream, Z_NO_FLUSH)
                return unsafe (
                    status, min(source.count, Int(UInt32.max)) - Int(stream.avail_in), space - Int(stream.avail_out)
                )
            }
        }
        switch status {
        case Z_OK, Z_BUF_ERROR: break
        case Z_STREAM_END: state = .complete
        case Z_MEM_ERROR: throw .outOfMemory
        default: throw .corrupt
        }
        return (used, made)
    }
}
