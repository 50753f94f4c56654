// How long the text of a tensor can be, before it is written.

import Catalogue

extension TensorForm {
    /// The most bytes that a tensor of that shape is written in; the largest integer if there is no smaller bound.
    package func maximumBytes<Number: JSONFloat>(_ shape: [Int], as type: Number.Type) -> Int {
        let count = Saturating.extent(of: shape)
        // Names, brackets and sizes.
        let frame = 64 + 24 * shape.count
        switch self {
        case .nested:
            // A bracket opens and closes, and a comma follows, for each list of each dimension.
            var (lists, brackets) = (1, 0)
            for size in shape {
                brackets = Saturating.sum(brackets, Saturating.product(3, lists))
                lists = Saturating.product(lists, max(size, 1))
            }
            return Saturating.sum(
                frame, Saturating.sum(Saturating.product(count, Number.textBytes), brackets))
        case .flat: return Saturating.sum(frame, Saturating.product(count, Number.textBytes))
        case .base64:
            let size = Saturating.product(count, MemoryLayout<Number>.size)
            return Saturating.sum(frame, Saturating.product(size / 3 + 1, 4))
        }
    }
}

extension JSONWriter {
    /// The most bytes that a text is written in, quotes and a comma included.
    package static func maximumBytes(_ text: String) -> Int {
        // A control character takes six bytes, a quote or a backslash two.
        text.utf8.reduce(3) { $0 + ($1 < 0x20 || $1 == 0x7F ? 6 : $1 == 0x22 || $1 == 0x5C ? 2 : 1) }
    }
}
