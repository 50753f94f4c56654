// Checks a request to /v1/weights, and makes of it what a strategy is asked.

import Balancing
import Catalogue
import Contract
import Exchange
import PackedTensors
import TensorJSON

/// Makes the plan of one request, or finds everything that is wrong with it.
struct WeightsPlanner {
    private let request: WeightsRequest
    private let limits: ServiceLimits
    private(set) var faults: FaultList

    init(_ request: WeightsRequest, _ limits: ServiceLimits, _ faults: FaultList) {
        self.request = request
        self.limits = limits
        self.faults = faults
    }

    /// `nil` with what is wrong in `faults`.
    mutating func plan() -> WeightsPlan? {
        let tasks = request.tasks
        let balancer = request.settings.balancer(at: .root, tasks: tasks, &faults)
        checkSources()
        var problem = request.settings.step(of: tasks)
        problem.losses = losses(request.losses, "losses")
        problem.lossesAfter = losses(request.lossesAfter, "losses_after")
        problem.inactive = inactive()
        let gramian = tensor(request.gramian, "gramian")
        problem.gramian = gramian.flatMap { self.gramian($0) }
        problem.tolerance = request.tolerance
        let gradientNorms = tensor(request.gradientNorms, "gradient_norms")
        problem.gradientNorms = gradientNorms.flatMap { norms($0) }
        let jacobian = tensor(request.jacobian, "jacobian").flatMap { checkedJacobian($0) }
        if let balancer { checkNeeds(balancer, problem) }
        guard let balancer, faults.isEmpty else { return nil }
        let cost = cost(balancer, problem, jacobian)
        checkLimits(cost)
        guard faults.isEmpty else { return nil }
        return WeightsPlan(
            balancer: balancer, problem: problem, jacobian: jacobian,
            forms: forms(gramian, gradientNorms), form: request.tensorFormat, answerForm: request.answerForm, cost: cost
        )
    }

    /// Checks what can be checked without the numbers: inputs, seed, state.
    private mutating func checkNeeds(_ balancer: Balancer, _ problem: BalancingRequest) {
        var known: [Need] = request.losses == nil ? [] : [.losses]
        let hasGradients = request.gramian != nil || request.jacobian != nil
        if hasGradients { known.append(.gramian) }
        if hasGradients || request.gradientNorms != nil { known.append(.gradientNorms) }
        do throws(BalancingFault) {
            try balancer.check(problem, known: known)
        } catch {
            faults.add(
                RequestFault(error, at: .pointer(error.place.pointer(below: .root))))
        }
    }

    private func cost(_ balancer: Balancer, _ problem: BalancingRequest, _ jacobian: ParsedTensor<Double>?) -> Cost {
        let hasGramian = problem.gramian != nil || jacobian != nil
        var cost = WeightingCost.of(
            request.tasks, balancer.type, hasGramian: hasGramian, wantsDiagnostics: problem.wantsDiagnostics)
        if request.answerForm == .safetensors {
            // In the metadata each backslash of the JSON gets another one; the weights are a tensor too.
            cost.answerBytes = Saturating.sum(Saturating.product(cost.answerBytes, 2), 1024 + 8 * request.tasks.count)
        }
        guard let jacobian else { return cost }
        let count = jacobian.values.count
        let width = Array(jacobian.shape.dropFirst())
        cost.workingBytes += 8 * (count + 2 * count / max(request.tasks.count, 1))
        cost.answerBytes = Saturating.sum(
            cost.answerBytes, request.tensorFormat.maximumBytes(width, as: Double.self))
        // A product of two rows takes about an eighth of an element for each number.
        cost.work += count * request.tasks.count / 8
        return cost
    }

    private mutating func checkLimits(_ cost: Cost) {
        if cost.answerBytes > limits.answerBytes {
            faults.add(
                .answerTooLarge, at: .root,
                "the answer can have \(cost.answerBytes) bytes, and \(limits.answerBytes) are allowed: leave out "
                    + "\"diagnostics\", shorten the names of tasks, or choose \"tensor_format\": \"base64\"")
        } else if cost.bytes > limits.workingBytes {
            faults.add(
                .tooMuchMemory, at: .root,
                "the request can take \(cost.bytes) bytes of memory, and \(limits.workingBytes) are allowed for all "
                    + "requests together: send the Gramian instead of the Jacobian")
        }
    }

    private mutating func checkSources() {
        let given = [
            ("gramian", request.gramian), ("gradient_norms", request.gradientNorms), ("jacobian", request.jacobian),
        ].filter { $0.1 != nil }.map(\.0)
        guard given.count > 1 else { return }
        faults.add(
            .invalidValue, at: JSONPointer.root.appending(given[1]),
            "give only one of gramian, gradient_norms and jacobian; found \(given.joined(separator: " and "))")
    }

