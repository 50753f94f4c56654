// Checks a task against the loss that it names: inputs, options, gradients.

import Catalogue
import Contract
import Losses
import TensorJSON

/// Makes the plan of one task, or finds everything that is wrong with it.
struct TaskPlanner<Scalar: ServiceScalar> {
    /// The shared tensors.
    private let sharedTensors: [ExactString: TensorReading<Scalar>]
    private let requestGradients: GradientSelection
    /// Whether a strategy balances the gradients of shared tensors.
    private let balancesShared: Bool
    /// Whether gradients are those of the total, which no strategy weights.
    private let multipliesByWeight: Bool
    private var task: TaskRequest<Scalar>
    private let index: Int
    private(set) var faults: FaultList
    /// Whether something is wrong that makes it useless to look at the rest.
    private var isBlocked = false
    private var overflows: [JSONPointer] = []
    /// The lengths of the sequences of tokens, where they were given as lists of different lengths.
    private var rows: [Int]?
    /// The preset of the task, and the options that it has set.
    private var preset: AppliedPreset?

    /// - Parameters:
    ///   - request: the request.
    ///   - task: the task.
    ///   - index: its place among the tasks.
    ///   - room: how many faults can still be reported; others are only counted.
    init(_ request: EvaluateRequest<Scalar>, _ task: TaskRequest<Scalar>, at index: Int, room: Int) {
        faults = FaultList(room: room)
        sharedTensors = request.tensors
        requestGradients = request.gradients
        balancesShared = request.weighting?.level == .sharedInput
        multipliesByWeight = request.gradientOf == .total && request.weighting == nil
        self.task = task
        self.index = index
    }

    private var place: JSONPointer { .task(index) }

    /// - Returns: the plan, also one with faults if more can be found by evaluating it; `nil` otherwise.
    mutating func plan(name: String) -> TaskPlan<Scalar>? {
        guard let lossName = task.loss else { return nil }
        guard let type = LossCatalogue.find(lossName) else {
            let place = place
            faults.add(RequestFault(.unknownLoss, at: place.appending("loss"), UnknownName.loss(lossName)))
            return nil
        }
        preset = appliedPreset(of: type)
        var tensors = inputs(of: type)
        let values = optionValues(type, &tensors)
        let reduction = self.reduction(of: type.entry)
        checkDenominator(reduction)
        addLengths(of: type, &tensors, values)
        let answered = self.gradients(of: type.entry, tensors)
        // A strategy may balance gradients that are not answered.
        var gradients = answered
        if balancesShared {
            for (name, tensor) in tensors where tensor.sharedName != nil && type.isPrediction(name) {
                if !gradients.contains(name) { gradients.append(name) }
            }
        }
        let mask = placed(task.mask, "mask", rows: rows)
        let sampleWeight = placed(task.sampleWeight, "sample_weight", rows: rows)
        let gradOutput = placed(task.gradOutput, "grad_output", rows: rows)
        guard !isBlocked else { return nil }
        let problem = Problem(
            tensors: tensors.mapValues { $0.tensor }, reduction: reduction, mask: mask?.tensor,
            sampleWeight: sampleWeight?.tensor, gradOutput: gradOutput?.tensor, gradients: gradients,
            denominator: task.denominator,
            // A strategy's part of the weight is known once the losses are.
            upstream: multipliesByWeight ? task.weight : 1, isSafe: task.isSafe)
        return TaskPlan(
            name: name, weight: task.weight, type: type, loss: type.loss(values, isSafe: task.isSafe), problem: problem,
            tensors: tensors, mask: mask, index: index, answeredGradients: answered, preset: preset,
            hasOwnGradients: task.gradients != nil, overflows: overflows)
    }

    /// What is divided by nothing has no denominator.
    private mutating func checkDenominator(_ reduction: Reduction) {
        guard task.denominator != nil, !reduction.divides else { return }
        let place = place
        fail(
            LossFaultCode.optionConflict.rawValue, place.appending("denominator"),
            "denominator goes with means; the reduction \(reduction.rawValue) divides by nothing")
    }

