// What writes the answers to requests: as JSON, as a safetensors file, or as a protocol has it.

import Contract
import Exchange

/// Writes what was evaluated or weighted, and what is wrong with a request.
protocol AnswerWriter: Sendable {
    /// The form that a cost is stated for.
    var form: BodyForm { get }

    /// The answer to a request for losses.
    func answer<Scalar: ServiceScalar>(_ response: EvaluateResponse<Scalar>) -> Answer

    /// The answer to a request for weights.
    func answer(_ response: WeightsResponse) -> Answer

    /// The answer to a request that is faulty.
    func answer(_ problem: ProblemDetails, _ requestID: RequestID) -> Answer
}

extension BodyForm: AnswerWriter {
    var form: BodyForm { self }

    func answer<Scalar: ServiceScalar>(_ response: EvaluateResponse<Scalar>) -> Answer {
        .result(response.body, self, response.note)
    }

    func answer(_ response: WeightsResponse) -> Answer {
        .result(response.body, self, response.note)
    }

    func answer(_ problem: ProblemDetails, _ requestID: RequestID) -> Answer {
        problem.answer(requestID: requestID)
    }
}
