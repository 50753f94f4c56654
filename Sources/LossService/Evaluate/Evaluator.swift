// From the bytes of a request to the bytes of its answer: read, plan, evaluate, write.

import Catalogue
import Losses
import TensorJSON

/// Answers requests to /v1/evaluate.
package struct Evaluator: Sendable {
    private let limits: ServiceLimits
    /// Is told of each loss that was evaluated: its name, the elements, the seconds.
    private let evaluated: (@Sendable (String, Int, Double) -> Void)?

    package init(
        limits: ServiceLimits = ServiceLimits(), evaluated: (@Sendable (String, Int, Double) -> Void)? = nil
    ) {
        self.limits = limits
        self.evaluated = evaluated
    }

    /// The answer to a request.
    ///
    /// - Throws: all that is wrong with the request.
    package func answer(_ body: [UInt8]) throws(ProblemDetails) -> [UInt8] {
        try begin(body).finish()
    }

    /// Reads and plans a request, which is left to be evaluated.
    ///
    /// - Throws: what is wrong with its form.
    func begin(_ body: [UInt8]) throws(ProblemDetails) -> PlannedEvaluation {
        // float32 is the default: a body that says float64, be it in its last line, is read again as that.
        if let planned = try plan(body, as: Float.self) { return planned }
        if let planned = try plan(body, as: Double.self) { return planned }
        throw ProblemDetails(.internalError, "the body is of no dtype")
    }

    /// `nil` when the request is of another dtype.
    private func plan<Scalar: ServiceScalar>(
        _ body: [UInt8], as type: Scalar.Type
    ) throws(ProblemDetails) -> PlannedEvaluation? {
        var reader = EvaluateRequestReader<Scalar>(body, limits: limits)
        let request: EvaluateRequest<Scalar>
        do {
            guard case .request(let read) = try reader.read() else { return nil }
            request = read
        } catch {
            throw ProblemDetails(error, in: body)
        }
        var planner = BatchPlanner(request)
        let plans = planner.plan()
        var faults = reader.faults
        faults.add(planner.faults)
        let work = plans.reduce(0) { work, step in
            work + min(step.plan?.work ?? 0, limits.evaluatedElements)
        }
        let batch = HandedBatch(Batch(request: request, plans: plans, faults: faults))
        let isLong = work > Self.longWork || request.weighting != nil && WeightsEvaluator.isLong(tasks: plans.count)
        return PlannedEvaluation(taskCount: plans.count, isLong: isLong) { () throws(ProblemDetails) in
            // The tensors of the request are gone before an answer of the same length is written.
            try evaluate(batch.take()).bytes
        }
    }

    /// Elements from which on an evaluation takes so long (about a millisecond) that it is better done elsewhere than
    /// where others wait.
    private static let longWork = 50_000

    private func evaluate<Scalar: ServiceScalar>(
        _ batch: Batch<Scalar>?
    ) throws(ProblemDetails) -> EvaluateResponse<Scalar> {
        guard let batch else { throw ProblemDetails(.internalError, "the request was evaluated before") }
        var faults = batch.faults
        var results: [(plan: TaskPlan<Scalar>, evaluation: Evaluation<Scalar>)] = []
        var room = limits.evaluatedElements
        for (plan, planFaults) in batch.plans {
            faults.add(planFaults)
            guard let plan, !faults.isFull else { continue }
            var problem = plan.problem
            problem.elementLimit = min(room, limits.json.elements)
            let start = ContinuousClock.now
            do throws(LossFaults) {
                let evaluation = try Scalar.evaluate(plan.loss, problem)
                // Even a problem without elements takes some time.
                room -= max(evaluation.elementCount, 1)
                let seconds = (ContinuousClock.now - start) / .seconds(1)
                evaluated?(plan.type.entry.name, evaluation.elementCount, seconds)
                if faults.isEmpty { results.append((plan, evaluation)) }
            } catch {
                for fault in error.faults { faults.add(plan.requestFault(fault)) }
            }
        }
        guard faults.isEmpty else { throw ProblemDetails(faults) }
        var weighed: WeighedBatch<Scalar>?
        if let weighting = batch.request.weighting {
            weighed = BatchWeighing(weighting, results).run(limit: limits.weightedTasks, &faults)
            guard faults.isEmpty else { throw ProblemDetails(faults) }
        }
        return EvaluateResponse(batch.request, results, weighed)
    }
}
