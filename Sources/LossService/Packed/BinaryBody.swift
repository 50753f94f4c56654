// The body of a binary answer: bytes, and tensors behind them, the long ones as they lie in memory.

import Exchange
import PackedTensors
import Safetensors
import TensorJSON

/// Collects the parts of a body.
struct BinaryBody {
    /// Numbers of fewer bytes are copied, which takes less than a part of their own.
    private static let copiedBytes = 16 << 10

    private var pieces: [BodyPiece] = []
    private var bytes: [UInt8]

    /// - Parameter head: what comes before the tensors.
    init(_ head: [UInt8]) {
        bytes = head
    }

    /// Appends numbers in the type that they are answered in.
    mutating func append<Number: PackedFloat & BodyNumber>(_ values: [Number], as dtype: PackedDtype) {
        guard values.count * dtype.width > Self.copiedBytes else { return dtype.append(values, to: &bytes) }
        pieces.append(.bytes(bytes))
        pieces.append(dtype == Number.packedDtype ? Number.piece(values) : .bytes(dtype.packed(values)))
        bytes = []
    }

    /// The whole body.
    var all: [BodyPiece] { pieces + [.bytes(bytes)] }
}

extension SafetensorsWriter where Number: BodyNumber {
    /// The file as the body of an answer, with the answer's JSON in its metadata.
    func body(_ json: [UInt8]) -> [BodyPiece] {
        let (head, tensors) = parts(metadata: [(BodyForm.metadataKey, json)])
        var body = BinaryBody(head)
        for tensor in tensors { body.append(tensor.values, as: tensor.dtype) }
        return body.all
    }
}
