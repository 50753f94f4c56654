// What can be wrong with a safetensors file; the raw values are the stable codes of the HTTP contract.

package import Catalogue

/// The kinds of fault in a safetensors file.
package enum SafetensorsFaultCode: String, Sendable, CaseIterable {
    /// Fewer than the eight bytes of the header's length.
    case truncated = "truncated_file"
    /// A header of no bytes, of more than the file has, or of more than the format allows.
    case headerSize = "invalid_header_size"
    /// A header that is no JSON object of tensors.
    case header = "invalid_header"
    case duplicateKey = "duplicate_key"
    case metadata = "invalid_metadata"
    case unknownDtype = "unknown_dtype"
    case invalidShape = "invalid_shape"
    case tooLarge = "tensor_too_large"
    case tooMany = "too_many_tensors"
    /// Offsets that are no range within the file's data.
    case offsets = "invalid_offsets"
    /// Offsets that are too far apart, or too close together, for the shape.
    case shapeMismatch = "shape_data_mismatch"
    case overlap = "overlapping_tensors"
    case hole = "unused_bytes"
    case misaligned = "misaligned_tensor"
}

/// Where a fault is.
package enum SafetensorsPlace: Sendable, Equatable {
    /// The file as a whole.
    case file
    /// A byte of the file.
    case offset(Int)
    /// A tensor of the header, or a member of its entry.
    case tensor(String, member: String? = nil)
    case metadata
}

/// Something wrong with a safetensors file.
package typealias SafetensorsFault = Fault<SafetensorsFaultCode, SafetensorsPlace>
