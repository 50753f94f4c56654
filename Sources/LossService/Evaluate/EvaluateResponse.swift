// The answer of /v1/evaluate, written straight from the buffers that the losses filled.

import Balancing
import Catalogue
import Contract
import Exchange
import Losses
import PackedTensors
import Safetensors
import TensorJSON

/// The results of all tasks of a request; it holds nothing of the request itself.
struct EvaluateResponse<Scalar: ServiceScalar> {
    /// The result of one task.
    struct TaskResult {
        let name: String
        /// `nil` for a task that a strategy leaves out.
        let loss: Tensor<Scalar>?
        let weight: Double
        let denominator: Scalar
        let gradients: [Gradient]
        let diagnostics: [LossDiagnostic]
        /// The lengths of the lists that the unreduced loss is written in, where those differ.
        let rows: [Int]?
        let preset: AppliedPreset?
    }

    /// A gradient, and the type that it is packed in: that of its tensor in the request, if it was packed.
    ///
    /// It is written in lists of different lengths where its tensor was given so.
    typealias Gradient = (name: String, tensor: Tensor<Scalar>, dtype: PackedDtype, rows: [Int]?)

    let answers: [TaskResult]
    /// The weighted sum of the losses; `nil` when one of them is not a single number.
    private let total: Scalar?
    /// What the strategy of the request made of them; `nil` without one.
    private let weighted: WeightedBatch<Scalar>?
    let warnings: [RequestFault]
    /// How many elements the losses were evaluated on.
    private let elements: Int
    private let form: TensorForm
    private let answerForm: BodyForm
    /// The gradients of the total.
    private let totalGradients: [Gradient]
    /// How many bytes the answer has at most.
    private let maximumBytes: Int

    init(
        _ batch: Batch<Scalar>, _ results: [(plan: TaskPlan<Scalar>, evaluation: Evaluation<Scalar>)],
        _ weighted: WeightedBatch<Scalar>?
    ) {
        // The gradient of the total, where a strategy has weighted the tasks.
        let weights = batch.gradientOf == .total ? weighted?.weights : nil
        var answers: [TaskResult] = []
        answers.reserveCapacity(results.count)
        // By index, here and below: copying results retains and releases all that they have.
        for index in results.indices {
            let isActive = weighted?.answer.isActive[index] ?? true
            answers.append(
                TaskResult(
                    name: results[index].plan.name, loss: isActive ? results[index].evaluation.loss : nil,
                    weight: results[index].plan.weight, denominator: results[index].evaluation.denominator,
                    // A task that takes no part moves nothing.
                    gradients: Self.gradients(
                        results[index].plan, results[index].evaluation.gradients,
                        times: isActive ? weights?[index] : 0),
                    diagnostics: results[index].evaluation.diagnostics,
                    rows: Self.rows(results[index].plan, results[index].evaluation.loss),
                    preset: results[index].plan.preset))
        }
        self.answers = answers
        total = Self.total(results)
        var elements = 0
        for index in results.indices { elements += results[index].evaluation.elementCount }
        self.elements = elements
        warnings = batch.warns ? Self.warnings(results, isWeighted: weighted != nil) : []
        self.weighted = weighted
        (form, answerForm) = (batch.tensorFormat, batch.answerForm)
        totalGradients = weighted.map { Self.totalGradients($0, results) } ?? []
        // The room for warnings is most of a short answer; in a long one it is what its writer needs behind the numbers.
        let isShort = batch.cost.answerBytes < 16 << 10
        var unused = 0
        if isShort, warnings.isEmpty { for index in results.indices { unused += results[index].plan.warningBytes } }
        maximumBytes = batch.cost.answerBytes - unused
    }

    /// The lengths of the lists that an unreduced loss is written in: those of the tokens, if it has a number for each.
    private static func rows(_ plan: TaskPlan<Scalar>, _ loss: Tensor<Scalar>) -> [Int]? {
        guard plan.type.entry.reductions.contains("token_mean"), let rows = plan.tokenRows,
            loss.shape == [rows.reduce(0, +)]
        else { return nil }
        return rows
    }

