// Long nested lists, written by several processors: some elements of the outermost list each.

import Parallelism

/// A list of many numbers, cut into parts of whole elements of its outermost list.
struct NestedTextParts<Number: JSONFloat> {
    /// Numbers of a part, unless a single element has more; lists of fewer than twice as many are not worth other threads.
    private static var partNumbers: Int { 1 << 15 }

    private let shape: [Int]
    /// The numbers of an element.
    let size: Int
    /// The elements of a part, but for the last one.
    private let perPart: Int
    /// How many parts there are.
    let count: Int

    /// `nil` when the list is too short, or there is one processor.
    init?(_ shape: [Int]) {
        guard Parallel.processors > 1, let elements = shape.first else { return nil }
        size = shape.dropFirst().reduce(1, *)
        guard size > 0, elements >= 2, elements / 2 >= Self.partNumbers / size, elements * size >= 2 * Self.partNumbers
        else { return nil }
        self.shape = shape
        perPart = max(1, Self.partNumbers / size)
        count = (elements + perPart - 1) / perPart
    }

    /// The elements of a part.
    func elements(_ part: Int) -> Range<Int> {
        part * perPart..<min((part + 1) * perPart, shape[0])
    }

    /// The shape of a part.
    func shape(_ part: Int) -> [Int] {
        [elements(part).count] + shape.dropFirst()
    }

    /// The most bytes that a part's text takes.
    var room: Int {
        perPart * size * Number.textBytes + Brackets.bytes([perPart] + shape.dropFirst()) + NumberText.overrun
    }
}

extension [UInt8] {
    /// Appends the texts of numbers in nested lists: each part at a distance at which none overlaps another, and then
    /// moved together.
    mutating func append<Number: JSONFloat>(nested numbers: [Number], _ parts: NestedTextParts<Number>) {
        let room = parts.room
        unsafe append(room: parts.count * room) { start in
            var ends = [Int](repeating: 0, count: parts.count)
            unsafe ends.withUnsafeMutableBufferPointer { ends in
                unsafe numbers.withUnsafeBufferPointer { numbers in
                    // Each part has a place of its own.
                    nonisolated(unsafe) let (ends, numbers, start) = unsafe (ends, numbers, start)
                    Parallel.run(parts.count) { index in
                        let elements = parts.elements(index)
                        let source = unsafe UnsafeBufferPointer(
                            rebasing: numbers[(elements.lowerBound * parts.size)..<(elements.upperBound * parts.size)])
                        var brackets = Brackets(parts.shape(index))
                        let own = unsafe start + index * room
                        unsafe ends[index] = Number.store(source, at: brackets.open(at: own), &brackets) - own
                    }
                }
            }
            // The outermost brackets between two parts become a comma.
            var end = unsafe start + ends[0]
            for index in 1..<parts.count {
                unsafe (end - 1).storeBytes(of: UInt8(ascii: ","), as: UInt8.self)
                unsafe end.copyMemory(from: start + index * room + 1, byteCount: ends[index] - 1)
                unsafe end += ends[index] - 1
            }
            return unsafe end
        }
    }
}
