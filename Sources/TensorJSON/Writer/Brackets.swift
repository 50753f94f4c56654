// The brackets and commas of nested lists, while the numbers in them are written one after the other.

/// Where in its nested lists a number is.
package struct Brackets {
    private let shape: [Int]
    /// How many elements of each list that is open are complete.
    private var counts: [Int]
    /// How many numbers the innermost list still waits for.
    private var waiting: Int

    /// - Parameter shape: the sizes of the lists, none of them 0.
    init(_ shape: [Int]) {
        self.shape = shape
        counts = [Int](repeating: 0, count: shape.count)
        waiting = shape.last ?? 1
    }

    /// How many bytes all brackets and commas take, those behind numbers left out.
    static func bytes(_ shape: [Int]) -> Int {
        var lists = 1
        var bytes = 0
        for size in shape {
            bytes += 3 * lists
            lists *= size
        }
        return bytes
    }

    /// Opens all lists, and returns where the first number begins.
    func open(at start: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        unsafe repeated(UInt8(ascii: "["), shape.count, at: start)
    }

    /// Stores what follows a number, and returns where the next one begins.
    @inline(__always)
    mutating func follow(at end: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        waiting &-= 1
        guard waiting <= 0 else {
            unsafe end.storeBytes(of: UInt8(ascii: ","), as: UInt8.self)
            return unsafe end + 1
        }
        return unsafe close(at: end)
    }

    /// Closes the lists that are complete, and opens as many unless that were all.
    private mutating func close(at end: UnsafeMutableRawPointer) -> UnsafeMutableRawPointer {
        var level = shape.count - 1
        var closed = min(1, shape.count)
        while level > 0 {
            level -= 1
            counts[level] += 1
            guard counts[level] == shape[level] else { break }
            counts[level] = 0
            closed += 1
        }
        var end = unsafe repeated(UInt8(ascii: "]"), closed, at: end)
        guard closed < shape.count else { return unsafe end }
        unsafe end.storeBytes(of: UInt8(ascii: ","), as: UInt8.self)
        unsafe end = repeated(UInt8(ascii: "["), closed, at: end + 1)
        waiting = shape.last ?? 1
        return unsafe end
    }

    private func repeated(
        _ byte: UInt8, _ count: Int, at start: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        for index in 0..<count { unsafe start.storeBytes(of: byte, toByteOffset: index, as: UInt8.self) }
        return unsafe start + count
    }
}
