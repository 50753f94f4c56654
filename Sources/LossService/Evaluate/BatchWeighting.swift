// The tasks of a batch, weighted by the strategy of the request: planned before the losses, run after them.

import Balancing
import Catalogue
import Contract
import Exchange
import Losses
import TensorJSON

/// What a batch's strategy made of its losses.
struct WeightedBatch<Scalar: ServiceScalar> {
    let strategy: String
    let problem: BalancingRequest
    let answer: BalancingAnswer
    /// ∂ total / ∂ loss of each task, its own weight included.
    let weights: [Double]
    /// The gradients of the total with respect to the shared tensors.
    let gradients: [(name: String, tensor: Tensor<Scalar>)]
}

/// The weighting of a batch, checked against its tasks.
struct BatchWeighting<Scalar: ServiceScalar>: Sendable {
    typealias Result = (plan: TaskPlan<Scalar>, evaluation: Evaluation<Scalar>)

    private let balancer: Balancer
    /// The step, without losses and gradients.
    private let step: BalancingRequest
    private let level: Weighting.Level

    /// `nil` with what is wrong in `faults`.
    ///
    /// - Parameters:
    ///   - weighting: what the request says.
    ///   - names: the names of all tasks.
    ///   - plans: the tasks that could be planned.
    ///   - limit: how many tasks can be weighted.
    ///   - faults: what is wrong.
    init?(
        _ weighting: Weighting, _ names: [String], _ plans: [TaskPlan<Scalar>?], limit: Int, _ faults: inout FaultList
    ) {
        guard names.count <= limit else {
            let place = JSONPointer.root.appending("tasks")
            faults.add(.tooManyTasks, at: place, "\(names.count) tasks; at most \(limit) are weighted")
            return nil
        }
        Self.checkNames(names, &faults)
        let balancer = weighting.settings.balancer(at: Weighting.place, tasks: names, &faults)
        var step = weighting.settings.step(of: names)
        step.lossesAfter = weighting.lossesAfter.map { losses in
            LossesByTask.inOrder(losses, of: names, at: Weighting.place.appending("losses_after"), &faults)
        }
        level = weighting.level
        for case let plan? in plans where !plan.isReduced {
            faults.add(
                .invalidValue, at: plan.place.appending(["options", "reduction"]),
                "a strategy weights single numbers: reduce the loss by mean or sum")
        }
        if level == .sharedInput {
            for case let plan? in plans where plan.sharedPredictions.isEmpty {
                faults.add(
                    .missingField, at: plan.place,
                    "level shared_input balances gradients with respect to shared tensors: name one of tensors as "
                        + "input")
            }
        }
        guard let balancer else { return nil }
        let known: [Need] = level == .sharedInput ? [.losses, .gradientNorms, .gramian] : [.losses]
        do throws(BalancingFault) {
            try balancer.check(step, known: known)
        } catch {
            let place = error.place.pointer(below: Weighting.place)
            if error.code == .missingInput, level == .losses,
                balancer.type.traits.needs.contains(where: { $0 != .losses })
            {
                faults.add(
                    RequestFault(
                        code: error.code.rawValue, at: .pointer(place),
                        "\(balancer.type.entry.name) needs gradients: set \"level\": \"shared_input\" for those with respect to "
                            + "shared tensors, or post what is known of others to /v1/weights"))
            } else {
                faults.add(RequestFault(error, at: .pointer(place)))
            }
        }
        self.balancer = balancer
        self.step = step
    }

    /// What weighting costs, in the answer too.
    func cost(_ plans: [TaskPlan<Scalar>?], _ form: TensorForm) -> Cost {
        let hasGramian = level == .sharedInput
        var cost = WeightingCost.of(
            step.tasks, balancer.type, hasGramian: hasGramian, wantsDiagnostics: step.wantsDiagnostics)
        guard hasGramian else { return cost }
        // Each pair of tasks multiplies its gradients, number by number; their sum is kept in Double.
        var shapes: NamedList<[Int]> = [:]
        var numbers = 0
        for case let plan? in plans {
            for (input, tensor) in plan.sharedInputs {
                let shape = plan.problem.tensors[input]?.shape ?? []
                shapes[tensor] = shape
                numbers = Saturating.sum(numbers, Saturating.extent(of: shape))
            }
        }
        cost.work = Saturating.sum(cost.work, Saturating.product(numbers, step.tasks.count) / 8)
        cost.workingBytes = Saturating.sum(
            cost.workingBytes, Saturating.product(numbers, 3 * MemoryLayout<Scalar>.size))
        for (name, shape) in shapes {
            cost.answerBytes = Saturating.sum(
                cost.answerBytes,
                JSONWriter.maximumBytes(name) + form.maximumBytes(shape, as: Scalar.self))
            cost.workingBytes = Saturating.sum(
                cost.workingBytes, Saturating.extent(of: shape, times: 16))
        }
        return cost
    }

