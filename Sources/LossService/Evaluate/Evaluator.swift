// From the bytes of a request to the bytes of its answer: read, plan, evaluate, write.

import Catalogue
package import Contract
package import Exchange
import Losses
import TensorJSON

/// Answers requests to /v1/evaluate.
package struct Evaluator: Sendable {
    private let limits: ServiceLimits
    private let observer: (any ServiceObserver)?

    package init(limits: ServiceLimits = ServiceLimits(), observer: (any ServiceObserver)? = nil) {
        (self.limits, self.observer) = (limits, observer)
    }

    /// Reads and checks a request, and states what it costs to evaluate it.
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

    /// Checks a request that was taken apart, and states what it costs to evaluate it.
    func plan(_ parts: consuming RequestParts, _ context: RequestContext, _ writer: some AnswerWriter) -> Plan {
        var context = context
        do throws(ProblemDetails) {
            let form = writer.form
            // float32 is the default: if "dtype": "float64" comes after tensors, the body is parsed a second time.
            if let batch = try read(parts, form, as: Float.self, &context.stages) {
                return plan(batch, context, writer)
            }
            if let batch = try read(parts, form, as: Double.self, &context.stages) {
                return plan(batch, context, writer)
            }
            throw ProblemDetails(.internalError, "the dtype is unknown")
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
        let parts = try RequestParts(body, form, limits)
        var stages = StageTimes(isWanted: false)
        if let batch = try read(parts, answerForm, as: Float.self, &stages) { return try evaluate(batch).body.joined }
        if let batch = try read(parts, answerForm, as: Double.self, &stages) { return try evaluate(batch).body.joined }
        throw ProblemDetails(.internalError, "the dtype is unknown")
    }

    /// `nil` when the request is of another dtype.
    private func read<Scalar: ServiceScalar>(
        _ parts: RequestParts, _ answerForm: BodyForm, as type: Scalar.Type, _ stages: inout StageTimes
    ) throws(ProblemDetails) -> Batch<Scalar>? {
        stages.begin(.read)
        var reader = EvaluateRequestReader<Scalar>(parts, limits: limits)
        do {
            guard case .request(var request) = try reader.read() else { return nil }
            request.answerForm = answerForm
            stages.begin(.plan)
            var planner = BatchPlanner(request, limits, reader.faults)
            return planner.plan()
        } catch {
            throw ProblemDetails(error, in: parts.json)
        }
    }

    private func plan<Scalar: ServiceScalar>(
        _ batch: Batch<Scalar>, _ context: RequestContext, _ writer: some AnswerWriter
    ) -> Plan {
        let cost = batch.cost
        let handed = Handed(batch)
        var context = context
        context.stages.end()
        return .job(
            Job(cost: cost) { [context] in
                var stages = context.stages
                stages.begin(.evaluate)
                do throws(ProblemDetails) {
                    guard let batch = handed.take() else {
                        throw ProblemDetails(.internalError, "the request was evaluated before")
                    }
                    // The tensors of the request are freed before an answer of the same length is written.
                    let response = try evaluate(consume batch)
                    stages.begin(.write)
                    return writer.answer(response).timed(&stages)
                } catch {
                    return writer.answer(error, context.requestID).timed(&stages)
                }
            })
    }

    private func evaluate<Scalar: ServiceScalar>(
        _ batch: consuming Batch<Scalar>
    ) throws(ProblemDetails) -> EvaluateResponse<Scalar> {
        var faults = batch.faults.form
        let isOnlyChecked = !batch.faults.isEmpty
        var results: [(plan: TaskPlan<Scalar>, evaluation: Evaluation<Scalar>)] = []
        if !isOnlyChecked { results.reserveCapacity(batch.plans.count) }
        var room = limits.evaluatedElements
        for index in batch.plans.indices {
            if let found = batch.faults.tasks[index] { faults.add(found) }
            guard let plan = batch.plans[index], !faults.isFull else { continue }
            var problem = plan.problem
            // A tensor may be as large as one that is read; the work may be that of several.
            problem.elementLimit = min(room, limits.json.elements)
            problem.workLimit = room
            problem.isOnlyChecked = isOnlyChecked || !faults.isEmpty
            let start = observer == nil ? nil : ContinuousClock.now
            do throws(LossFaults) {
                let evaluation = try Scalar.evaluate(plan.loss, problem)
                // Even a problem without elements takes some time.
                room -= max(evaluation.elementCount, 1)
                guard !problem.isOnlyChecked else { continue }
                if let start {
                    observer?.evaluated(
                        plan.type.entry.name, elements: evaluation.elementCount,
                        seconds: (ContinuousClock.now - start) / .seconds(1),
                        isFinite: evaluation.loss.values.allSatisfy(\.isFinite))
                }
                results.append((plan, evaluation))
            } catch {
                for fault in error.faults { faults.add(plan.requestFault(fault)) }
            }
        }
        faults.add(batch.faults.weighting)
        if faults.isEmpty { faults.add(batch.faults.overload) }
        guard faults.isEmpty else { throw ProblemDetails(faults) }
        let weighted = batch.weighting?.run(results, observer, &faults)
        guard faults.isEmpty else { throw ProblemDetails(faults) }
        return EvaluateResponse(batch, results, weighted)
    }
}

extension Answer {
    /// What a request that was evaluated or weighted is answered.
    static func result(_ body: [BodyPiece], _ form: BodyForm, _ note: AnswerNote) -> Answer {
        var answer = Answer(200, form == .json ? jsonFields : safetensorsFields, pieces: body)
        answer.note = note
        return answer
    }

    /// The answer, which ends the stages of its request and notes how long they took.
    func timed(_ stages: inout StageTimes) -> Answer {
        guard stages.isWanted else { return self }
        stages.end()
        var answer = self
        answer.note.stages = stages
        return answer
    }

    private static let jsonFields = resultFields(.json)
    private static let safetensorsFields = resultFields(.safetensors)

    private static func resultFields(_ form: BodyForm) -> [AnswerField] {
        [AnswerField(.contentType, form.mediaType.rawValue), AnswerField(.cacheControl, "no-store")]
    }
}