    /// What looks suspicious in the tasks and their results.
    private static func warnings(
        _ results: [(plan: TaskPlan<Scalar>, evaluation: Evaluation<Scalar>)], isWeighted: Bool
    ) -> [RequestFault] {
        var (warnings, overflows) = ([RequestFault](), Set<String>())
        func append(_ found: [LossWarning], of plan: TaskPlan<Scalar>) {
            for warning in found {
                warnings.append(
                    RequestFault(code: warning.code.rawValue, at: plan.place(of: warning.place), warning.detail))
            }
        }
        for index in results.indices {
            let plan = results[index].plan
            append(results[index].evaluation.warnings, of: plan)
            append(Scalar.suspicions(plan.loss, plan.problem), of: plan)
            if let warning = Self.nothingLeft(plan, results[index].evaluation) { warnings.append(warning) }
            if let warning = Self.zeroWeight(plan, results[index].evaluation, isWeighted: isWeighted) {
                warnings.append(warning)
            }
            // Several tasks may share a tensor, which is reported once.
            for pointer in plan.overflows where overflows.insert(pointer.description).inserted {
                warnings.append(
                    RequestFault(
                        code: LossWarning.Code.numberOverflow.rawValue, at: .pointer(pointer),
                        "the number is too large for \(Scalar.dtypeName) and was read as infinite; write "
                            + "\"Infinity\" if that is meant"))
            }
        }
        return warnings
    }

    /// That nothing counts, or that a mean divides by 0, where nothing else has been said of it.
    private static func nothingLeft(_ plan: TaskPlan<Scalar>, _ evaluation: Evaluation<Scalar>) -> RequestFault? {
        let said: [LossWarning.Code] = [.allIgnored, .empty]
        guard evaluation.elementCount > 0, !evaluation.warnings.contains(where: { said.contains($0.code) }) else {
            return nil
        }
        guard evaluation.counts else {
            return RequestFault(
                code: LossWarning.Code.allIgnored.rawValue, at: .pointer(plan.place),
                "nothing counts: all items are ignored or have the weight 0, or the batch has no two items that belong "
                    + "together, or none to tell them from")
        }
        guard plan.dividesByZero(evaluation) else { return nil }
        return RequestFault(
            code: LossWarning.Code.zeroDenominator.rawValue, at: .pointer(plan.place),
            "the weights sum to 0, which the mean divides by")
    }

    /// That a task has the weight 0 where that is more than a factor.
    private static func zeroWeight(
        _ plan: TaskPlan<Scalar>, _ evaluation: Evaluation<Scalar>, isWeighted: Bool
    ) -> RequestFault? {
        guard plan.weight == 0 else { return nil }
        let isFinite = evaluation.loss.values.allSatisfy(\.isFinite)
        guard isWeighted || !isFinite else { return nil }
        return RequestFault(
            code: LossWarning.Code.zeroWeight.rawValue, at: .pointer(plan.place.appending("weight")),
            isWeighted
                ? "the task takes no part in the weighting, since its weight is 0"
                : "the weight is 0 and the loss is not finite, so the total is NaN: leave the task out")
    }

    /// What operators see of it.
    var note: AnswerNote {
        let warned = weighted?.answer.warnings.map(\.code.rawValue) ?? []
        return AnswerNote(tasks: answers.count, elements: elements, warnings: warnings.map(\.code) + warned)
    }

    /// The answer, in its form.
    var body: [BodyPiece] {
        answerForm == .json ? [.bytes(json)] : safetensors
    }

