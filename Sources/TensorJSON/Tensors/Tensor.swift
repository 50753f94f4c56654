// A tensor as it was read, and what can be wrong with one that is well-formed JSON.

package import Catalogue
package import PackedTensors

/// A tensor: row-major numbers and their shape.
package struct ParsedTensor<Number: JSONFloat>: Sendable {
    package let shape: [Int]
    package let values: [Number]
    /// How the request wrote it, which decides where a pointer to one element leads.
    package let form: TensorForm
    /// The first element whose number, in digits, is too large for the type and was read as infinite.
    package let overflow: Int?
    /// The numbers themselves, where all are whole and some have more digits than the type.
    package internal(set) var wholeValues: [Int]?
    /// The type that the request packed the numbers in; `nil` for numbers in digits.
    package let dtype: PackedDtype?

    init(shape: [Int], values: [Number], form: TensorForm, overflow: Int? = nil, dtype: PackedDtype? = nil) {
        self.shape = shape
        self.values = values
        self.form = form
        self.overflow = overflow
        self.dtype = dtype
    }

    /// The tensor that packed bytes hold; they are as many as its shape says.
    package init(shape: [Int], dtype: PackedDtype, bytes: Span<UInt8>) {
        self.init(shape: shape, values: dtype.unpack(bytes), form: .base64, dtype: dtype)
        wholeValues = dtype.wholeNumbers(bytes, readAs: values)
    }

    /// A tensor without dimensions, written as a bare number in digits.
    package init(digits number: Number) {
        self.init(shape: [], values: [number], form: .nested, overflow: number.isInfinite ? 0 : nil)
    }
}

/// The ways to write a tensor.
package enum TensorForm: String, Sendable, CaseIterable {
    case nested, flat, base64

    /// The reference tokens that lead from a tensor to one of its elements; `nil` where elements have no place of their own.
    package func path(to element: Int, in shape: [Int]) -> [String]? {
        switch self {
        case .flat: return ["data", String(element)]
        case .base64: return nil
        case .nested:
            var rest = element
            var path: [String] = []
            for size in shape.reversed() where size > 0 {
                path.append(String(rest % size))
                rest /= size
            }
            return path.reversed()
        }
    }
}

/// The kinds of fault in a tensor that is well-formed JSON; the raw values are the stable codes of the HTTP contract.
package enum TensorFaultCode: String, Sendable, CaseIterable {
    case notANumber = "not_a_number"
    case ragged = "ragged_tensor"
    case tooLarge = "tensor_too_large"
    case shapeMismatch = "shape_data_mismatch"
    case invalidShape = "invalid_shape"
    case unknownField = "unknown_field"
    case missingField = "missing_field"
    case conflictingFields = "conflicting_fields"
    case wrongType = "wrong_type"
    case unknownDtype = "unknown_dtype"
    case invalidBase64 = "invalid_base64"
}

/// Something wrong with a tensor that is well-formed JSON; its place is the reference tokens that lead from the tensor to it.
package typealias TensorFault = Fault<TensorFaultCode, [String]>

/// Lists of numbers whose lengths differ.
package struct RaggedRows: Sendable, Equatable {
    /// How many numbers each list has.
    package var lengths: [Int]
    /// What is wrong with that, where a tensor needs a shape.
    package let fault: TensorFault
}

/// What was found where a tensor could be.
package enum TensorReading<Number: JSONFloat>: Sendable {
    case tensor(ParsedTensor<Number>)
    /// Lists of different lengths: their numbers one after the other, and the lengths.
    case ragged(ParsedTensor<Number>, RaggedRows)
    /// A string: the name of a shared tensor.
    case reference(String)
    case fault(TensorFault)

    /// What a string stands for: a number that is not finite, or the name of a shared tensor.
    package init(text: String) {
        if let number = Number(nonFinite: text) {
            self = .tensor(ParsedTensor(shape: [], values: [number], form: .nested))
        } else {
            self = .reference(text)
        }
    }

    /// The same, where lists must have one length.
    package var rectangular: TensorReading {
        if case .ragged(_, let rows) = self { .fault(rows.fault) } else { self }
    }
}
