// The innermost loop of reading: numbers and commas, until something else comes.

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
        let limit = min(position + 2 * Self.runLength, bytes.count)
        var end = position
        while end < limit, bytes[end] != UInt8(ascii: "]") { end += 1 }
        // No number has fewer bytes than two with its comma; one more is before the end of the list.
        return (end - position) / 2 + 1
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
            var reading = NumberWords.Reading()
            if position &+ NumberWords.reach < end { reading = NumberWords.read(raw, at: position) }
            if reading.end > 0 {
                unsafe numbers[filled] = Number(reading)
                position = reading.end
            } else if let number = scan(span, &position, as: Number.self) {
                unsafe numbers[filled] = number
            } else {
                return false
            }
            filled &+= 1
            while position < end, Self.isWhitespace(unsafe span[unchecked: position]) { position &+= 1 }
            guard position < end, unsafe span[unchecked: position] == UInt8(ascii: ",") else { return true }
            position &+= 1
        }
        // Room for none is as good as something else than a number.
        return room == 0 ? false : nil
    }

    /// Reads one number of any length; `nil` where there is none, or one that is too large and deserves a warning.
    @inline(never)
    private func scan<Number: JSONFloat>(
        _ span: borrowing Span<UInt8>, _ position: inout Int, as type: Number.Type
    ) -> Number? {
        guard let number = try? NumberScanner.scan(span, from: position) else { return nil }
        let value = Number(number, in: span)
        guard value.isFinite else { return nil }
        position = number.range.upperBound
        return value
    }
}
