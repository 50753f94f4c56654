// What it costs to evaluate a batch and to answer its losses and gradients, from shapes alone.

import Catalogue
import Contract
import Exchange
import Losses
import TensorJSON

/// The cost of a batch.
struct BatchCost<Scalar: ServiceScalar> {
    /// Bytes that a request and a task take besides their tensors.
    private static var requestBytes: Int { 16 << 10 }
    private static var taskBytes: Int { 4 << 10 }
    /// What a task is as much work as, in elements, before its loss is looked at.
    private static var workPerTask: Int { 100 }
    /// Bytes of an answer that does not depend on the tensors: for a request, for a task with its warnings.
    private static var answerFrame: Int { 256 }
    private static var taskFrame: Int { 192 }
    /// The most bytes of a problem document with all its faults.
    private static var problemBytes: Int { 64 << 10 }

    private let cost: Cost
    private let weightingWork: Int
    private let tasks: Int
    private let tensorBytes: Int

    /// Adds up the cost of all tasks.
    ///
    /// - Parameters:
    ///   - plans: the tasks.
    ///   - weighting: what weights them, if anything does.
    ///   - form: how the answer's tensors are written, where it is JSON.
    ///   - answerForm: the form of the answer.
    ///   - sharedBytes: bytes of the shared tensors.
    init(
        _ plans: [TaskPlan<Scalar>?], _ weighting: BatchWeighting<Scalar>?, _ form: TensorForm, _ answerForm: BodyForm,
        sharedBytes: Int
    ) {
        // Bytes in a file are fewer than in base64, and in the metadata each backslash of the JSON gets another one.
        let form = answerForm == .json ? form : .base64
        var tally = Tally(form: form, isPacked: answerForm == .safetensors)
        tally.cost = Cost(
            workingBytes: Saturating.sum(Self.requestBytes, sharedBytes), answerBytes: Self.answerFrame)
        tally.tensorBytes = sharedBytes
        for case let plan? in plans { tally.add(plan, Self.taskBytes, Self.workPerTask, Self.taskFrame) }
        tally.cost.workingBytes = Saturating.sum(tally.cost.workingBytes, tally.largestScratch)
        if let own = weighting?.cost(plans, form) {
            tally.cost.workingBytes = Saturating.sum(tally.cost.workingBytes, own.workingBytes)
            tally.cost.answerBytes = Saturating.sum(tally.cost.answerBytes, own.answerBytes)
            weightingWork = own.work
        } else {
            weightingWork = 0
        }
        if answerForm == .safetensors {
            tally.cost.answerBytes = Saturating.product(tally.cost.answerBytes, 2)
        }
        (cost, tasks, tensorBytes) = (tally.cost, plans.count, tally.tensorBytes)
    }

    /// The cost within the limits; what is beyond them becomes a fault.
    func checked(_ limits: ServiceLimits, _ faults: inout BatchFaults) -> Cost {
        var cost = cost
        // Every elementwise bound is checked again, on the real shapes, before a loss is evaluated.
        cost.work = min(cost.work, Saturating.sum(limits.evaluatedElements, Self.workPerTask * tasks))
        cost.work = Saturating.sum(cost.work, weightingWork)
        Self.check(cost, limits, &faults.overload)
        // A faulty request is checked to its end, which takes no more than copies of its tensors.
        if !faults.isEmpty {
            cost.answerBytes = Self.problemBytes
            cost.workingBytes = min(cost.workingBytes, Saturating.product(tensorBytes + 1, 8))
        }
        return cost
    }

    private static func check(_ cost: Cost, _ limits: ServiceLimits, _ overload: inout FaultList) {
        var advice: String {
            "reduce the losses, leave out gradients (\"gradients\": false), choose \"tensor_format\": \"base64\", or "
                + "send fewer tasks at a time"
        }
        if cost.answerBytes > limits.answerBytes {
            overload.add(
                .answerTooLarge, at: .root,
                "the answer can have \(cost.answerBytes) bytes, and \(limits.answerBytes) are allowed: \(advice)")
        } else if cost.bytes > limits.workingBytes {
            overload.add(
                .tooMuchMemory, at: .root,
                "the request can take \(cost.bytes) bytes of memory, and \(limits.workingBytes) are allowed for all "
                    + "requests together: \(advice)")
        }
    }
}

