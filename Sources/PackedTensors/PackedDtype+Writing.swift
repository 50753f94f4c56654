// Numbers to packed bytes.

extension PackedDtype {
    /// Appends the numbers in this type, each rounded once, to the nearest and ties to even.
    ///
    /// For the floating-point types; of the others, it appends numbers of the type that `values` have.
    @specialized(where Number == Float)
    @specialized(where Number == Double)
    package func append<Number: PackedFloat>(_ values: [Number], to bytes: inout [UInt8]) {
        switch self {
        case .float16: Self.append(values, to: &bytes) { Float16($0).bitPattern }
        case .bfloat16: Self.append(values, to: &bytes) { Self.bfloat16(Double($0)) }
        case .float32 where Number.packedDtype != .float32: Self.append(values, to: &bytes) { Float($0).bitPattern }
        case .float64 where Number.packedDtype != .float64: Self.append(values, to: &bytes) { Double($0).bitPattern }
        default:
            // As they lie in memory: every machine that this runs on is little-endian.
            unsafe values.withUnsafeBytes { unsafe bytes.append(contentsOf: $0) }
        }
    }

    /// The numbers in this type, as `append` writes them.
    package func packed<Number: PackedFloat>(_ values: [Number]) -> [UInt8] {
        var bytes: [UInt8] = []
        append(values, to: &bytes)
        return bytes
    }

    @inline(__always)
    private static func append<Word: FixedWidthInteger & BitwiseCopyable, Number>(
        _ values: [Number], to bytes: inout [UInt8], _ word: (Number) -> Word
    ) {
        let width = MemoryLayout<Word>.size
        bytes.append(addingCapacity: values.count * width) { room in
            unsafe room.withUnsafeMutableBufferPointer { target, initialized in
                let target = UnsafeMutableRawBufferPointer(target)
                for index in values.indices {
                    unsafe target.storeBytes(of: word(values[index]), toByteOffset: index * width, as: Word.self)
                }
                initialized = values.count * width
            }
        }
    }

    /// The bits of the bfloat16 nearest to a number.
    private static func bfloat16(_ number: Double) -> UInt16 {
        guard !number.isNaN else { return 0x7FC0 }
        let float = Float(number)
        var bits = float.bitPattern
        // What was cut off must still decide between two neighbours: the last bit says that there was something (round to odd).
        if float.isFinite, Double(float) != number {
            if Double(float.magnitude) > number.magnitude { bits -= 1 }
            bits |= 1
        } else if float.isInfinite, number.isFinite {
            bits = (bits & 0x8000_0000) | 0x7F7F_FFFF
        }
        guard bits & 0x7FFF_FFFF != 0x7F80_0000 else { return UInt16(bits >> 16) }
        return UInt16(truncatingIfNeeded: (bits &+ 0x7FFF &+ (bits >> 16 & 1)) >> 16)
    }
}
