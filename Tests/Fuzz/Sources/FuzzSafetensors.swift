// What the reader of files of tensors must hold to for any bytes: a file or a problem, and the same one again.

import Contract
import LossService
import Safetensors
import TensorJSON

/// Feeds files to the evaluator.
package enum FuzzSafetensors {
    private static let evaluator = Evaluator(limits: .fuzz)

    private static func answer(_ bytes: [UInt8]) -> (bytes: [UInt8], isProblem: Bool) {
        do throws(ProblemDetails) {
            return (try evaluator.answer(bytes, from: .safetensors, to: .safetensors), false)
        } catch {
            return (error.body(requestID: nil), true)
        }
    }

    /// Whether the evaluator holds to it.
    package static func holds(_ bytes: [UInt8]) -> Bool {
        let first = answer(bytes)
        guard answer(bytes) == first else { return false }
        guard !first.isProblem else { return first.bytes.first == UInt8(ascii: "{") }
        return (try? SafetensorsFile(first.bytes, limits: ServiceLimits.fuzz.json, tensors: 4096)) != nil
    }
}
