// The element types of packed tensors, by the names that torch, safetensors and the Open Inference Protocol give them.

/// The type of the elements of a packed tensor: little-endian, row-major.
package enum PackedDtype: String, Sendable, CaseIterable {
    case float64, float32, float16, bfloat16
    case int64, int32, int16, int8
    case uint64, uint32, uint16, uint8
    case bool

    /// What numpy, C and other projects call them.
    package static var synonyms: [String: String] {
        [
            "float": "float32", "f4": "float32", "f32": "float32", "fp32": "float32", "single": "float32",
            "double": "float64", "f8": "float64", "f64": "float64", "fp64": "float64",
            "half": "float16", "f2": "float16", "f16": "float16", "fp16": "float16", "bf16": "bfloat16",
            "long": "int64", "i8": "int64", "i64": "int64", "int": "int32", "i4": "int32", "i32": "int32",
            "short": "int16", "i2": "int16", "i16": "int16", "i1": "int8", "char": "int8",
            "u8": "uint64", "u64": "uint64", "u4": "uint32", "u32": "uint32", "u2": "uint16", "u16": "uint16",
            "byte": "uint8", "u1": "uint8", "boolean": "bool", "b1": "bool",
        ]
    }

    /// Bytes of one element.
    package var width: Int {
        switch self {
        case .float64, .int64, .uint64: 8
        case .float32, .int32, .uint32: 4
        case .float16, .bfloat16, .int16, .uint16: 2
        case .int8, .uint8, .bool: 1
        }
    }

    /// Whether the elements are floating-point numbers.
    package var isFloating: Bool {
        switch self {
        case .float64, .float32, .float16, .bfloat16: true
        default: false
        }
    }

    /// The name in the header of a safetensors file.
    package var safetensorsName: String {
        switch self {
        case .float64: "F64"
        case .float32: "F32"
        case .float16: "F16"
        case .bfloat16: "BF16"
        case .int64: "I64"
        case .int32: "I32"
        case .int16: "I16"
        case .int8: "I8"
        case .uint64: "U64"
        case .uint32: "U32"
        case .uint16: "U16"
        case .uint8: "U8"
        case .bool: "BOOL"
        }
    }

    /// The name in the Open Inference Protocol.
    package var inferenceName: String {
        switch self {
        case .float64: "FP64"
        case .float32: "FP32"
        case .float16: "FP16"
        case .bfloat16: "BF16"
        case .int64: "INT64"
        case .int32: "INT32"
        case .int16: "INT16"
        case .int8: "INT8"
        case .uint64: "UINT64"
        case .uint32: "UINT32"
        case .uint16: "UINT16"
        case .uint8: "UINT8"
        case .bool: "BOOL"
        }
    }

    package init?(safetensorsName name: String) {
        guard let dtype = Self.allCases.first(where: { $0.safetensorsName == name }) else { return nil }
        self = dtype
    }

    package init?(inferenceName name: String) {
        guard let dtype = Self.allCases.first(where: { $0.inferenceName == name }) else { return nil }
        self = dtype
    }
}

/// A type that tensors are computed in.
package protocol PackedFloat: BinaryFloatingPoint, Sendable {
    static var packedDtype: PackedDtype { get }
    /// From here on not every whole number is one of the type.
    static var largestWhole: Self { get }
}

extension Float: PackedFloat {
    package static var packedDtype: PackedDtype { .float32 }
    package static var largestWhole: Float { 0x1p24 }
}

extension Double: PackedFloat {
    package static var packedDtype: PackedDtype { .float64 }
    package static var largestWhole: Double { 0x1p53 }
}
