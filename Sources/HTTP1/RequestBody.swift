// A body as it is read: counted, inflated where it is coded, and bounded before and after.

import Compression

/// Collects a body.
struct RequestBody {
    /// How much is inflated before others get their turn.
    private static let turnBytes = 256 << 10
    /// Below this many bytes it does not matter how much a body inflates.
    private static let freeBytes = 1 << 20
    /// The most bytes that are reserved for each received byte; those that are not filled take no memory.
    private static let reservedRatio = 64

    private var bytes: [UInt8] = []
    /// Whether the body is only counted.
    var isDiscarded = false
    /// Bytes as they came, coded or not.
    private(set) var receivedBytes = 0
    private let limits: ServerLimits
    private let announced: Int?
    private var inflater: Inflater?
    /// Whether there is more to inflate, which can wait until others had their turn.
    private(set) var hasWaiting = false
    private var waiting: [UInt8] = []

    /// - Parameters:
    ///   - coding: how the body is coded; `nil` for not at all.
    ///   - announced: its length, where it was said.
    ///   - limits: what clients may do.
    init(_ coding: ContentCoding?, announced: Int?, limits: ServerLimits) {
        self.limits = limits
        self.announced = announced
        inflater = coding.map { Inflater($0) }
    }

    /// The bytes that are kept.
    ///
    /// One of unknown length is copied to a larger place each time it has doubled, and counts twice.
    var heldBytes: Int {
        let isKnown = announced != nil && inflater == nil
        return bytes.count * (isKnown ? 1 : 2) + waiting.count + (inflater == nil ? 0 : Inflater.memoryBytes)
    }

    /// The bytes that are reserved, whether filled or not.
    var reservedBytes: Int { bytes.capacity }

    /// Takes up to `count` bytes from the buffer, and returns how many there were.
    ///
    /// - Throws: 400 or 413 for what does not inflate, or inflates to too much.
    mutating func take(_ count: Int, from lines: inout LineBuffer) throws(RequestFailure) -> Int {
        guard inflater != nil else {
            reserve()
            let taken = lines.take(count, into: &bytes)
            receivedBytes += taken
            if isDiscarded { bytes.removeAll() }
            return taken
        }
        let taken = lines.take(count, into: &waiting)
        receivedBytes += taken
        try inflateWaiting()
        return taken
    }

    /// Takes bytes as they arrive, without a detour through a buffer; `false` where they have to be inflated or dropped.
    mutating func take(_ arrived: ArraySlice<UInt8>) -> Bool {
        guard inflater == nil, !isDiscarded else { return false }
        reserve()
        bytes.append(contentsOf: arrived)
        receivedBytes += arrived.count
        return true
    }

    /// Inflates a turn's worth of what waits.
    mutating func inflateWaiting() throws(RequestFailure) {
        guard let inflater else { return }
        let room = limits.inflatedBytes - bytes.count
        let before = bytes.count
        let used: Int
        do throws(Inflater.Failure) {
            used = try inflater.inflate(waiting[...], into: &bytes, limit: min(Self.turnBytes, room + 1))
        } catch {
            switch error {
            case .corrupt: throw RequestFailure(400, "the body does not match its Content-Encoding")
            case .outOfMemory: throw RequestFailure(503, "no memory to inflate the body; try again", .heldBytes)
            }
        }
        guard bytes.count <= limits.inflatedBytes else {
            throw RequestFailure(413, "the body inflates to more than \(limits.inflatedBytes) bytes", .bodySize)
        }
        guard bytes.count <= Self.freeBytes || bytes.count / limits.inflationRatio <= receivedBytes else {
            throw RequestFailure(
                413, "the body inflates to more than \(limits.inflationRatio) times its bytes", .inflation)
        }
        waiting.removeFirst(used)
        hasWaiting = !waiting.isEmpty || bytes.count - before == Self.turnBytes
    }

    /// The body, which is gone from here then.
    mutating func takeBytes() -> [UInt8] {
        let taken = bytes
        bytes = []
        return taken
    }

    /// - Throws: 400 when the body is cut.
    func finish() throws(RequestFailure) {
        guard let inflater, !inflater.isComplete else { return }
        throw RequestFailure(400, "the compressed body is truncated")
    }

    /// Makes room for the announced length once a part of it has come, so that it is not copied again and again;
    /// before that, a large announcement costs nothing.
    ///
    /// All of it in one step: room that is not filled yet takes addresses and no memory, but a first part of it would be
    /// filled, copied, and left as a hole below the body, which the answer does not fit into.
    private mutating func reserve() {
        guard let announced, bytes.capacity < announced, bytes.count >= 1 << 16,
            bytes.count >= announced / Self.reservedRatio
        else { return }
        bytes.reserveCapacity(announced)
    }
}
