// A task that was checked against its loss: the loss with its options, and the problem that it is to solve.

import Catalogue
import Contract
import Losses
import PackedTensors
import TensorJSON

/// Where a tensor is in a request; a pointer is made only if there is something to report.
enum TensorPlace: Sendable {
    case field(task: Int, name: String)
    case option(task: Int, name: String)
    case shared(name: String)

    var pointer: JSONPointer {
        switch self {
        case .field(let task, let name): JSONPointer.task(task).appending(name)
        case .option(let task, let name): JSONPointer.task(task).appending(["options", name])
        case .shared(let name): JSONPointer.root.appending(["tensors", name])
        }
    }
}

extension JSONPointer {
    /// The place of a task.
    static func task(_ index: Int) -> JSONPointer {
        root.appending("tasks").appending(index)
    }

    /// The place of an option of the task that is here: among its options, or the preset that sets it.
    func option(_ name: String, _ preset: AppliedPreset?) -> JSONPointer {
        let isFromPreset = preset?.options.contains { $0.name == name } ?? false
        return isFromPreset ? appending("preset") : appending(["options", name])
    }
}

/// A tensor of a request: its numbers, and where it is.
struct PlacedTensor<Scalar: ServiceScalar> {
    let tensor: Tensor<Scalar>
    let place: TensorPlace
    let form: TensorForm
    /// The type that its numbers were packed in, if they were.
    let dtype: PackedDtype?
    /// The first element that is too large for its type.
    let overflow: Int?
    /// The lengths of the lists that it was given as, where those differ.
    let rows: [Int]?

    init(_ tensor: ParsedTensor<Scalar>, at place: TensorPlace, rows: [Int]? = nil) {
        self.rows = rows
        overflow = tensor.overflow
        self.tensor = Tensor(shape: tensor.shape, values: tensor.values, wholeValues: tensor.wholeValues)
        self.place = place
        form = tensor.form
        dtype = tensor.dtype
    }

    /// The lengths of sequences that were given as lists of them.
    init(lengths: [Int], at place: TensorPlace) {
        (overflow, rows, form, dtype) = (nil, nil, .nested, nil)
        self.place = place
        tensor = Tensor(shape: [lengths.count], values: lengths.map { Scalar($0) }, wholeValues: nil)
    }

    /// Its name among the shared tensors; `nil` when it is the task's own.
    var sharedName: String? {
        if case .shared(let name) = place { name } else { nil }
    }

    /// Where one of its elements is.
    func place(of element: Int) -> RequestFault.Place {
        guard let rows else { return RequestFault.Place(of: element, in: place.pointer, form, shape: tensor.shape) }
        var (row, rest) = (0, element)
        while row < rows.count, rest >= rows[row] { (row, rest) = (row + 1, rest - rows[row]) }
        return .pointer(place.pointer.appending([String(row), String(rest)]))
    }
}

/// What a preset has set in a task.
struct AppliedPreset: Sendable {
    let name: String
    /// The options that the task did not set itself.
    let options: [(name: String, value: OptionValue)]
}

/// One task, ready to be evaluated.
///
/// A class, since plans are passed on often and never change.
final class TaskPlan<Scalar: ServiceScalar>: Sendable {
    let name: String
    let weight: Double
    let type: LossType
    let loss: any Loss
    let problem: Problem<Scalar>
    /// Where the tensors of the problem are in the request.
    let tensors: NamedList<PlacedTensor<Scalar>>
    let mask: PlacedTensor<Scalar>?
    /// The index of the task in the request.
    let index: Int
    /// The gradients that the answer holds.
    let answeredGradients: [String]
    /// Whether the task chose its gradients, and not the request.
    let hasOwnGradients: Bool
    /// The options that a preset has set.
    let preset: AppliedPreset?
    /// Where numbers are that were too large for their type.
    let overflows: [JSONPointer]

