// From the bytes of a request to /v1/weights to the bytes of its answer.

import Balancing
package import Contract
package import Exchange
import TensorJSON

/// Answers requests to /v1/weights.
package struct WeightsEvaluator: Sendable {
    private let limits: ServiceLimits
    private let observer: (any ServiceObserver)?

    package init(limits: ServiceLimits = ServiceLimits(), observer: (any ServiceObserver)? = nil) {
        (self.limits, self.observer) = (limits, observer)
    }

    /// Reads and checks a request, and states what it costs to answer it.
    package func plan(
        _ body: consuming [UInt8], _ requestID: RequestID, from form: BodyForm = .json, to answerForm: BodyForm = .json
    ) -> Plan {
        do throws(ProblemDetails) {
            return plan(try RequestParts(body, form, limits), requestID, answerForm)
        } catch {
            return .answer(error.answer(requestID: requestID))
        }
    }

    /// Checks a request that was taken apart, and states what it costs to answer it.
    func plan(_ parts: consuming RequestParts, _ requestID: RequestID, _ writer: some AnswerWriter) -> Plan {
        do throws(ProblemDetails) {
            let plan = try read(parts, writer.form)
            let handed = Handed(plan)
            return .job(
                Job(cost: plan.cost) {
                    do throws(ProblemDetails) {
                        guard let plan = handed.take() else {
                            throw ProblemDetails(.internalError, "the request was answered before")
                        }
                        // The tensors of the request are freed before its answer is written.
                        return writer.answer(try (consume plan).response(observer))
                    } catch {
                        return writer.answer(error, requestID)
                    }
                })
        } catch {
            return .answer(writer.answer(error, requestID))
        }
    }

    /// The answer to a request, however long it takes.
    ///
    /// - Throws: everything that is wrong with the request.
    package func answer(
        _ body: [UInt8], from form: BodyForm = .json, to answerForm: BodyForm = .json
    ) throws(ProblemDetails) -> [UInt8] {
        try read(try RequestParts(body, form, limits), answerForm).response(observer).bytes
    }

    private func read(
        _ parts: RequestParts, _ answerForm: BodyForm
    ) throws(ProblemDetails) -> WeightsPlan {
        var reader = WeightsRequestReader(parts, limits: limits)
        var request: WeightsRequest
        do {
            request = try reader.read()
        } catch {
            throw ProblemDetails(error, in: parts.json)
        }
        request.answerForm = answerForm
        guard reader.isObject else { throw ProblemDetails(reader.faults) }
        var planner = WeightsPlanner(request, limits, reader.faults)
        guard let plan = planner.plan() else { throw ProblemDetails(planner.faults) }
        return plan
    }
}
