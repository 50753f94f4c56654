// The innermost loop of reading: numbers and commas, until something else comes.

extension JSONReader {
    /// Appends numbers as long as numbers and commas follow each other.
    ///
    /// - Returns: whether the cursor stands behind a number that no comma follows; `false` when it stands before
    ///   something that is not a plain number.
    mutating func readRun<Number: JSONFloat>(into values: inout [Number]) -> Bool {
        // A local copy of the reference, so that the loop works on registers.
        let bytes = self.bytes
        let span = bytes.span
        let end = span.count
        let room = limits.elements
        var position = self.position
        defer { self.position = position }
        while true {
            while position < end, Self.isWhitespace(span[position]) { position += 1 }
            guard values.count < room, let number = try? NumberScanner.scan(span, from: position) else { return false }
            values.append(Number(number, in: span))
            position = number.range.upperBound
            while position < end, Self.isWhitespace(span[position]) { position += 1 }
            guard position < end, span[position] == UInt8(ascii: ",") else { return true }
            position += 1
        }
    }
}
