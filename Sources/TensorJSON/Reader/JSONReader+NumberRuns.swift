// The innermost loop of reading: numbers and commas, until something else comes.

import Glibc

extension JSONReader {
    /// How many numbers are read before the list that they go to grows.
    private static let runLength = 512

    /// Appends numbers as long as numbers and commas follow each other.
    ///
    /// - Returns: whether the cursor is behind a number that no comma follows; `false` when it is before
    ///   something that is not a plain number.
    mutating func readRun<Number: JSONFloat>(into values: inout [Number]) -> Bool {
        var outcome: Bool?
        while outcome == nil {
            var room = min(Self.runLength, limits.elements - values.count)
            if values.capacity < values.count + room { room = min(room, numbersAhead) }
            // Many times as much each time, so that a long list is hardly copied; memory that nothing is written to
            // costs nothing. More than one number in two bytes there cannot be.
            if values.capacity < values.count + room {
                let more = values.isEmpty ? 0 : max(Self.runLength, 15 * values.count)
                values.reserveCapacity(values.count + max(room, min(more, (bytes.count - position) / 2)))
            }
            values.append(addingCapacity: room) { numbers in
                unsafe numbers.withUnsafeMutableBufferPointer { buffer, count in
                    outcome = unsafe readRun(into: buffer, &count)
                }
            }
        }
        return outcome ?? false
    }

    /// The most numbers that can come before the end of the innermost list, as far as that is near.
    ///
    /// Without it, every list of one number would make room for hundreds.
    private var numbersAhead: Int {
        let count = min(2 * Self.runLength, bytes.count - position)
        let distance = unsafe bytes.withUnsafeBytes { bytes in
            guard count > 0, let start = unsafe bytes.baseAddress?.advanced(by: position),
                let end = unsafe memchr(start, Int32(UInt8(ascii: "]")), count)
            else { return count }
            return unsafe UnsafeRawPointer(end) - start
        }
        // No number has fewer bytes than two with its comma; one more is before the end of the list.
        return distance / 2 + 1
    }

    /// Fills `numbers`, and returns what `readRun` does; `nil` when there may be more, before a number.
    @inline(__always)
    private mutating func readRun<Number: JSONFloat>(
        into numbers: UnsafeMutableBufferPointer<Number>, _ count: inout Int
    ) -> Bool? {
        // Local copies, so that the loop works on registers.
        let bytes = self.bytes
        let span = bytes.span
        let raw = unsafe span.bytes
        let end = span.count
        let room = numbers.count
        var position = self.position
        var filled = 0
        defer {
            self.position = position
            count = filled
        }
        while filled < room {
            while position < end, Self.isWhitespace(unsafe span[unchecked: position]) { position &+= 1 }
            let found =
                position &+ NumberWords.reach < end
                ? NumberWords.read(raw, at: position, as: Number.self) : (value: 0, end: 0)
            let start = position
            if found.end > 0 {
                unsafe numbers[filled] = found.value
                position = found.end
            } else if let number = scan(span, from: position, as: Number.self) {
                unsafe numbers[filled] = number.value
                position = number.end
            } else {
                return false
            }
            filled &+= 1
            while position < end, Self.isWhitespace(unsafe span[unchecked: position]) { position &+= 1 }
            guard position < end, unsafe span[unchecked: position] == UInt8(ascii: ",") else { return true }
            position &+= 1
            // Most numbers of a list have the same length: behind a long one come others.
            guard position &- start > NumberWords.shortest else { continue }
            while filled < room {
                // One space is what most writers that write any put there.
                if position < end, unsafe span[unchecked: position] == UInt8(ascii: " ") { position &+= 1 }
                guard position &+ NumberWords.reach < end else { break }
                let found = NumberWords.readLong(raw, at: position, as: Number.self)
                guard found.end > 0 else { break }
                unsafe numbers[filled] = found.value
                filled &+= 1
                position = found.end
                if unsafe span[unchecked: position] != UInt8(ascii: ",") {
                    while position < end, Self.isWhitespace(unsafe span[unchecked: position]) { position &+= 1 }
                    guard position < end, unsafe span[unchecked: position] == UInt8(ascii: ",") else { return true }
                }
                position &+= 1
            }
        }
        // Room for none is as good as something else than a number.
        return room == 0 ? false : nil
    }

    /// Reads one number of any length; `nil` where there is none, or one that is too large and deserves a warning.
    @inline(never)
    private func scan<Number: JSONFloat>(
        _ span: borrowing Span<UInt8>, from position: Int, as type: Number.Type
    ) -> (value: Number, end: Int)? {
        guard let number = try? NumberScanner.scan(span, from: position) else { return nil }
        let value = Number(number, in: span)
        return value.isFinite ? (value, number.range.upperBound) : nil
    }
}