    /// Reports what a loss would, or a reader of tensors.
    private mutating func fail(_ code: String, _ place: JSONPointer, _ detail: String) {
        faults.add(RequestFault(code: code, at: .pointer(place), detail))
        isBlocked = true
    }

    private mutating func fail(
        _ code: FaultCode, _ place: @autoclosure () -> JSONPointer, _ detail: @autoclosure () -> String
    ) {
        faults.add(code, at: place(), detail())
        // What is only superfluous, or only answered, does not keep the rest from being checked.
        let isHarmless = [.unknownField, .unknownOption, .unknownGradient, .notDifferentiable].contains(code)
        isBlocked = isBlocked || !isHarmless
    }
}

// Tensors.
extension TaskPlanner {
    /// The tensors next to `loss`.
    private mutating func inputs(of type: LossType) -> NamedList<PlacedTensor<Scalar>> {
        let entry = type.entry
        var tensors: NamedList<PlacedTensor<Scalar>> = [:]
        tensors.reserveCapacity(task.inputs.count)
        for (name, reading) in task.inputs {
            guard entry.inputs.contains(where: { $0.place == .task && $0.isNamed(name) }) else {
                failUnknown(name, type)
                continue
            }
            tensors[name] = placed(
                reading, name, isRagged: entry.inputs.contains { $0.isNamed(name) && $0.lengths != nil })
        }
        for input in entry.inputs where input.isRequired && !task.inputs.contains(where: { input.isNamed($0.name) }) {
            let place = place
            if task.nulls.contains(where: input.isNamed) {
                fail(.wrongType, place.appending(input.name), "\(entry.name) needs \(input.name), found null")
            } else {
                fail(.missingField, place, "\(input.name) is missing: \(entry.name) needs it")
            }
        }
        return tensors
    }

    private mutating func failUnknown(_ name: String, _ type: LossType) {
        let entry = type.entry
        let optionNames = Self.optionNames(of: type)
        let place = place
        let inputs = entry.inputs.filter { $0.place == .task }.map(\.name)
        guard !optionNames.contains(name) else {
            return fail(
                .unknownField, place.appending(name),
                "\(name) is an option: write it in \"options\": {\"\(name)\": ...}")
        }
        fail(
            .unknownField, place.appending(name),
            "\(entry.name) reads \(inputs.joined(separator: ", ")); a task also has "
                + "\(TaskReader<Scalar>.fields.joined(separator: ", "))\(Self.suggestion(name, type, inputs))")
    }

    /// The field, or the option, that an unknown field may mean.
    private static func suggestion(_ name: String, _ type: LossType, _ inputs: [String]) -> String {
        let field = Suggestion.nearest(
            name, among: inputs + TaskReader<Scalar>.fields, synonyms: CommonNames.inputs(of: type.entry))
        // A name for a tensor is no option that begins alike.
        let isTensor = field.map(inputs.contains) ?? false
        let option = isTensor ? nil : nearestOption(name, type).map { "options.\($0)" }
        let meant = [field, option].compactMap(\.self)
        return meant.isEmpty ? "" : "; did you mean \(meant.joined(separator: " or "))?"
    }

    private static func nearestOption(_ name: String, _ type: LossType) -> String? {
        let names = optionNames(of: type)
        // What an option is called elsewhere helps where the loss has that option.
        return Suggestion.nearest(
            name, among: names, synonyms: CommonNames.options.filter { names.contains($0.value) })
    }

    /// The tensor in a field of the task, or the shared one that the field names.
    private mutating func placed(
        _ reading: TensorReading<Scalar>?, _ name: String, isRagged: Bool = false
    ) -> PlacedTensor<Scalar>? {
        guard let reading else { return nil }
        return placed(reading, at: .field(task: index, name: name), isRagged: isRagged)
    }

    /// A tensor that has a number for each token where others have rows of different lengths.
    private mutating func placed(
        _ reading: TensorReading<Scalar>?, _ name: String, rows: [Int]?
    ) -> PlacedTensor<Scalar>? {
        guard let tensor = placed(reading, name, isRagged: rows != nil) else { return nil }
        if let own = tensor.rows, own != rows { failRows(name, own, rows ?? []) }
        return tensor
    }

