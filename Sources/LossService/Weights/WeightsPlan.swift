// A request to /v1/weights that was checked: what to weight, by which strategy, at what cost.

import Catalogue
import Balancing
import Contract
import Exchange
import TensorJSON

/// One step of a strategy, ready to be taken.
struct WeightsPlan: Sendable {
    /// How the request wrote what is known of the gradients.
    struct Forms {
        var norms = TensorForm.nested
        var gramian = TensorForm.nested
        /// Whether the Gramian is given by its lower triangle.
        var isTriangle = false
    }

    private let balancer: Balancer
    private(set) var problem: BalancingRequest
    private let jacobian: ParsedTensor<Double>?
    private let forms: Forms
    private let form: TensorForm
    let answerForm: BodyForm
    let cost: Cost

    init(
        balancer: Balancer, problem: BalancingRequest, jacobian: ParsedTensor<Double>?,
        forms: Forms, form: TensorForm, answerForm: BodyForm, cost: Cost
    ) {
        (self.balancer, self.problem, self.jacobian) = (balancer, problem, jacobian)
        (self.forms, self.form, self.answerForm, self.cost) = (forms, form, answerForm, cost)
    }

    /// Takes the step.
    ///
    /// - Throws: what the strategy finds wrong.
    consuming func response(_ observer: (any ServiceObserver)?) throws(ProblemDetails) -> WeightsResponse {
        if let jacobian { problem.gramian = Matrix(productsOf: jacobian.values, rows: problem.tasks.count) }
        do {
            return WeightsResponse(
                problem: problem, answer: try balancer.run(problem, observer), jacobian: jacobian, form: form,
                answerForm: answerForm,
                maximumBytes: cost.answerBytes)
        } catch {
            var faults = FaultList()
            faults.add(fault(error))
            throw ProblemDetails(faults)
        }
    }

    /// A strategy's fault as the answer reports it.
    private func fault(_ error: BalancingFault) -> RequestFault {
        // The numbers of a Jacobian are finite, so that only their squares can be otherwise.
        guard let jacobian, error.code == .invalidGramian, case .gramian(let row, _) = error.place else {
            return RequestFault(error, at: place(error.place))
        }
        let task = problem.tasks[row]
        return RequestFault(
            code: FaultCode.outOfRange.rawValue,
            at: RequestFault.Place(
                of: row * (jacobian.values.count / problem.tasks.count), in: JSONPointer.root.appending("jacobian"),
                jacobian.form, shape: jacobian.shape),
            "the gradient of \(task.shortened(above: 100)) is too large: the square of its norm is infinite")
    }

    /// The place in the request of a strategy's fault.
    private func place(_ place: BalancingPlace) -> RequestFault.Place {
        let root = JSONPointer.root
        let count = problem.tasks.count
        switch place {
        case .loss(let task): return .pointer(root.appending(["losses", task]))
        case .norm(let task):
            return RequestFault.Place(
                of: problem.tasks.firstIndex(of: task) ?? 0, in: root.appending("gradient_norms"), forms.norms,
                shape: [count])
        case .request, .state, .parameter: return .pointer(place.pointer(below: root))
        case .gramian(let row, let column):
            guard jacobian == nil else { return .pointer(root.appending("jacobian")) }
            let (high, low) = (max(row, column), min(row, column))
            let (element, shape) =
                forms.isTriangle
                ? (high * (high + 1) / 2 + low, [count * (count + 1) / 2]) : (row * count + column, [count, count])
            return RequestFault.Place(of: element, in: root.appending("gramian"), forms.gramian, shape: shape)
        }
    }
}