    init(
        name: String, weight: Double, type: LossType, loss: any Loss, problem: Problem<Scalar>,
        tensors: NamedList<PlacedTensor<Scalar>>, mask: PlacedTensor<Scalar>?, index: Int,
        answeredGradients: [String], preset: AppliedPreset?, hasOwnGradients: Bool, overflows: [JSONPointer]
    ) {
        self.preset = preset
        self.overflows = overflows
        (self.name, self.weight, self.type, self.loss, self.problem) = (name, weight, type, loss, problem)
        (self.tensors, self.mask, self.index) = (tensors, mask, index)
        (self.answeredGradients, self.hasOwnGradients) = (answeredGradients, hasOwnGradients)
    }

    /// Whether the loss is a single number.
    var isReduced: Bool {
        problem.reduction != .none || type.itemShape(problem.tensors.mapValues { $0.shape }).isEmpty
    }

    /// Whether the loss is a mean of items whose weights sum to 0.
    func dividesByZero(_ evaluation: Evaluation<Scalar>) -> Bool {
        evaluation.denominator == 0 && problem.reduction.divides
    }

    /// Where the task is.
    var place: JSONPointer { .task(index) }

    /// The most bytes of the warnings that an evaluation can have.
    ///
    /// Of each tensor that it was broadcast, and that its numbers are odd, and a few of the whole; a warning has a pointer, a
    /// code, and two shapes.
    var warningBytes: Int {
        // Those of mask and sample_weight have three shapes of the loss.
        var rank = 0
        for index in tensors.indices { rank = max(rank, tensors[index].value.tensor.shape.count) }
        var sum = 2048 + 132 * rank + overflows.count * Self.overflowBytes
        for index in tensors.indices {
            // A percent sign and two digits for each byte of a name, and a number of up to 20 digits for each dimension.
            let name = tensors[index].value.sharedName ?? tensors[index].key
            sum += 768 + 6 * name.utf8.count + 66 * rank
        }
        return sum
    }

    /// A pointer has a name, an index for each dimension, and a few words; all of it with the sentence.
    private static var overflowBytes: Int { 3 * NameLimit.bytes + 1024 }

    /// The type that an input was packed in, if it was.
    func dtype(of input: String) -> PackedDtype? {
        // By index: copying a tensor retains and releases all that it has.
        for index in tensors.indices where tensors[index].key == input { return tensors[index].value.dtype }
        return nil
    }

    /// The lengths of its sequences, where its first input was given as lists that differ in length.
    var tokenRows: [Int]? { type.entry.inputs.first.flatMap { rows(of: $0.name) } }

    /// The lengths of the lists that an input was given as, where those differ.
    func rows(of input: String) -> [Int]? {
        for index in tensors.indices where tensors[index].key == input { return tensors[index].value.rows }
        return nil
    }

    /// The inputs with a gradient that are shared tensors, and the names of those.
    var sharedInputs: [(input: String, tensor: String)] {
        tensors.compactMap { name, tensor in tensor.sharedName.map { (name, $0) } }
            .filter { problem.gradients.contains($0.0) }
            .sorted { $0.0 < $1.0 }
    }

    /// Those of them that are predictions.
    var sharedPredictions: [(input: String, tensor: String)] {
        sharedInputs.filter { type.isPrediction($0.input) }
    }

    /// The place in the request of a part of the problem.
    func place(of part: LossPlace) -> RequestFault.Place {
        switch part {
        case .tensor(let name, let element?): tensors[name]?.place(of: element) ?? .pointer(place.appending(name))
        case .tensor(let name, nil): .pointer(pointer(toInput: name))
        case .option(let name): .pointer(place.option(name, preset))
        case .gradients: .pointer((hasOwnGradients ? place : .root).appending("gradients"))
        case .mask(let element?): mask?.place(of: element) ?? .pointer(place.appending("mask"))
        case .mask(nil): .pointer(place.appending("mask"))
        case .sampleWeight: .pointer(place.appending("sample_weight"))
        case .gradOutput: .pointer(place.appending("grad_output"))
        }
    }

    /// A fault of the problem as the answer reports it.
    func requestFault(_ fault: LossFault) -> RequestFault {
        RequestFault(fault, at: place(of: fault.place))
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