    private mutating func failRows(_ name: String, _ rows: [Int], _ others: [Int]) {
        let place = place
        let row =
            zip(rows, others).enumerated().first { $0.element.0 != $0.element.1 }?.offset
            ?? min(rows.count, others.count)
        fail(
            LossFaultCode.shapeMismatch.rawValue, place.appending(name),
            row < rows.count && row < others.count
                ? "sequence \(row) of \(name) has \(rows[row]) tokens, and that of the tensors before it \(others[row])"
                : "\(name) has \(rows.count) sequences, and the tensors before it \(others.count)")
    }

    /// The option that says whether log-probabilities are those of tokens.
    private static var levelOption: String { "log_prob_level" }

    /// Adds the lengths of the sequences that were given as lists of different lengths.
    private mutating func addLengths(
        of type: LossType, _ tensors: inout NamedList<PlacedTensor<Scalar>>, _ options: [String: OptionValue]
    ) {
        var found: NamedList<[Int]> = [:]
        let inputs = type.entry.inputs.filter { $0.lengths != nil }
        if type.options.contains(where: { $0.name == Self.levelOption }),
            options[Self.levelOption] != .choice("token"),
            let input = inputs.first(where: { tensors[$0.name]?.rows != nil })
        {
            let place = place
            return fail(
                LossFaultCode.shapeMismatch.rawValue, place.appending(input.name),
                "lists of different lengths are the log-probabilities of tokens, and \(input.name) has sums over them; give "
                    + "the option log_prob_level token")
        }
        for input in inputs {
            guard let name = input.lengths, let own = tensors[input.name]?.rows else { continue }
            if let others = found[name] {
                if others != own { failRows(input.name, own, others) }
            } else {
                found[name] = own
            }
        }
        for (name, lengths) in found {
            let place = place
            guard !task.inputs.contains(where: { $0.name == name }) else {
                fail(
                    TensorFaultCode.conflictingFields.rawValue, place.appending(name),
                    "lists of different lengths say how long sequences are: leave \(name) out")
                continue
            }
            // A tensor of one shape among them has rows of one length.
            for input in inputs where input.lengths == name && tensors[input.name]?.rows == nil {
                guard let tensor = tensors[input.name]?.tensor, tensor.shape.count == 2 else { continue }
                failRows(input.name, [Int](repeating: tensor.shape[1], count: tensor.shape[0]), lengths)
            }
            tensors[name] = PlacedTensor(lengths: lengths, at: .field(task: index, name: name))
        }
        rows = found["lengths"]
    }

    private mutating func placed(
        _ reading: TensorReading<Scalar>, at place: TensorPlace, isRagged: Bool = false
    ) -> PlacedTensor<Scalar>? {
        switch isRagged ? reading : reading.rectangular {
        case .tensor(let tensor): return noted(PlacedTensor(tensor, at: place))
        case .ragged(let tensor, let rows): return noted(PlacedTensor(tensor, at: place, rows: rows.lengths))
        case .fault(let fault):
            isBlocked = true
            faults.add(RequestFault(fault, of: place.pointer))
            return nil
        case .reference(let name): return shared(name, namedAt: place, isRagged: isRagged)
        }
    }

    private mutating func shared(_ name: String, namedAt place: TensorPlace, isRagged: Bool) -> PlacedTensor<Scalar>? {
        // A shared tensor that is faulty itself is reported once, where it is.
        let reading = sharedTensors[ExactString(name)]
        if case .ragged(let tensor, let rows)? = reading {
            if isRagged { return noted(PlacedTensor(tensor, at: .shared(name: name), rows: rows.lengths)) }
            isBlocked = true
            faults.add(RequestFault(rows.fault, of: TensorPlace.shared(name: name).pointer))
            return nil
        }
        guard case .tensor(let tensor)? = reading else {
            isBlocked = true
            if reading == nil {
                let names = sharedTensors.keys
                fail(.unknownTensor, place.pointer, Self.unknownTensor(name, names))
            }
            return nil
        }
        return noted(PlacedTensor(tensor, at: .shared(name: name)))
    }

