// Tensors in the three forms of the contract.

extension JSONWriter {
    /// Writes a tensor; `values` are row-major and as many as `shape` holds.
    @specialized(where Number == Float)
    @specialized(where Number == Double)
    package mutating func tensor<Number: JSONFloat>(shape: [Int], values: [Number], form: TensorForm) {
        switch form {
        case .nested:
            value { bytes in
                var next = 0
                Self.writeNested(values, shape[...], &next, into: &bytes)
            }
        case .flat:
            object { writer in
                writer.shape(shape)
                writer.key("data")
                writer.value { bytes in
                    var next = 0
                    Self.writeNested(values, [values.count], &next, into: &bytes)
                }
            }
        case .base64:
            object { writer in
                writer.shape(shape)
                writer.key("dtype")
                writer.string(Number.dtypeName)
                writer.key("base64")
                writer.value { bytes in
                    bytes.append(UInt8(ascii: "\""))
                    // The numbers lie in memory as they are packed: every machine that this runs on is little-endian.
                    unsafe values.withUnsafeBytes { unsafe Base64.encode($0, into: &bytes) }
                    bytes.append(UInt8(ascii: "\""))
                }
            }
        }
    }

    private mutating func shape(_ sizes: [Int]) {
        key("shape")
        array { writer in
            for size in sizes { writer.integer(size) }
        }
    }

    private static func writeNested<Number: JSONFloat>(
        _ values: [Number], _ shape: ArraySlice<Int>, _ next: inout Int, into bytes: inout [UInt8]
    ) {
        guard let size = shape.first else {
            bytes.append(shortest: values, next..<(next + 1))
            next += 1
            return
        }
        bytes.append(UInt8(ascii: "["))
        if shape.count == 1 {
            bytes.append(shortest: values, next..<(next + size))
            next += size
        } else {
            for index in 0..<size {
                if index > 0 { bytes.append(UInt8(ascii: ",")) }
                writeNested(values, shape.dropFirst(), &next, into: &bytes)
            }
        }
        bytes.append(UInt8(ascii: "]"))
    }
}