    private var json: [UInt8] {
        var writer = JSONWriter(reserving: answerForm.jsonRoom(maximumBytes))
        writer.object { writer in
            writer.field("dtype")
            writer.string(Scalar.dtypeName)
            writer.field("tasks")
            writer.array { writer in
                for index in answers.indices { write(answers[index], into: &writer) }
            }
            writer.field("total")
            writer.object { writer in writeTotal(into: &writer) }
            if let weighted { write(weighted, into: &writer) }
            guard !warnings.isEmpty else { return }
            writer.field("warnings")
            writer.array { writer in
                for warning in warnings { warning.write(into: &writer) }
            }
        }
        return writer.bytes
    }

    /// The gradients of a task that are answered, in the order of the inputs; times a weight, where there is one.
    private static func gradients(
        _ plan: TaskPlan<Scalar>, _ found: NamedList<Tensor<Scalar>>, times weight: Double?
    ) -> [Gradient] {
        guard !plan.answeredGradients.isEmpty else { return [] }
        var gradients: [Gradient] = []
        gradients.reserveCapacity(plan.answeredGradients.count)
        for input in plan.type.entry.inputs {
            if !input.isFamily {
                guard plan.answeredGradients.contains(input.name) else { continue }
                append(input.name, of: plan, found, times: weight, to: &gradients)
            } else {
                for name in plan.answeredGradients.filter(input.isNamed).sorted() {
                    append(name, of: plan, found, times: weight, to: &gradients)
                }
            }
        }
        return gradients
    }

    private static func append(
        _ name: String, of plan: TaskPlan<Scalar>, _ found: NamedList<Tensor<Scalar>>, times weight: Double?,
        to gradients: inout [Gradient]
    ) {
        guard let gradient = found[name] else { return }
        let dtype = packedDtype(plan.dtype(of: name))
        guard let weight else { return gradients.append((name, gradient, dtype, plan.rows(of: name))) }
        // A task that takes no part may have gradients that are not numbers.
        let values = gradient.values.map { weight == 0 ? 0 : Scalar(Double($0) * weight) }
        gradients.append((name, Tensor(shape: gradient.shape, values: values), dtype, plan.rows(of: name)))
    }

    /// The type that the gradient of a tensor is packed in: its own where that has fractions.
    private static func packedDtype(_ own: PackedDtype?) -> PackedDtype {
        guard let own, own.isFloating else { return Scalar.packedDtype }
        return own
    }

    private static func totalGradients(
        _ weighted: WeightedBatch<Scalar>, _ results: [(plan: TaskPlan<Scalar>, evaluation: Evaluation<Scalar>)]
    ) -> [Gradient] {
        weighted.gradients.map { name, tensor in
            let shared = results.lazy.compactMap { result in
                result.plan.tensors.first { $0.value.sharedName == name }?.value
            }
            return (
                name, tensor, packedDtype(shared.compactMap(\.dtype).first), shared.compactMap(\.rows).first
            )
        }
    }

    private static func total(
        _ results: [(plan: TaskPlan<Scalar>, evaluation: Evaluation<Scalar>)]
    ) -> Scalar? {
        var sum = 0.0
        for index in results.indices {
            guard results[index].evaluation.loss.shape.isEmpty else { return nil }
            sum += results[index].plan.weight * Double(results[index].evaluation.loss.values[0])
        }
        return Scalar(sum)
    }

    /// Writes what the strategy made of the tasks.
    private func write(_ weighted: WeightedBatch<Scalar>, into writer: inout JSONWriter) {
        writer.field("weighting")
        writer.object { writer in
            writer.member("strategy", weighted.strategy)
            writer.field("weights")
            writer.byTask(weighted.problem.tasks, weighted.weights)
            writer.outcome(weighted.answer, of: weighted.problem)
        }
    }

    private func writeTotal(into writer: inout JSONWriter) {
        writer.field("loss")
        guard let weighted, let total = weighted.answer.total, let sum = weighted.answer.weightedSum else {
            if let total { writeTotal(total, into: &writer) } else { writer.null() }
            return
        }
        writeTotal(Scalar(total), into: &writer)
        writer.field("weighted_sum")
        writer.number(Scalar(sum))
        write(totalGradients, of: Self.totalName, into: &writer)
    }

