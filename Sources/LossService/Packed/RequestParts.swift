// A body taken apart: its JSON, and the tensors next to it.

import Catalogue
import Contract
import PackedTensors
import Safetensors
import TensorJSON

/// The parts of a body.
struct RequestParts {
    /// The JSON of the request.
    let json: [UInt8]
    /// The tensors next to it; `nil` where the body is JSON alone.
    let packed: PackedParts?

    init(json: [UInt8], packed: PackedParts?) {
        (self.json, self.packed) = (json, packed)
    }

    /// - Throws: 400 or 422 for a body that is no safetensors file with a request.
    init(_ body: [UInt8], _ form: BodyForm, _ limits: ServiceLimits) throws(ProblemDetails) {
        switch form {
        case .json: (json, packed) = (body, nil)
        case .safetensors:
            do throws(SafetensorsFault) {
                let file = try SafetensorsFile(body, limits: limits.json, tensors: limits.tensors)
                guard let text = file.metadata[BodyForm.metadataKey] else {
                    throw SafetensorsFault(
                        .metadata, at: .metadata,
                        "\(BodyForm.metadataKey) is missing: the request as JSON, a text of __metadata__")
                }
                json = Array(text.utf8)
                packed = PackedParts(bytes: body, entries: file.entries)
            } catch {
                throw ProblemDetails(error)
            }
        }
    }
}

/// Tensors in the bytes of a body.
struct PackedParts {
    let bytes: [UInt8]
    let entries: [PackedEntry]

    /// Whether one of them is float64, which a request without a dtype is computed in then.
    var hasDoubles: Bool { entries.contains { $0.dtype == .float64 } }

    /// A tensor in the type of the request.
    func reading<Scalar: JSONFloat>(_ entry: PackedEntry, as type: Scalar.Type) -> TensorReading<Scalar> {
        .tensor(ParsedTensor(shape: entry.shape, dtype: entry.dtype, bytes: bytes.span.extracting(entry.bytes)))
    }
}

extension ProblemDetails {
    /// A body that is no safetensors file with a request.
    fileprivate init(_ fault: SafetensorsFault) {
        let tensors = JSONPointer.root.appending("tensors")
        let place: RequestFault.Place =
            switch fault.place {
            case .file: .none
            case .offset(let offset): .byte(offset)
            case .metadata: .pointer(JSONPointer.root.appending("__metadata__"))
            case .tensor(let name, let member?): .pointer(tensors.appending(name).appending(member))
            case .tensor(let name, nil): .pointer(tensors.appending(name))
            }
        let isBreach = ![.unknownDtype, .tooLarge, .tooMany].contains(fault.code)
        self.init(isBreach ? .badRequest : .unprocessable, RequestFault(fault, at: place))
    }
}
