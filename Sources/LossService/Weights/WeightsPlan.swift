// A request to /v1/weights that was checked: what to weight, by which strategy, at what cost.

import Catalogue
import Balancing
import Contract
import Exchange
import TensorJSON

/// One step of a strategy, ready to be taken.
struct WeightsPlan: Sendable {
    private let balancer: Balancer
    private(set) var problem: BalancingRequest
    private let jacobian: ParsedTensor<Double>?
    /// How the request wrote the Gramian.
    private let gramianForm: (isPacked: Bool, form: TensorForm)
    private let form: TensorForm
    let cost: Cost

    init(
        balancer: Balancer, problem: BalancingRequest, jacobian: ParsedTensor<Double>?,
        gramianForm: (isPacked: Bool, form: TensorForm), form: TensorForm, cost: Cost
    ) {
        (self.balancer, self.problem, self.jacobian) = (balancer, problem, jacobian)
        (self.gramianForm, self.form, self.cost) = (gramianForm, form, cost)
    }

    /// Takes the step.
    ///
    /// - Throws: what the strategy finds wrong.
    consuming func response() throws(ProblemDetails) -> WeightsResponse {
        if let jacobian { problem.gramian = Matrix(productsOf: jacobian.values, rows: problem.tasks.count) }
        do {
            return WeightsResponse(
                problem: problem, answer: try balancer.run(problem), jacobian: jacobian, form: form,
                maximumBytes: cost.answerBytes)
        } catch {
            var faults = FaultList()
            faults.add(RequestFault(error, at: pointer(error.place)))
            throw ProblemDetails(faults)
        }
    }

    /// The place in the request of a strategy's fault.
    private func pointer(_ place: BalancingPlace) -> JSONPointer {
        let root = JSONPointer.root
        switch place {
        case .loss(let task): return root.appending(["losses", task])
        case .norm(let task):
            return root.appending(["gradient_norms", String(problem.tasks.firstIndex(of: task) ?? 0)])
        case .request, .state, .parameter: return place.pointer(below: root)
        case .gramian(let row, let column):
            guard jacobian == nil else { return root.appending("jacobian") }
            let count = problem.tasks.count
            let (isPacked, form) = gramianForm
            let (high, low) = (max(row, column), min(row, column))
            let path =
                isPacked
                ? form.path(to: high * (high + 1) / 2 + low, in: [count * (count + 1) / 2])
                : form.path(to: row * count + column, in: [count, count])
            return root.appending("gramian").appending(path)
        }
    }
}