    private static func unknownTensor(
        _ name: String, _ known: Dictionary<ExactString, TensorReading<Scalar>>.Keys
    ) -> String {
        if let word = NonFinite.meant(by: name) {
            return "\(name.quoted) is the name of no tensor; did you mean the number \"\(word)\"?"
        }
        // Comparing names takes time, which a request could ask for in each of its tasks.
        let suggestion = known.count > 16 ? "" : Suggestion.text(name, among: known.map(\.text).sorted())
        return "a string refers to one of tensors, and there is no \(name.quoted)\(suggestion)"
    }

    /// Notes a number that is too large.
    private mutating func noted(_ tensor: PlacedTensor<Scalar>) -> PlacedTensor<Scalar> {
        if let overflow = tensor.overflow, case .pointer(let pointer) = tensor.place(of: overflow) {
            overflows.append(pointer)
        }
        return tensor
    }
}

// Options.
extension TaskPlanner {
    /// Sets the options of a preset that the task does not set itself, and returns which those are.
    private mutating func appliedPreset(of type: LossType) -> AppliedPreset? {
        guard let name = task.preset else { return nil }
        let place = place
        guard let preset = Preset.find(name), preset.loss == type.entry.name else {
            let own = Preset.all.filter { $0.loss == type.entry.name }.map(\.name)
            fail(
                .invalidValue, place.appending("preset"),
                Preset.find(name).map { "the preset \(name) is one of \($0.loss), not of \(type.entry.name)" }
                    ?? (own.isEmpty
                        ? "\(type.entry.name) has no presets"
                        : "\(name.quoted) is not one of \(own.joined(separator: ", "))\(Suggestion.text(name, among: own))")
            )
            return nil
        }
        let options = preset.options.filter { option in !task.options.contains { $0.name == option.name } }
        for (name, value) in options { task.options.append((name, RawOption(value))) }
        return AppliedPreset(name: name, options: options)
    }

    /// The values of the options that are not tensors; those that are join `tensors`.
    private mutating func optionValues(
        _ type: LossType, _ tensors: inout NamedList<PlacedTensor<Scalar>>
    ) -> [String: OptionValue] {
        guard !task.options.isEmpty else { return [:] }
        var values: [String: OptionValue] = [:]
        let tensorOptions = type.entry.inputs.filter { $0.place == .options }.map(\.name)
        for (name, raw) in task.options where name != "reduction" {
            if tensorOptions.contains(name) {
                tensors[name] = tensorOption(name, raw)
            } else if let option = type.options.first(where: { $0.name == name }) {
                values[name] = value(of: option, raw)
            } else {
                failUnknownOption(name, type)
            }
        }
        checkRequiredInputs(type, values)
        return values
    }

    /// Reports options that have no effect, since they are about an optional input that is not given: each input once
    /// for a preset, and once for each option that the task sets itself.
    private mutating func checkRequiredInputs(_ type: LossType, _ values: [String: OptionValue]) {
        var reported: [(place: JSONPointer, input: String)] = []
        for option in type.options {
            guard let name = option.requires, let value = values[option.name], value != option.default,
                let input = type.entry.inputs.first(where: { $0.name == name }),
                !task.inputs.contains(where: { input.isNamed($0.name) })
            else { continue }
            let place = place.option(option.name, preset)
            guard !reported.contains(where: { $0 == (place, name) }) else { continue }
            reported.append((place, name))
            fail(LossFaultCode.missing.rawValue, place, LossFault.requirement(name, of: option.name))
        }
    }

    private static func optionNames(of type: LossType) -> [String] {
        ["reduction"] + type.entry.inputs.filter { $0.place == .options }.map(\.name) + type.options.map(\.name)
    }

    private mutating func failUnknownOption(_ name: String, _ type: LossType) {
        let place = self.place.appending(["options", name])
        let isField = TaskReader<Scalar>.fields.contains(name)
        guard !isField, !type.entry.inputs.contains(where: { $0.isNamed(name) }) else {
            return fail(.unknownOption, place, "\(name) is a field of the task: write it beside \"options\"")
        }
        let names = Self.optionNames(of: type)
        let suggestion = Self.nearestOption(name, type).map { "; did you mean \($0)?" } ?? ""
        fail(
            .unknownOption, place, "\(type.entry.name) has the options \(names.joined(separator: ", "))\(suggestion)")
    }

