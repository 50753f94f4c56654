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
        _ body: consuming [UInt8], _ context: RequestContext, from form: BodyForm = .json,
        to answerForm: BodyForm = .json
    ) -> Plan {
        var context = context
        context.stages.begin(.read)
        do throws(ProblemDetails) {
            return plan(try RequestParts(body, form, limits), context, answerForm)
        } catch {
            return .answer(error.answer(requestID: context.requestID).timed(&context.stages))
        }
    }

    /// Checks a request that was taken apart, and states what it costs to answer it.
    func plan(_ parts: consuming RequestParts, _ context: RequestContext, _ writer: some AnswerWriter) -> Plan {
        var context = context
        do throws(ProblemDetails) {
            let plan = try read(parts, writer.form, &context.stages)
            let handed = Handed(plan)
            context.stages.end()
            return .job(
                Job(cost: plan.cost) { [context] in
                    var stages = context.stages
                    stages.begin(.evaluate)
                    do throws(ProblemDetails) {
                        guard let plan = handed.take() else {
                            throw ProblemDetails(.internalError, "the request was answered before")
                        }
                        // The tensors of the request are freed before its answer is written.
                        let response = try (consume plan).response(observer)
                        stages.begin(.write)
                        return writer.answer(response).timed(&stages)
                    } catch {
                        return writer.answer(error, context.requestID).timed(&stages)
                    }
                })
        } catch {
            return .answer(writer.answer(error, context.requestID).timed(&context.stages))
        }
    }

    /// The answer to a request, however long it takes.
    ///
    /// - Throws: everything that is wrong with the request.
    package func answer(
        _ body: [UInt8], from form: BodyForm = .json, to answerForm: BodyForm = .json
    ) throws(ProblemDetails) -> [UInt8] {
        var stages = StageTimes(isWanted: false)
        return try read(try RequestParts(body, form, limits), answerForm, &stages).response(observer).body.joined
    }

    private func read(
        _ parts: RequestParts, _ answerForm: BodyForm, _ stages: inout StageTimes
    ) throws(ProblemDetails) -> WeightsPlan {
        stages.begin(.read)
        var reader = WeightsRequestReader(parts, limits: limits)
        var request: WeightsRequest
        do {
            request = try reader.read()
        } catch {
            throw ProblemDetails(error, in: parts.json)
        }
        request.answerForm = answerForm
        guard reader.isObject else { throw ProblemDetails(reader.faults) }
        stages.begin(.plan)
        var planner = WeightsPlanner(request, limits, reader.faults)
        guard let plan = planner.plan() else { throw ProblemDetails(planner.faults) }
        return plan
    }
}
