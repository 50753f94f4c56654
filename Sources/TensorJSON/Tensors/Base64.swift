// Base64 as in RFC 4648, section 4: strict alphabet, padding required, unused bits zero.

/// Packed bytes as text.
enum Base64 {
    private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

    /// Marks what is not of the alphabet in `places`.
    private static let foreign: UInt32 = 1 << 24

    /// The bits of each letter at their places in three bytes, the first byte lowest; one table for each of four places.
    private static let places: [UInt32] = {
        var places = [UInt32](repeating: foreign, count: 4 * 256)
        for (value, letter) in alphabet.enumerated() {
            for place in 0..<4 {
                let bits = UInt32(value) << UInt32(18 - 6 * place)
                places[256 * place + Int(letter)] = (bits & 0xFF) << 16 | bits & 0xFF00 | bits >> 16
            }
        }
        return places
    }()

    /// Two letters for each twelve bits, the first in the lower byte.
    private static let pairs: [UInt16] = (0..<4096).map { UInt16(alphabet[$0 >> 6]) | UInt16(alphabet[$0 & 63]) << 8 }

    /// The bytes that `text` stands for; `nil` when it is not base64.
    static func decode(_ text: Span<UInt8>) -> [UInt8]? {
        guard text.count % 4 == 0 else { return nil }
        guard !text.isEmpty else { return [] }
        let last = text.count - 4
        let padding = text[last + 3] != UInt8(ascii: "=") ? 0 : text[last + 2] != UInt8(ascii: "=") ? 1 : 2
        let places = places
        var seen: UInt32 = 0
        // The last group is taken alone: it may be padded, and groups are stored four bytes at a time.
        let bytes = unsafe [UInt8](unsafeUninitializedCapacity: text.count / 4 * 3) { target, count in
            let table = places.span
            var group = 0
            while group < last {
                let bits = bits(text, group, table)
                seen |= bits
                unsafe UnsafeMutableRawBufferPointer(target).storeBytes(of: bits, toByteOffset: count, as: UInt32.self)
                count &+= 3
                group &+= 4
            }
            let bits = lastBits(text, padding, table)
            seen |= bits
            for place in 0..<(3 - padding) { unsafe target[count + place] = UInt8(bits >> UInt32(8 * place) & 0xFF) }
            count += 3 - padding
        }
        return seen & foreign == 0 ? bytes : nil
    }

    /// The bits of four letters.
    @inline(__always)
    private static func bits(_ text: Span<UInt8>, _ start: Int, _ table: Span<UInt32>) -> UInt32 {
        unsafe table[unchecked: Int(text[unchecked: start])] | table[unchecked: 256 | Int(text[unchecked: start &+ 1])]
            | table[unchecked: 512 | Int(text[unchecked: start &+ 2])]
            | table[unchecked: 768 | Int(text[unchecked: start &+ 3])]
    }

    /// The bits of the last four letters, of which so many are padding.
    private static func lastBits(_ text: Span<UInt8>, _ padding: Int, _ table: Span<UInt32>) -> UInt32 {
        var bits: UInt32 = 0
        for place in 0..<(4 - padding) { bits |= table[256 * place + Int(text[text.count - 4 + place])] }
        // RFC 4648 §3.5: the bits that no byte takes are zero.
        let unused: UInt32 = padding == 0 ? 0 : padding == 1 ? 0xFF_0000 : 0xFF_FF00
        return bits & unused == 0 ? bits : foreign
    }

    /// Appends the text of `bytes` to `text`.
    static func encode(_ bytes: UnsafeRawBufferPointer, into text: inout [UInt8]) {
        let pairs = pairs
        text.append(addingCapacity: (bytes.count + 2) / 3 * 4) { letters in
            unsafe letters.withUnsafeMutableBufferPointer { target, count in
                let target = UnsafeMutableRawBufferPointer(target)
                let table = pairs.span
                var group = 0
                while group + 4 <= bytes.count {
                    let bits = unsafe UInt32(bigEndian: bytes.loadUnaligned(fromByteOffset: group, as: UInt32.self))
                    let (first, second) = unsafe (
                        table[unchecked: Int(bits >> 20)], table[unchecked: Int(bits >> 8 & 0xFFF)]
                    )
                    unsafe target.storeBytes(
                        of: UInt32(first) | UInt32(second) << 16, toByteOffset: count, as: UInt32.self)
                    count &+= 4
                    group &+= 3
                }
                while group < bytes.count {
                    let rest = min(bytes.count - group, 3)
                    var bits: UInt32 = 0
                    for place in 0..<rest { unsafe bits |= UInt32(bytes[group + place]) << UInt32(16 - 8 * place) }
                    let (first, second) = (table[Int(bits >> 12)], table[Int(bits & 0xFFF)])
                    var word = UInt32(first) | UInt32(second) << 16
                    let padding = UInt32(UInt8(ascii: "="))
                    if rest < 3 { word = word & 0xFF_FFFF | padding << 24 }
                    if rest < 2 { word = word & 0xFF00_FFFF | padding << 16 }
                    unsafe target.storeBytes(of: word, toByteOffset: count, as: UInt32.self)
                    count += 4
                    group += 3
                }
            }
        }
    }
}
