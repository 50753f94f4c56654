// Packed bytes to numbers.

extension PackedDtype {
    /// More classes or labels than that are read in the tensor's type alone, which keeps their memory small.
    package static var mostWholeNumbers: Int { 1 << 16 }

    /// The numbers that `bytes` hold, each rounded once; a remainder shorter than one element is left out.
    @specialized(where Number == Float)
    @specialized(where Number == Double)
    package func unpack<Number: PackedFloat>(_ bytes: Span<UInt8>) -> [Number] {
        if self == Number.packedDtype { return Self.copied(bytes) }
        return switch self {
        case .float64: Self.mapped(bytes, as: UInt64.self) { Number(Double(bitPattern: $0)) }
        case .float32: Self.mapped(bytes, as: UInt32.self) { Number(Float(bitPattern: $0)) }
        case .float16: Self.mapped(bytes, as: UInt16.self) { Number(Float16(bitPattern: $0)) }
        case .bfloat16: Self.mapped(bytes, as: UInt16.self) { Number(Float(bitPattern: UInt32($0) << 16)) }
        case .int64: Self.mapped(bytes, as: UInt64.self) { Number(Int64(bitPattern: $0)) }
        case .int32: Self.mapped(bytes, as: UInt32.self) { Number(Int32(bitPattern: $0)) }
        case .int16: Self.mapped(bytes, as: UInt16.self) { Number(Int16(bitPattern: $0)) }
        case .int8: Self.mapped(bytes, as: UInt8.self) { Number(Int8(bitPattern: $0)) }
        case .uint64: Self.mapped(bytes, as: UInt64.self) { Number($0) }
        case .uint32: Self.mapped(bytes, as: UInt32.self) { Number($0) }
        case .uint16: Self.mapped(bytes, as: UInt16.self) { Number($0) }
        case .uint8: Self.mapped(bytes, as: UInt8.self) { Number($0) }
        case .bool: Self.mapped(bytes, as: UInt8.self) { $0 == 0 ? 0 : 1 }
        }
    }

    /// The whole numbers that `bytes` hold; `nil` when one of them is not whole, or has more than 64 bits.
    package func wholeNumbers(_ bytes: Span<UInt8>) -> [Int]? {
        switch self {
        case .int64: return Self.mapped(bytes, as: UInt64.self) { Int(Int64(bitPattern: $0)) }
        case .int32: return Self.mapped(bytes, as: UInt32.self) { Int(Int32(bitPattern: $0)) }
        case .int16: return Self.mapped(bytes, as: UInt16.self) { Int(Int16(bitPattern: $0)) }
        case .int8: return Self.mapped(bytes, as: UInt8.self) { Int(Int8(bitPattern: $0)) }
        case .uint32: return Self.mapped(bytes, as: UInt32.self) { Int($0) }
        case .uint16: return Self.mapped(bytes, as: UInt16.self) { Int($0) }
        case .uint8: return Self.mapped(bytes, as: UInt8.self) { Int($0) }
        case .bool: return Self.mapped(bytes, as: UInt8.self) { $0 == 0 ? 0 : 1 }
        case .uint64:
            let words: [UInt64] = Self.mapped(bytes, as: UInt64.self) { $0 }
            let whole = words.compactMap { Int(exactly: $0) }
            return whole.count == words.count ? whole : nil
        case .float64, .float32, .float16, .bfloat16:
            let numbers: [Double] = unpack(bytes)
            let whole = numbers.compactMap { Int(exactly: $0) }
            return whole.count == numbers.count ? whole : nil
        }
    }

    /// The whole numbers themselves, where `values` were made of `bytes` and some have more digits than their type.
    @specialized(where Number == Float)
    @specialized(where Number == Double)
    package func wholeNumbers<Number: PackedFloat>(_ bytes: Span<UInt8>, readAs values: [Number]) -> [Int]? {
        guard self != Number.packedDtype, values.count <= Self.mostWholeNumbers,
            Self.exceedsDigits(values)
        else { return nil }
        return wholeNumbers(bytes)
    }

    /// Whether one of the numbers is so large that its type may not have all digits of a whole one.
    @specialized(where Number == Float)
    @specialized(where Number == Double)
    package static func exceedsDigits<Number: PackedFloat>(_ values: [Number]) -> Bool {
        let largest = Number.largestWhole
        return values.contains { $0.magnitude >= largest }
    }

    /// The numbers as they lie in memory: every machine that this runs on is little-endian.
    private static func copied<Number: PackedFloat>(_ bytes: Span<UInt8>) -> [Number] {
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
    private static func mapped<Word: FixedWidthInteger & UnsignedInteger & BitwiseCopyable, Number>(
        _ bytes: Span<UInt8>, as type: Word.Type, _ number: (Word) -> Number
    ) -> [Number] {
        let width = MemoryLayout<Word>.size
        let count = bytes.count / width
        guard count > 0 else { return [] }
        return unsafe [Number](unsafeUninitializedCapacity: count) { target, initialized in
            unsafe bytes.withUnsafeBytes { source in
                for index in 0..<count {
                    let word = unsafe source.loadUnaligned(fromByteOffset: index * width, as: Word.self)
                    unsafe target.initializeElement(at: index, to: number(word))
                }
            }
            initialized = count
        }
    }
}