    private mutating func losses(_ numbers: [String: Double?]?, _ field: String) -> [Double?]? {
        numbers.map {
            LossesByTask.inOrder(
                $0, of: request.tasks, inactive: request.inactive, at: JSONPointer.root.appending(field), &faults)
        }
    }

    private mutating func inactive() -> Set<String> {
        for (index, name) in request.inactive.enumerated() where !request.tasks.contains(name) {
            let place = JSONPointer.root.appending(["inactive", String(index)])
            faults.add(
                .unknownTask, at: place,
                "there is no task named \(name.quoted)\(Suggestion.text(name, among: request.tasks))")
        }
        return Set(request.inactive)
    }

    private mutating func tensor(_ reading: TensorReading<Double>?, _ field: String) -> ParsedTensor<Double>? {
        let place = JSONPointer.root.appending(field)
        switch named(reading)?.rectangular {
        case nil, .ragged: return nil
        case .tensor(let tensor): return tensor
        case .fault(let fault):
            faults.add(RequestFault(fault, of: place))
            return nil
        case .reference where request.packed == nil:
            faults.add(.wrongType, at: place, "expected a tensor, found a string")
            return nil
        case .reference(let name):
            let names = request.packed?.entries.map(\.name) ?? []
            let suggestion = names.count > 16 ? "" : Suggestion.text(name, among: names)
            faults.add(.unknownTensor, at: place, "the file has no tensor \(name.quoted)\(suggestion)")
            return nil
        }
    }

    /// What the name of a tensor next to the JSON stands for.
    private func named(_ reading: TensorReading<Double>?) -> TensorReading<Double>? {
        guard case .reference(let name)? = reading, let packed = request.packed,
            let entry = packed.entries.first(where: { ExactString($0.name) == ExactString(name) })
        else { return reading }
        return packed.reading(entry, as: Double.self)
    }

    /// Rows, or the lower triangle row after row.
    private mutating func gramian(_ tensor: ParsedTensor<Double>) -> Matrix? {
        let size = request.tasks.count
        if tensor.shape == [size, size] { return Matrix(size: size, numbers: tensor.values) }
        if tensor.shape == [size * (size + 1) / 2] {
            return Matrix(size: size) { row, column in
                let (high, low) = (max(row, column), min(row, column))
                return tensor.values[high * (high + 1) / 2 + low]
            }
        }
        faults.add(
            .invalidValue, at: JSONPointer.root.appending("gramian"),
            "expected \(size) x \(size) numbers, or the \(size * (size + 1) / 2) of the lower triangle, for \(size) tasks; "
                + "found the shape \(tensor.shape)")
        return nil
    }

    private func forms(_ gramian: ParsedTensor<Double>?, _ norms: ParsedTensor<Double>?) -> WeightsPlan.Forms {
        var forms = WeightsPlan.Forms()
        if let gramian { (forms.gramian, forms.isTriangle) = (gramian.form, gramian.shape.count == 1) }
        if let norms { forms.norms = norms.form }
        return forms
    }

    private mutating func norms(_ tensor: ParsedTensor<Double>) -> [Double]? {
        guard tensor.shape == [request.tasks.count] else {
            faults.add(
                .invalidValue, at: JSONPointer.root.appending("gradient_norms"),
                "expected \(request.tasks.count) numbers, one for each task; found the shape \(tensor.shape)")
            return nil
        }
        return tensor.values
    }

    private mutating func checkedJacobian(_ tensor: ParsedTensor<Double>) -> ParsedTensor<Double>? {
        let place = JSONPointer.root.appending("jacobian")
        guard tensor.shape.count > 1, tensor.shape[0] == request.tasks.count else {
            faults.add(
                .invalidValue, at: place,
                "expected a row for each of \(request.tasks.count) tasks; found the shape \(tensor.shape)")
            return nil
        }
        let width = tensor.values.count / max(request.tasks.count, 1)
        // Nothing is asked of a task that takes no part.
        let rows = request.tasks.indices.filter { !request.inactive.contains(request.tasks[$0]) }
        let elements = rows.lazy.flatMap { $0 * width..<($0 + 1) * width }
        if let index = elements.first(where: { !tensor.values[$0].isFinite }) {
            faults.add(
                RequestFault(
                    code: FaultCode.outOfRange.rawValue,
                    at: RequestFault.Place(of: index, in: place, tensor.form, shape: tensor.shape),
                    "expected a finite number, found \(tensor.values[index])"))
            return nil
        }
        return tensor
    }
}