    private mutating func tensorOption(_ name: String, _ raw: RawOption<Scalar>) -> PlacedTensor<Scalar>? {
        let place = TensorPlace.option(task: index, name: name)
        switch raw {
        case .tensor(let reading): return placed(reading, at: place)
        case .text(let text): return placed(TensorReading(text: text), at: place)
        case .number(_, _, let scalar): return placed(.tensor(ParsedTensor(digits: scalar)), at: place)
        case .boolean:
            fail(.wrongType, place.pointer, "expected a tensor, found a Boolean")
            return nil
        }
    }

    private mutating func value(of option: OptionDescription, _ raw: RawOption<Scalar>) -> OptionValue? {
        var check = OptionCheck(place.appending(["options", option.name]))
        if case .number(let number, _, _) = raw, number.isInfinite {
            overflows.append(place.appending(["options", option.name]))
        }
        let value = check.value(of: option, raw.value)
        isBlocked = isBlocked || !check.faults.isEmpty
        faults.add(check.faults)
        return value
    }

    private mutating func reduction(of entry: Entry) -> Reduction {
        let fallback = entry.reductions.first.flatMap { Reduction(name: $0) } ?? .mean
        guard let raw = task.options.first(where: { $0.name == "reduction" })?.value else { return fallback }
        let place = self.place.appending(["options", "reduction"])
        guard case .text(let text) = raw else {
            fail(.wrongType, place, "expected one of \(entry.reductions.joined(separator: ", ")), found \(raw.kind)")
            return fallback
        }
        guard entry.reductions.contains(text), let reduction = Reduction(name: text) else {
            let suggestion =
                text == "elementwise_mean"
                ? "; torch renamed elementwise_mean to mean"
                : Suggestion.text(text, among: entry.reductions, synonyms: CommonNames.reductions)
            fail(
                .invalidValue, place,
                "\(text.quoted) is not one of \(entry.reductions.joined(separator: ", "))\(suggestion)")
            return fallback
        }
        return reduction
    }
}

// Gradients.
extension TaskPlanner {
    /// The task's own choice overrides the request's.
    private var gradientsPlace: JSONPointer {
        (task.gradients == nil ? JSONPointer.root : place).appending("gradients")
    }

    private mutating func gradients(
        of entry: Entry, _ tensors: NamedList<PlacedTensor<Scalar>>
    ) -> [String] {
        switch task.gradients ?? requestGradients {
        case .none: return []
        case .predictions:
            var names: [String] = []
            for name in tensors.keys
            where entry.inputs.contains(where: { $0.gradient == .byDefault && $0.isNamed(name) }) {
                names.append(name)
            }
            return names
        case .named(let names):
            var checked: [String] = []
            for (index, name) in names.enumerated()
            where checkGradient(name, at: index, entry, tensors) && !checked.contains(name) {
                checked.append(name)
            }
            return checked
        }
    }

    /// Whether the loss has that gradient, in this task.
    private mutating func checkGradient(
        _ name: String, at index: Int, _ entry: Entry, _ tensors: NamedList<PlacedTensor<Scalar>>
    ) -> Bool {
        let gradientsPlace = gradientsPlace
        var place: JSONPointer { gradientsPlace.appending(index) }
        var differentiable: String {
            entry.inputs.filter { $0.gradient != .never }.map(\.name).joined(separator: ", ")
        }
        guard let input = entry.inputs.first(where: { $0.isNamed(name) }) else {
            fail(
                .unknownGradient, place,
                "\(entry.name) reads no \(name.quoted); it has gradients of \(differentiable)"
                    + Suggestion.text(
                        name, among: entry.inputs.map(\.name), synonyms: CommonNames.inputs(of: entry)))
            return false
        }
        guard input.gradient != .never else {
            fail(
                .notDifferentiable, place, "\(entry.name) has no gradient of \(name); it has those of \(differentiable)"
            )
            return false
        }
        // What is needed and missing was reported where it is missing.
        let isNeeded = input.isRequired && !input.isFamily
        guard isNeeded || tensors[name] != nil else {
            let field = input.place == .options ? "options.\(name)" : name
            fail(.missingField, place, "\(field) is missing, so it has no gradient")
            return false
        }
        return true
    }
}
