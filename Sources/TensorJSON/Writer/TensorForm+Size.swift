// How long the text of a tensor can be, before it is written.

extension TensorForm {
    /// The most bytes that a tensor of that shape is written in; the largest integer if there is no smaller bound.
    package func maximumBytes<Number: JSONFloat>(_ shape: [Int], as type: Number.Type) -> Int {
        let count = SaturatingBytes.extent(of: shape)
        // Names, brackets and sizes.
        let frame = 64 + 24 * shape.count
        switch self {
        case .nested:
            // A bracket opens and closes, and a comma follows, for each list of each dimension.
            var (lists, brackets) = (1, 0)
            for size in shape {
                brackets = SaturatingBytes.sum(brackets, SaturatingBytes.product(3, lists))
                lists = SaturatingBytes.product(lists, max(size, 1))
            }
            return SaturatingBytes.sum(
                frame, SaturatingBytes.sum(SaturatingBytes.product(count, Number.textBytes), brackets))
        case .flat: return SaturatingBytes.sum(frame, SaturatingBytes.product(count, Number.textBytes))
        case .base64:
            let size = SaturatingBytes.product(count, MemoryLayout<Number>.size)
            return SaturatingBytes.sum(frame, SaturatingBytes.product(size / 3 + 1, 4))
        }
    }
}

/// Arithmetic on counts of bytes that ends at the largest integer.
package enum SaturatingBytes {
    package static func sum(_ first: Int, _ second: Int) -> Int {
        let (sum, overflow) = first.addingReportingOverflow(second)
        return overflow ? .max : sum
    }

    package static func product(_ first: Int, _ second: Int) -> Int {
        let (product, overflow) = first.multipliedReportingOverflow(by: second)
        return overflow ? .max : product
    }

    /// The product of sizes, those of 0 counted as 1, times a factor.
    package static func extent(of shape: [Int], times factor: Int = 1) -> Int {
        var extent = factor
        for size in shape { extent = product(extent, max(size, 1)) }
        return extent
    }
}

extension JSONWriter {
    /// The most bytes that a text is written in, quotes and a comma included.
    package static func maximumBytes(_ text: String) -> Int {
        // A control character takes six bytes, a quote or a backslash two.
        text.utf8.reduce(3) { $0 + ($1 < 0x20 || $1 == 0x7F ? 6 : $1 == 0x22 || $1 == 0x5C ? 2 : 1) }
    }
}
