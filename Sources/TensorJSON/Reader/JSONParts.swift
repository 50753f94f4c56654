// How much a JSON text can hold, counted before it is read.

/// Counts the parts of a JSON text, valid or not, at several bytes per nanosecond.
package struct JSONParts {
    /// At least as many as there are values that contain no others: each but the first follows a comma.
    package private(set) var values = 1
    /// Bytes of strings, their quotes included.
    package private(set) var stringBytes = 0

    private static let blockSize = 128
    private var isInString = false
    private var isEscaped = false

    package init(_ text: borrowing [UInt8]) {
        let bytes = text.span
        var position = 0
        while position &+ Self.blockSize <= bytes.count {
            let block = bytes.extracting(position..<position &+ Self.blockSize)
            if !isInString, Self.count(UInt8(ascii: "\""), in: block) == 0 {
                values &+= Self.count(UInt8(ascii: ","), in: block)
            } else if isInString, !isEscaped, Self.count(UInt8(ascii: "\""), in: block) == 0,
                Self.count(UInt8(ascii: "\\"), in: block) == 0
            {
                stringBytes &+= Self.blockSize
            } else {
                step(through: block)
            }
            position &+= Self.blockSize
        }
        step(through: bytes.extracting(position...))
    }

    /// Byte by byte, where strings begin or end.
    private mutating func step(through block: Span<UInt8>) {
        for index in block.indices {
            let byte = block[index]
            if isInString {
                stringBytes += 1
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
            } else if byte == UInt8(ascii: "\"") {
                isInString = true
                stringBytes += 1
            } else if byte == UInt8(ascii: ",") {
                values += 1
            }
        }
    }

    /// How often a byte occurs in a block of `blockSize` bytes, 32 at a time.
    @inline(__always)
    private static func count(_ wanted: UInt8, in block: Span<UInt8>) -> Int {
        let ones: UInt64 = 0x0101_0101_0101_0101
        let pattern = SIMD4<UInt64>(repeating: ones &* UInt64(wanted))
        let low = SIMD4<UInt64>(repeating: 0x7F7F_7F7F_7F7F_7F7F)
        let one = SIMD4<UInt64>(repeating: ones)
        let seven = SIMD4<UInt64>(repeating: 7)
        var counts = SIMD4<UInt64>()
        for offset in stride(from: 0, to: blockSize, by: 32) {
            let words = unsafe block.bytes.unsafeLoadUnaligned(
                fromUncheckedByteOffset: offset, as: SIMD4<UInt64>.self)
            // The highest bit of a byte is 0 where it is the wanted one, and 1 elsewhere.
            let differs = words ^ pattern
            let mark = ((differs & low) &+ low) | differs
            counts &+= ~(mark &>> seven) & one
        }
        // No byte of the sums is above `blockSize`, so the product has their sum in its highest byte.
        return Int(((counts[0] &+ counts[1] &+ counts[2] &+ counts[3]) &* ones) >> 56)
    }
}