    private func writeTotal(_ total: Scalar, into writer: inout JSONWriter) {
        if answerForm == .json { writer.number(total) } else { writer.string(Self.name(Self.totalName)) }
    }

    private func write(_ answer: TaskResult, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name")
            writer.string(answer.name)
            writer.field("loss")
            if let loss = answer.loss {
                write(loss, named: Self.name(Self.name(of: answer)), answer.rows, into: &writer)
            } else {
                writer.null()
            }
            writer.field("weight")
            writer.number(answer.weight)
            writer.field("denominator")
            writer.number(answer.denominator)
            write(answer.gradients, of: Self.name(of: answer), into: &writer)
            if let preset = answer.preset {
                writer.field("preset")
                writer.object { writer in
                    writer.member("name", preset.name)
                    writer.field("options")
                    writer.options(preset.options)
                }
            }
            guard !answer.diagnostics.isEmpty else { return }
            writer.field("diagnostics")
            writer.object { writer in
                for (name, value) in answer.diagnostics {
                    writer.key(name)
                    writer.number(value)
                }
            }
        }
    }

    /// Writes the gradients by their names, where there are any.
    private func write(_ gradients: [Gradient], of owner: String, into writer: inout JSONWriter) {
        guard !gradients.isEmpty else { return }
        writer.field("gradients")
        writer.object { writer in
            for index in gradients.indices {
                writer.key(gradients[index].name)
                write(
                    gradients[index].tensor, named: Self.name(owner, gradient: gradients[index].name),
                    gradients[index].rows,
                    into: &writer)
            }
        }
    }

    /// Writes a tensor, or its name where it is next to the JSON.
    private func write(
        _ tensor: Tensor<Scalar>, named name: @autoclosure () -> String, _ rows: [Int]?, into writer: inout JSONWriter
    ) {
        guard answerForm == .json else { return writer.string(name()) }
        // A number is written without a shape, whatever the form of the tensors.
        if tensor.shape.isEmpty {
            writer.number(tensor.values[0])
        } else if let rows, form == .nested {
            writer.ragged(tensor.values, lengths: rows)
        } else {
            writer.tensor(shape: tensor.shape, values: tensor.values, form: form)
        }
    }
}

// A safetensors file.
extension EvaluateResponse {
    /// What the names of the tensors of the total begin with.
    private static var totalName: String { "total" }

    /// What the names of the tensors of a task begin with: where they would be in the JSON.
    private static func name(of task: TaskResult) -> String { "tasks.\(task.name)" }

    private static func name(_ owner: String) -> String { "\(owner).loss" }

    private static func name(_ owner: String, gradient: String) -> String { "\(owner).gradients.\(gradient)" }

    /// The losses, the gradients and the total as tensors, and the JSON, with their names, in the metadata.
    private var safetensors: [BodyPiece] {
        var file = SafetensorsWriter<Scalar>()
        func add(_ name: String, _ tensor: Tensor<Scalar>, _ dtype: PackedDtype = Scalar.packedDtype) {
            file.add(SafetensorsWriter.Tensor(name, dtype, shape: tensor.shape, values: tensor.values))
        }
        func add(_ gradients: [Gradient], of owner: String) {
            for gradient in gradients {
                add(Self.name(owner, gradient: gradient.name), gradient.tensor, gradient.dtype)
            }
        }
        for answer in answers {
            let owner = Self.name(of: answer)
            if let loss = answer.loss { add(Self.name(owner), loss) }
            add(answer.gradients, of: owner)
        }
        if let total = weighted?.answer.total.map({ Scalar($0) }) ?? total {
            add(Self.name(Self.totalName), Tensor(shape: [], values: [total]))
        }
        add(totalGradients, of: Self.totalName)
        return file.body(json)
    }
}
