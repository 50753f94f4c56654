// A safetensors file from the tensors of an answer.

import Catalogue
package import PackedTensors
package import TensorJSON

/// Writes a file: texts, and tensors in whatever floating-point types.
package struct SafetensorsWriter<Number: JSONFloat> {
    /// A tensor that is written, in its type.
    package struct Tensor {
        package let name: String
        package let dtype: PackedDtype
        package let shape: [Int]
        package let values: [Number]

        package init(_ name: String, _ dtype: PackedDtype, shape: [Int], values: [Number]) {
            (self.name, self.dtype, self.shape, self.values) = (name, dtype, shape, values)
        }
    }

    private var tensors: [Tensor] = []

    package init() {}

    package mutating func add(_ tensor: Tensor) {
        tensors.append(tensor)
    }

    /// The file, without a copy of its tensors.
    ///
    /// - Parameter metadata: texts by their keys.
    /// - Returns: its bytes before the tensors, and the tensors in the order that they follow in.
    package func parts(metadata: [(key: String, text: [UInt8])]) -> (head: [UInt8], tensors: [Tensor]) {
        // Wider types first, so that each tensor is aligned.
        let order = tensors.indices.sorted {
            (-tensors[$0].dtype.width, $0) < (-tensors[$1].dtype.width, $1)
        }
        let header = header(metadata, order)
        let padding = (8 - header.count % 8) % 8
        var head: [UInt8] = []
        head.reserveCapacity(8 + header.count + padding)
        let length = UInt64(header.count + padding)
        for place in 0..<8 { head.append(UInt8(truncatingIfNeeded: length >> UInt64(8 * place))) }
        head.append(contentsOf: header)
        for _ in 0..<padding { head.append(UInt8(ascii: " ")) }
        return (head, order.map { tensors[$0] })
    }

    private func header(_ metadata: [(key: String, text: [UInt8])], _ order: [Int]) -> [UInt8] {
        let texts = metadata.reduce(0) { $0 + $1.text.count }
        var writer = JSONWriter(reserving: 1024 + 2 * texts + 256 * tensors.count)
        writer.object { writer in
            writer.field("__metadata__")
            writer.object { writer in
                for (key, text) in metadata {
                    writer.key(key)
                    writer.string(String(decoding: text, as: UTF8.self))
                }
            }
            var begin = 0
            for index in order {
                let tensor = tensors[index]
                let end = begin + tensor.values.count * tensor.dtype.width
                writer.key(tensor.name)
                writer.object { writer in
                    writer.field("dtype")
                    writer.string(tensor.dtype.safetensorsName)
                    writer.field("shape")
                    writer.array { writer in for size in tensor.shape { writer.integer(size) } }
                    writer.field("data_offsets")
                    writer.array { writer in
                        writer.integer(begin)
                        writer.integer(end)
                    }
                }
                begin = end
            }
        }
        return writer.bytes
    }
}
