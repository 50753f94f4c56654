// The tasks of a batch, once they are evaluated, weighed by the strategy of the request.

import Balancing
import Catalogue
import Losses
import TensorJSON

/// What a batch's strategy made of its losses.
struct WeighedBatch<Scalar: ServiceScalar> {
    let strategy: String
    let problem: BalancingRequest
    let answer: BalancingAnswer
    /// ∂ total / ∂ loss of each task, its own weight included.
    let weights: [Double]
    /// The gradients of the total by the shared tensors.
    let gradients: [(name: String, tensor: Tensor<Scalar>)]
}

/// Weighs a batch.
struct BatchWeighing<Scalar: ServiceScalar> {
    typealias Result = (plan: TaskPlan<Scalar>, evaluation: Evaluation<Scalar>)

    private let weighting: Weighting
    private let results: [Result]
    private let isActive: [Bool]

    init(_ weighting: Weighting, _ results: [Result]) {
        self.weighting = weighting
        self.results = results
        // Nothing is left of a task whose items are all ignored or masked.
        isActive = results.indices.map { results[$0].evaluation.denominator != 0 }
    }

    /// The weights; `nil` with what is wrong in `faults`.
    func run(limit: Int, _ faults: inout FaultList) -> WeighedBatch<Scalar>? {
        guard results.count <= limit else {
            let place = JSONPointer.root.appending("tasks")
            faults.add(.tooManyTasks, at: place, "\(results.count) tasks; at most \(limit) are weighed")
            return nil
        }
        // By their places, here and below: to copy results is to hold and let go of all that they have.
        let names = results.indices.map { results[$0].plan.name }
        checkNames(names, &faults)
        guard faults.isEmpty else { return nil }
        guard let balancer = weighting.settings.balancer(at: Weighting.place, tasks: names, &faults),
            areScalars(&faults)
        else { return nil }
        var problem = weighting.settings.step(of: names)
        problem.losses = results.indices.map { index in
            isActive[index] ? results[index].plan.weight * Double(results[index].evaluation.loss.values[0]) : nil
        }
        problem.lossesAfter = weighting.lossesAfter.map { after in
            results.map { result in (after[result.plan.name] ?? nil).map { $0 * result.plan.weight } }
        }
        let shared = weighting.level == .sharedInput ? sharedGradients(&faults) : nil
        guard faults.isEmpty else { return nil }
        problem.gramian = shared.map { gramian($0) }
        do {
            let answer = try balancer.run(problem)
            let weights = results.indices.map { answer.weights[$0] * results[$0].plan.weight }
            return WeighedBatch(
                strategy: balancer.type.entry.name, problem: problem, answer: answer, weights: weights,
                gradients: shared.map { combined($0, weights) } ?? [])
        } catch {
            faults.add(RequestFault(code: error.code.rawValue, at: .pointer(pointer(error.place)), error.detail))
            return nil
        }
    }

    /// Spellings of one name that a batch tells apart are one key of a state.
    private func checkNames(_ names: [String], _ faults: inout FaultList) {
        // ASCII has one spelling for each.
        guard !names.allSatisfy({ $0.utf8Span.isKnownASCII }) else { return }
        var seen: Set<String> = []
        for (index, name) in names.enumerated() where !seen.insert(name).inserted {
            let place = results[index].plan.place.appending("name")
            faults.add(.duplicateName, at: place, "another task is called \(name.quoted) too")
        }
    }

    private func areScalars(_ faults: inout FaultList) -> Bool {
        for index in results.indices where !results[index].evaluation.loss.shape.isEmpty {
            faults.add(
                .invalidValue, at: results[index].plan.place.appending(["options", "reduction"]),
                "a strategy weighs single numbers: reduce the loss by mean or sum")
        }
        return faults.isEmpty
    }

    /// The gradient of each task by each shared tensor that it predicts with.
    private func sharedGradients(_ faults: inout FaultList) -> [[String: Tensor<Scalar>]] {
        results.map { plan, evaluation in
            var gradients: [String: Tensor<Scalar>] = [:]
            for (input, tensor) in plan.sharedPredictions {
                guard let gradient = evaluation.gradients[input] else { continue }
                // A task may predict twice with the same tensor.
                let sum = gradients[tensor].map { zip($0.values, gradient.values).map { $0 + $1 } }
                gradients[tensor] = Tensor(shape: gradient.shape, values: sum ?? gradient.values)
            }
            if gradients.isEmpty {
                faults.add(
                    .missingField, at: plan.place,
                    "level shared_input balances gradients by shared tensors: name one of tensors as input")
            }
            return gradients
        }
    }

    /// The inner products of the gradients, each task's own weight included.
    private func gramian(_ gradients: [[String: Tensor<Scalar>]]) -> Matrix {
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
        return products
    }

    private func combined(
        _ gradients: [[String: Tensor<Scalar>]], _ weights: [Double]
    ) -> [(name: String, tensor: Tensor<Scalar>)] {
        Set(gradients.flatMap(\.keys)).sorted().map { name in
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

    /// The place in the request that a strategy speaks of.
    private func pointer(_ place: BalancingFault.Place) -> JSONPointer {
        switch place {
        case .loss(let task): results.first { $0.plan.name == task }?.plan.place ?? Weighting.place
        case .gramian(let row, _): results[row].plan.place
        case .request, .norm, .state, .parameter: place.pointer(below: Weighting.place)
        }
    }
}
