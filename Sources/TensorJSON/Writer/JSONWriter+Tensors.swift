// Tensors in the three forms of the contract.

extension JSONWriter {
    /// Writes a tensor; `values` are row-major and as many as `shape` holds.
    @specialized(where Number == Float)
    @specialized(where Number == Double)
    package mutating func tensor<Number: JSONFloat>(shape: [Int], values: [Number], form: TensorForm) {
        switch form {
        case .nested:
            if shape.contains(0) { return lists(shape[...]) }
            value { $0.append(nested: values, shape) }
        case .flat:
            object { writer in
                writer.shape(shape)
                writer.field("data")
                writer.tensor(shape: [values.count], values: values, form: .nested)
            }
        case .base64:
            object { writer in
                writer.shape(shape)
                writer.field("dtype")
                writer.string(Number.dtypeName)
                writer.field("base64")
                writer.value { bytes in
                    bytes.append(UInt8(ascii: "\""))
                    // The numbers lie in memory as they are packed: every machine that this runs on is little-endian.
                    unsafe values.withUnsafeBytes { unsafe Base64.encode($0, into: &bytes) }
                    bytes.append(UInt8(ascii: "\""))
                }
            }
        }
    }

    /// Writes lists of different lengths.
    package mutating func ragged<Number: JSONFloat>(_ values: [Number], lengths: [Int]) {
        array { writer in
            var start = 0
            for length in lengths {
                writer.tensor(shape: [length], values: Array(values[start..<(start + length)]), form: .nested)
                start += length
            }
        }
    }

    private mutating func shape(_ sizes: [Int]) {
        field("shape")
        array { writer in
            for size in sizes { writer.integer(size) }
        }
    }

    /// Writes the lists of a tensor that has no elements, down to those that are empty.
    private mutating func lists(_ shape: ArraySlice<Int>) {
        array { writer in
            for _ in 0..<(shape.first ?? 0) { writer.lists(shape.dropFirst()) }
        }
    }
}
