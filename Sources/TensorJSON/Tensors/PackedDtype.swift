// The element types of packed tensors, and how their bytes become numbers.

/// An element type of a tensor in base64: little-endian, row-major.
enum PackedDtype: String, CaseIterable {
    case float32, float64, int64, int32, uint8, bool

    /// What numpy, torch and C call them.
    static var synonyms: [String: String] {
        [
            "float": "float32", "f4": "float32", "f32": "float32", "fp32": "float32", "double": "float64",
            "f8": "float64",
            "f64": "float64", "fp64": "float64", "long": "int64", "i8": "int64", "int": "int32", "i4": "int32",
            "byte": "uint8", "u1": "uint8", "boolean": "bool", "b1": "bool",
        ]
    }

    /// Bytes of one element.
    var width: Int {
        switch self {
        case .float64, .int64: 8
        case .float32, .int32: 4
        case .uint8, .bool: 1
        }
    }

    /// The numbers that `bytes` hold; a remainder shorter than one element is left out.
    func unpack<Number: JSONFloat>(_ bytes: [UInt8]) -> [Number] {
        if rawValue == Number.dtypeName { return Self.copied(bytes) }
        return switch self {
        case .float32: Self.words(bytes, as: UInt32.self) { Number(Float(bitPattern: $0)) }
        case .float64: Self.words(bytes, as: UInt64.self) { Number(Double(bitPattern: $0)) }
        case .int32: Self.words(bytes, as: UInt32.self) { Number(Int32(bitPattern: $0)) }
        case .int64: Self.words(bytes, as: UInt64.self) { Number(Int64(bitPattern: $0)) }
        case .uint8: bytes.map { Number($0) }
        case .bool: bytes.map { $0 == 0 ? 0 : 1 }
        }
    }

    /// The whole numbers that `bytes` hold; `nil` when one of them is not whole.
    func wholeNumbers(_ bytes: [UInt8]) -> [Int]? {
        switch self {
        case .int64: return Self.integers(bytes, as: UInt64.self) { Int(Int64(bitPattern: $0)) }
        case .int32: return Self.integers(bytes, as: UInt32.self) { Int(Int32(bitPattern: $0)) }
        case .uint8, .bool: return bytes.map { Int($0) }
        case .float32, .float64:
            let numbers: [Double] = unpack(bytes)
            let whole = numbers.compactMap { Int(exactly: $0) }
            return whole.count == numbers.count ? whole : nil
        }
    }

    /// The numbers as they lie in memory: every machine that this runs on is little-endian.
    private static func copied<Number: JSONFloat>(_ bytes: [UInt8]) -> [Number] {
        let count = bytes.count / MemoryLayout<Number>.size
        guard count > 0 else { return [] }
        return unsafe [Number](unsafeUninitializedCapacity: count) { target, initialized in
            unsafe bytes.withUnsafeBytes { source in
                unsafe UnsafeMutableRawBufferPointer(target).copyMemory(
                    from: UnsafeRawBufferPointer(rebasing: source.prefix(count * MemoryLayout<Number>.size)))
            }
            initialized = count
        }
    }

    @inline(__always)
    private static func words<Word: FixedWidthInteger & UnsignedInteger, Number: JSONFloat>(
        _ bytes: [UInt8], as type: Word.Type, _ number: (Word) -> Number
    ) -> [Number] {
        mapped(bytes, as: type, number)
    }

    private static func integers<Word: FixedWidthInteger & UnsignedInteger>(
        _ bytes: [UInt8], as type: Word.Type, _ number: (Word) -> Int
    ) -> [Int] {
        mapped(bytes, as: type, number)
    }

    @inline(__always)
    private static func mapped<Word: FixedWidthInteger & UnsignedInteger, Number>(
        _ bytes: [UInt8], as type: Word.Type, _ number: (Word) -> Number
    ) -> [Number] {
        let width = Word.bitWidth / 8
        let count = bytes.count / width
        let span = bytes.span
        var numbers: [Number] = []
        numbers.reserveCapacity(count)
        for index in 0..<count {
            var word: Word = 0
            for byte in 0..<width {
                word |= Word(truncatingIfNeeded: span[index * width + byte]) << Word(truncatingIfNeeded: 8 * byte)
            }
            numbers.append(number(word))
        }
        return numbers
    }
}
