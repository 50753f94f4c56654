// The memory that a request takes while it is read, before its cost is known.

import Catalogue
import Contract
import PackedTensors
import Safetensors
import TensorJSON

/// Upper bounds, in bytes, with the body itself included.
package enum ReadingCost {
    /// Bytes for each number: 8 of float64, and some for the shorter list that is copied when a list grows.
    private static let valueBytes = 12
    /// Bytes of float64 for each byte of base64: 4/3 of them are one uint8, and its list grows too.
    private static let stringFactor = 7
    /// Bytes for each byte of a body of small parts, such as tasks and keys; there is a limit to their number.
    private static let smallPartFactor = 64
    private static let smallPartBytes = 16 << 20

    /// The most that any body of `count` bytes can take; the largest integer where that overflows.
    ///
    /// A number and its comma have two bytes, and become 12; base64 becomes seven times its bytes.
    package static func bytes(ofBody count: Int) -> Int {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 + stringFactor)
        let (sum, isTooLarge) = bytes.addingReportingOverflow(smallParts(count) + valueBytes)
        return overflow || isTooLarge ? .max : sum
    }

    /// The most that a body of this form can take; its parts are counted only if it could take more than `enough`.
    static func bytes(
        _ body: borrowing [UInt8], _ form: BodyForm, _ limits: ServiceLimits, enough: Int
    ) -> Int {
        switch form {
        case .json: bytes(body, enough: enough)
        case .safetensors: packedBytes(body, limits, enough: enough)
        }
    }

    /// The most that a request to infer can take: its JSON, whose numbers are packed again, and its tensors as Doubles.
    static func inferenceBytes(
        _ body: borrowing [UInt8], jsonBytes: Int?, limits: ServiceLimits, enough: Int
    ) -> Int {
        let json = min(jsonBytes ?? body.count, body.count)
        let text = Saturating.product(bytes(ofBody: json), 2)
        let most = Saturating.sum(text, Saturating.product(body.count - json, 1 + 2 * 8))
        // A short JSON with much behind it is looked into.
        guard most > enough, json <= 1 << 16, body.count > 2 * json else { return most }
        var reader = InferenceRequestReader(copy body, jsonBytes: json, limits: limits)
        // Of a faulty request some tensors may be missing.
        guard let request = try? reader.read(), reader.faults.isEmpty else { return most }
        return Saturating.sum(body.count + text, numberBytes(request.inputs))
    }

    /// Bytes of the numbers of packed tensors, as Doubles and, where they may be classes, as integers too.
    private static func numberBytes(_ entries: [PackedEntry]) -> Int {
        entries.reduce(0) { sum, entry in
            let elements = entry.bytes.count / entry.dtype.width
            return sum + 8 * (elements + min(elements, PackedDtype.mostWholeNumbers))
        }
    }

    /// The most that a file of tensors can take: its header, and its elements as Doubles.
    private static func packedBytes(
        _ file: borrowing [UInt8], _ limits: ServiceLimits, enough: Int
    ) -> Int {
        let most = Saturating.sum(bytes(ofBody: file.count), file.count)
        guard most > enough,
            let parsed = try? SafetensorsFile(copy file, limits: limits.json, tensors: limits.tensors)
        else { return most }
        let data = parsed.entries.reduce(0) { $0 + $1.bytes.count }
        // The header is read, and the request, which is a text in it.
        return Saturating.sum(file.count + numberBytes(parsed.entries), 2 * bytes(ofBody: file.count - 8 - data))
    }

    /// The most that this body can take; its parts are counted only if it could take more than `enough`.
    package static func bytes(_ body: borrowing [UInt8], enough: Int = 0) -> Int {
        let most = bytes(ofBody: body.count)
        guard most > enough else { return most }
        let parts = JSONParts(body)
        return body.count + valueBytes * parts.values + stringFactor * parts.stringBytes + smallParts(body.count)
    }

    private static func smallParts(_ count: Int) -> Int {
        count < smallPartBytes / smallPartFactor ? count * smallPartFactor : smallPartBytes
    }
}
