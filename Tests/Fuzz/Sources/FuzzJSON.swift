// What the reader of requests must hold to for any bytes: an answer or a problem, both JSON, and the same one again.

import Contract
import LossService

/// Feeds bytes to the evaluator.
package enum FuzzJSON {
    private static let evaluator = Evaluator(limits: .fuzz)

    private static func answer(_ bytes: [UInt8]) -> [UInt8] {
        do throws(ProblemDetails) {
            return try evaluator.answer(bytes)
        } catch {
            return error.body(requestID: nil)
        }
    }

    /// Whether the evaluator holds to it.
    package static func holds(_ bytes: [UInt8]) -> Bool {
        let first = answer(bytes)
        return first.first == UInt8(ascii: "{") && first.last == UInt8(ascii: "}") && answer(bytes) == first
    }
}