    /// The weights; `nil` with what is wrong in `faults`.
    func run(
        _ results: [Result], _ observer: (any ServiceObserver)?, _ faults: inout FaultList
    ) -> WeightedBatch<Scalar>? {
        // Nothing is left of a task of which nothing counts, whose mean divides by 0, or whose weight is 0.
        let isActive = results.indices.map { index in
            let (plan, evaluation) = results[index]
            return evaluation.counts && !plan.dividesByZero(evaluation) && plan.weight != 0
        }
        var problem = step
        // By index, here and below: copying results retains and releases all that they have.
        problem.losses = results.indices.map { index in
            isActive[index] ? results[index].plan.weight * Double(results[index].evaluation.loss.values[0]) : nil
        }
        problem.lossesAfter = step.lossesAfter.map { losses in
            results.indices.map { index in losses[index].map { $0 * results[index].plan.weight } }
        }
        let shared =
            level == .sharedInput
            ? results.indices.map { sharedGradients(results[$0].plan.sharedPredictions, results[$0]) } : nil
        problem.gramian = shared.map { gramian($0, results, isActive) }
        do {
            let answer = try balancer.run(problem, observer)
            let weights = results.indices.map { answer.weights[$0] * results[$0].plan.weight }
            return WeightedBatch(
                strategy: balancer.type.entry.name, problem: problem, answer: answer, weights: weights,
                gradients: level == .sharedInput ? combined(results, weights) : [])
        } catch {
            faults.add(fault(error, results))
            return nil
        }
    }

    /// Reports names that differ only by their spelling in Unicode: a batch tells them apart, and a state does not.
    private static func checkNames(_ names: [String], _ faults: inout FaultList) {
        // ASCII has one spelling for each.
        guard !names.allSatisfy({ $0.utf8Span.isKnownASCII }) else { return }
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !seen.insert(name).inserted {
            let place = JSONPointer.root.appending(["tasks", String(index), "name"])
            faults.add(.duplicateName, at: place, "duplicate task name \(name.quoted)")
        }
    }

    /// The gradient of a task with respect to each of these shared tensors.
    private func sharedGradients(
        _ inputs: [(input: String, tensor: String)], _ result: Result
    ) -> NamedList<Tensor<Scalar>> {
        var gradients: NamedList<Tensor<Scalar>> = [:]
        for (input, tensor) in inputs {
            guard let gradient = result.evaluation.gradients[input] else { continue }
            // A task may read the same tensor twice.
            let sum = gradients[tensor].map { zip($0.values, gradient.values).map { $0 + $1 } }
            gradients[tensor] = Tensor(shape: gradient.shape, values: sum ?? gradient.values)
        }
        return gradients
    }

    /// The inner products of the gradients, each task's own weight included.
    private func gramian(
        _ gradients: [NamedList<Tensor<Scalar>>], _ results: [Result], _ isActive: [Bool]
    ) -> Matrix {
        let names = Set(gradients.flatMap(\.keys)).sorted()
        var products = Matrix(size: results.count)
        for row in results.indices where isActive[row] {
            for column in 0...row where isActive[column] {
                var product = 0.0
                for name in names {
                    guard let left = gradients[row][name], let right = gradients[column][name] else { continue }
                    for index in left.values.indices {
                        product += Double(left.values[index]) * Double(right.values[index])
                    }
                }
                product *= results[row].plan.weight * results[column].plan.weight
                (products[row, column], products[column, row]) = (product, product)
            }
        }
        return products.withoutVanishing
    }

    /// The gradients of the total with respect to each shared tensor whose gradients were asked for, predictions or not.
    private func combined(_ results: [Result], _ weights: [Double]) -> [(name: String, tensor: Tensor<Scalar>)] {
        let gradients = results.indices.map { sharedGradients(results[$0].plan.sharedInputs, results[$0]) }
        return Set(gradients.flatMap(\.keys)).sorted().map { name in
            var (shape, sum): ([Int], [Double]) = ([], [])
            for (index, weight) in weights.enumerated() {
                guard let gradient = gradients[index][name] else { continue }
                if sum.isEmpty { (shape, sum) = (gradient.shape, gradient.values.map { _ in 0 }) }
                guard weight != 0 else { continue }
                for place in sum.indices { sum[place] += weight * Double(gradient.values[place]) }
            }
            return (name, Tensor(shape: shape, values: sum.map { Scalar($0) }))
        }
    }

    /// A strategy's fault as the answer reports it.
    private func fault(_ error: BalancingFault, _ results: [Result]) -> RequestFault {
        let place = RequestFault.Place.pointer(pointer(error.place, results))
        guard error.code == .invalidGramian, case .gramian(let row, let column) = error.place, row == column else {
            return RequestFault(error, at: place)
        }
        return RequestFault(
            code: error.code.rawValue, at: place,
            "the gradient of \(results[row].plan.name.shortened(above: 100)), times its weight, has numbers that are not "
                + "finite or too large to be squared")
    }

    /// The place in the request of a strategy's fault.
    private func pointer(_ place: BalancingPlace, _ results: [Result]) -> JSONPointer {
        switch place {
        case .loss(let task): results.first { $0.plan.name == task }?.plan.place ?? Weighting.place
        case .gramian(let row, _): results[row].plan.place
        case .request, .norm, .state, .parameter: place.pointer(below: Weighting.place)
        }
    }
}
