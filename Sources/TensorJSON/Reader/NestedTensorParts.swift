// Long nested lists, read by several processors: cut between the elements of the outermost list.

import Catalogue
import Glibc
import Parallelism

/// A list of lists of numbers, cut into parts of whole elements.
///
/// Only lists that are well-formed, of one shape and free of numbers that deserve a word are read so. Of all others nothing
/// is kept, and they are read again from their beginning by one processor, which finds what is wrong.
struct NestedTensorParts {
    /// Shorter lists are not worth other threads.
    private static let leastBytes = 1 << 20
    /// Bytes of a part: many more parts than processors, so that all are done at about the same time.
    private static let partBytes = 1 << 18
    /// The most numbers of whole elements that all threads hold beside the result: what a long body may take besides its
    /// numbers (`ReadingCost`).
    private static let heldNumbers = 1 << 21

    /// The bytes of each part, and how many elements are before it.
    private var parts: [(bytes: Range<Int>, first: Int)] = []
    /// The elements of the outermost list.
    private(set) var count = 0
    /// Where the last element ends.
    private(set) var end = 0

    /// Cuts the list whose bracket is at `start`; `nil` when it is too short, has one dimension, or looks different.
    init?(_ bytes: [UInt8], at start: Int) {
        guard Parallel.processors > 1, bytes.count - start >= Self.leastBytes else { return nil }
        let cut = unsafe bytes.withUnsafeBytes { unsafe Self.cut($0, from: start) }
        guard let cut, cut.parts.count > 1 else { return nil }
        (parts, count, end) = cut
    }

    /// Steps from one closing bracket to the next.
    private static func cut(
        _ bytes: UnsafeRawBufferPointer, from start: Int
    ) -> (parts: [(bytes: Range<Int>, first: Int)], count: Int, end: Int)? {
        var position = start
        var dimensions = 0
        while let byte = unsafe byte(bytes, &position), byte == UInt8(ascii: "[") {
            dimensions += 1
            position += 1
        }
        guard dimensions > 1 else { return nil }
        var parts: [(bytes: Range<Int>, first: Int)] = []
        var (partStart, partFirst, count) = (start + 1, 0, 0)
        while let base = bytes.baseAddress, position < bytes.count,
            let found = unsafe memchr(base + position, Int32(UInt8(ascii: "]")), bytes.count - position)
        {
            position = unsafe UnsafeRawPointer(found) - base
            var (closed, end) = (0, position)
            while let byte = unsafe byte(bytes, &position), byte == UInt8(ascii: "]") {
                closed += 1
                end = position
                position += 1
            }
            if closed >= dimensions - 1 { count += 1 }
            if closed == dimensions {
                parts.append((partStart..<end, partFirst))
                return (parts, count, end)
            }
            guard let byte = unsafe byte(bytes, &position), byte == UInt8(ascii: ","), closed < dimensions else {
                return nil
            }
            position += 1
            guard closed == dimensions - 1, position - partStart >= partBytes else { continue }
            parts.append((partStart..<position, partFirst))
            (partStart, partFirst) = (position, count)
        }
        return nil
    }

    /// The next byte that is not white space, to which the position moves.
    @inline(__always)
    private static func byte(_ bytes: UnsafeRawBufferPointer, _ position: inout Int) -> UInt8? {
        while position < bytes.count {
            let byte = unsafe bytes[position]
            if !JSONReader.isWhitespace(byte) { return byte }
            position += 1
        }
        return nil
    }

    /// Reads all parts.
    ///
    /// - Parameters:
    ///   - reader: behind the bracket of the outermost list.
    ///   - type: the type of the numbers.
    /// - Returns: the numbers and the shape; `nil` where an element differs from the first, or is anything else than plain
    ///   numbers.
    func read<Number: JSONFloat>(_ reader: JSONReader, as type: Number.Type) -> (values: [Number], shape: [Int])? {
        var first = PartReader<Number>(reader, from: parts[0].bytes.lowerBound)
        guard first.readElement(), !first.nested.values.isEmpty else { return nil }
        let (size, shape) = (first.nested.values.count, Array(first.nested.closedShape.dropFirst()))
        let (numbers, overflow) = size.multipliedReportingOverflow(by: count)
        guard !overflow, numbers <= reader.limits.elements,
            size <= Self.heldNumbers / min(Parallel.processors, parts.count)
        else { return nil }
        var areRead = [Bool](repeating: false, count: parts.count)
        let values = unsafe [Number](unsafeUninitializedCapacity: numbers) { values, initialized in
            unsafe areRead.withUnsafeMutableBufferPointer { areRead in
                // Each part has elements of its own.
                nonisolated(unsafe) let (values, areRead) = unsafe (values, areRead)
                Parallel.run(parts.count) { index in
                    let end = index + 1 < parts.count ? parts[index + 1].first : count
                    let room = unsafe UnsafeMutableBufferPointer(
                        rebasing: values[(parts[index].first * size)..<(end * size)])
                    var part = PartReader<Number>(reader, from: parts[index].bytes.lowerBound)
                    unsafe areRead[index] = unsafe part.read(
                        to: parts[index].bytes.upperBound, into: room, shape: shape)
                }
            }
            // Of parts that failed the rest is not initialized, and none of it is used.
            initialized = areRead.allSatisfy(\.self) ? numbers : 0
        }
        return values.count == numbers ? (values, [count] + shape) : nil
    }
}

/// Reads some elements of the outermost list, one after the other.
private struct PartReader<Number: JSONFloat> {
    private var reader: JSONReader
    private(set) var nested = NestedTensorReader<Number>(elementsOfList: true)
    /// Numbers that are read before they are moved to their place.
    private static var batch: Int { 1 << 12 }

    init(_ reader: JSONReader, from start: Int) {
        self.reader = reader
        self.reader.position = start
    }

    /// Reads an element; `false` when it is none.
    mutating func readElement() -> Bool {
        do {
            try nested.readList(&reader)
        } catch {
            return false
        }
        return nested.fault == nil && nested.overflow == nil && nested.rows == nil
    }

    /// Reads all elements before `end`, which must fill `room`; `false` when they do not.
    mutating func read(to end: Int, into room: UnsafeMutableBufferPointer<Number>, shape: [Int]) -> Bool {
        var filled = 0
        repeat {
            guard readElement(), filled + nested.values.count <= room.count else { return false }
            if nested.values.count >= Self.batch { unsafe filled += nested.move(to: room, at: filled) }
        } while reader.consume(UInt8(ascii: ",")) && reader.position < end
        guard filled + nested.values.count == room.count else { return false }
        let isSame = Array(nested.closedShape.dropFirst()) == shape
        unsafe _ = nested.move(to: room, at: filled)
        // White space may be left.
        reader.skipWhitespace()
        return isSame && reader.position >= end
    }
}
