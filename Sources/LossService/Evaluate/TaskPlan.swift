// A task that was checked against its loss: the loss with its options, and the problem that it is to solve.

import Catalogue
import Losses
import TensorJSON

/// A tensor of a request: its numbers, and where it stands.
struct PlacedTensor<Scalar: ServiceScalar> {
    let tensor: Tensor<Scalar>
    let place: JSONPointer
    let form: TensorForm
    /// Its name among the shared tensors; `nil` when it is the task's own.
    var sharedName: String?

    /// Where one of its elements stands.
    func place(of element: Int) -> JSONPointer {
        place.appending(form.path(to: element, in: tensor.shape))
    }
}

/// One task, ready to be evaluated.
///
/// A class, since plans are passed from hand to hand and never change.
final class TaskPlan<Scalar: ServiceScalar>: Sendable {
    let name: String
    let weight: Double
    let type: LossType
    let loss: any Loss
    let problem: Problem<Scalar>
    /// Where the tensors of the problem stand in the request.
    let tensors: [String: PlacedTensor<Scalar>]
    let mask: PlacedTensor<Scalar>?
    /// Where the task stands.
    let place: JSONPointer
    /// The gradients that the answer holds.
    let answeredGradients: Set<String>
    /// Where the gradients were chosen.
    let gradientsPlace: JSONPointer

    init(
        name: String, weight: Double, type: LossType, loss: any Loss, problem: Problem<Scalar>,
        tensors: [String: PlacedTensor<Scalar>], mask: PlacedTensor<Scalar>?, place: JSONPointer,
        answeredGradients: Set<String>, gradientsPlace: JSONPointer
    ) {
        (self.name, self.weight, self.type, self.loss, self.problem) = (name, weight, type, loss, problem)
        (self.tensors, self.mask, self.place) = (tensors, mask, place)
        (self.answeredGradients, self.gradientsPlace) = (answeredGradients, gradientsPlace)
    }

    /// How much work it will be to evaluate, in elements of elementwise losses.
    var work: Int {
        type.work(problem.tensors.mapValues(\.shape))
    }

    /// The predictions that are shared tensors, and the names of those.
    var sharedPredictions: [(input: String, tensor: String)] {
        tensors.compactMap { name, tensor in tensor.sharedName.map { (name, $0) } }
            .filter { problem.gradients.contains($0.0) && type.isPrediction($0.0) }
            .sorted { $0.0 < $1.0 }
    }

    /// The place in the request that a loss speaks of.
    func pointer(to place: LossPlace) -> JSONPointer {
        switch place {
        case .tensor(let name, let element?):
            return tensors[name]?.place(of: element) ?? self.place.appending(name)
        case .tensor(let name, nil): return pointer(toInput: name)
        case .option(let name): return self.place.appending(["options", name])
        case .gradients: return gradientsPlace
        case .mask(let element?): return mask?.place(of: element) ?? self.place.appending("mask")
        case .mask(nil): return self.place.appending("mask")
        case .sampleWeight: return self.place.appending("sample_weight")
        case .gradOutput: return self.place.appending("grad_output")
        }
    }

    /// What a loss found wrong, as the answer says it.
    func requestFault(_ fault: LossFault) -> RequestFault {
        RequestFault(code: fault.code.rawValue, at: .pointer(pointer(to: fault.place)), fault.detail)
    }

    /// Where a task names an input, which for a shared tensor is not where its numbers are.
    private func pointer(toInput name: String) -> JSONPointer {
        let isOption = type.entry.inputs.contains { $0.name == name && $0.place == .options }
        return place.appending(isOption ? ["options", name] : [name])
    }
}

extension LossType {
    /// Whether an input is one whose gradient is answered unless the request says otherwise.
    func isPrediction(_ name: String) -> Bool {
        entry.inputs.contains { $0.gradient == .byDefault && $0.isNamed(name) }
    }
}
