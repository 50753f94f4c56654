// Bytes that arrived and were not used yet, taken out as lines or as counted runs.

/// A queue of bytes.
struct LineBuffer {
    private var bytes: [UInt8] = []
    private var start = 0
    /// Up to where no line feed was found, so that a line that arrives byte by byte is searched once.
    private var searched = 0

    enum Line {
        case line(ArraySlice<UInt8>)
        case incomplete
        case tooLong
        case bareLineFeed
    }

    /// The most memory that an empty buffer holds on to.
    private static let keptCapacity = 16 << 10

    var isEmpty: Bool {
        start == bytes.count
    }

    /// How many bytes there are to take.
    var count: Int {
        bytes.count - start
    }

    /// How many bytes are kept, used ones that are still to go included.
    var heldBytes: Int {
        bytes.count
    }

    /// Whether a byte is among the first ones.
    func begins(with byte: UInt8, within count: Int) -> Bool {
        bytes[start...].prefix(count).contains(byte)
    }

    mutating func append(_ more: ArraySlice<UInt8>) {
        if isEmpty {
            clear()
        } else if start >= bytes.count / 2 {
            // What was used goes at the latest when it is half of all, so each byte is moved once on average.
            bytes.removeSubrange(..<start)
            (start, searched) = (0, searched - start)
        }
        bytes.append(contentsOf: more)
    }

    /// Takes the next line, without its CR LF.
    ///
    /// - Parameter limit: the most bytes that the line may have; a longer one is reported as soon as that is known.
    /// - Returns: the line, or why there is none.
    mutating func nextLine(limit: Int) -> Line {
        guard let end = bytes[searched...].firstIndex(of: UInt8(ascii: "\n")) else {
            searched = bytes.count
            // One more for the CR that may be there already.
            return bytes.count - start > limit + 1 ? .tooLong : .incomplete
        }
        guard end > start, bytes[end - 1] == UInt8(ascii: "\r") else { return .bareLineFeed }
        guard end - 1 - start <= limit else { return .tooLong }
        let line = bytes[start..<(end - 1)]
        start = end + 1
        searched = start
        return .line(line)
    }

    /// Moves up to `count` bytes to the end of `target`, and returns how many there were.
    mutating func take(_ count: Int, into target: inout [UInt8]) -> Int {
        let taken = min(count, bytes.count - start)
        target.append(contentsOf: bytes[start..<(start + taken)])
        start += taken
        searched = start
        if isEmpty { clear() }
        return taken
    }

    /// Forgets the bytes, all of which were used, and memory beyond what is worth keeping.
    private mutating func clear() {
        bytes.removeAll(keepingCapacity: bytes.capacity <= Self.keptCapacity)
        (start, searched) = (0, 0)
    }
}