/// The cost so far.
private struct Tally {
    /// Bytes of a tensor besides its numbers.
    private static let arrayBytes = 512

    let form: TensorForm
    /// Whether tensors have names, which the JSON and the header of the file repeat.
    let isPacked: Bool
    var cost = Cost()
    /// Bytes of all tensors.
    var tensorBytes = 0
    /// Tasks are evaluated one after the other: what the largest of them needs meanwhile.
    var largestScratch = 0

    mutating func add<Scalar: ServiceScalar>(
        _ plan: TaskPlan<Scalar>, _ taskBytes: Int, _ workPerTask: Int, _ taskFrame: Int
    ) {
        let size = MemoryLayout<Scalar>.size
        var held = taskBytes
        let shapes = plan.problem.tensors.mapValues { $0.shape }
        for index in plan.tensors.indices where plan.tensors[index].value.sharedName == nil {
            // A shared tensor is one array, however many tasks name it; it is counted with the request.
            hold(plan.tensors[index].value.tensor.values.count * size, in: &held)
        }
        let isReduced = plan.problem.reduction != .none
        // The items of a safe problem are kept until they are reduced.
        var scratch = plan.type.scratchBytes(shapes, isReduced && !plan.problem.isSafe)
        // Needed where there is a loss or a weight for each item.
        var items: (shape: [Int], count: Int) {
            let shape = plan.type.itemShape(shapes)
            return (shape, Saturating.extent(of: shape))
        }
        func add(_ extra: Tensor<Scalar>?) {
            guard let extra else { return }
            hold(extra.values.count * size, in: &held)
            // Broadcast to the items, and multiplied.
            scratch = Saturating.sum(scratch, Saturating.product(items.count, 2 * size + 8))
        }
        add(plan.problem.mask)
        add(plan.problem.sampleWeight)
        add(plan.problem.gradOutput)
        var answer = taskFrame + JSONWriter.maximumBytes(plan.name)
        if !isReduced {
            answer = Saturating.sum(answer, form.maximumBytes(items.shape, as: Scalar.self))
            held = Saturating.sum(held, Saturating.product(items.count, size))
        }
        for name in plan.problem.gradients {
            let shape = shapes[name] ?? []
            held = Saturating.sum(held, Saturating.extent(of: shape, times: size))
            guard plan.answeredGradients.contains(name) else { continue }
            answer = Saturating.sum(
                answer, Saturating.sum(name.utf8.count + 4, form.maximumBytes(shape, as: Scalar.self)))
        }
        if isPacked {
            // The loss and each gradient, by a name that begins with that of the task.
            let names = (plan.problem.gradients.count + 1) * (2 * JSONWriter.maximumBytes(plan.name) + 512)
            answer = Saturating.sum(answer, names)
        }
        // The options of a preset are few, their names and values short.
        if plan.preset != nil { answer = Saturating.sum(answer, 1024) }
        // A name of up to thirty letters and a number.
        answer = Saturating.sum(answer, plan.type.diagnosticCount * 64)
        for index in plan.tensors.indices {
            // Lists of different lengths have brackets of their own, in the loss and in the gradient.
            guard let rows = plan.tensors[index].value.rows else { continue }
            answer = Saturating.sum(answer, Saturating.product(rows.count, 8))
            held = Saturating.sum(held, Saturating.product(rows.count, 8))
        }
        // Warnings repeat names of tensors.
        answer = Saturating.sum(answer, plan.warningBytes)
        cost.workingBytes = Saturating.sum(cost.workingBytes, held)
        cost.answerBytes = Saturating.sum(cost.answerBytes, answer)
        cost.work = Saturating.sum(cost.work, Saturating.sum(plan.type.work(shapes), workPerTask))
        largestScratch = max(largestScratch, scratch)
    }

    /// Counts a tensor of the task's own, its array included.
    private mutating func hold(_ bytes: Int, in held: inout Int) {
        let bytes = bytes + Self.arrayBytes
        held = Saturating.sum(held, bytes)
        tensorBytes = Saturating.sum(tensorBytes, bytes)
    }
}
