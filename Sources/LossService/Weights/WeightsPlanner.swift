// Checks a request to /v1/weights, and makes of it what a strategy is asked.

import Balancing
import TensorJSON

/// A request that was checked: what to weigh, by what.
struct WeightsPlan {
    let balancer: Balancer
    var problem: BalancingRequest
    let jacobian: ParsedTensor<Double>?
    /// Where a number of the Gramian stands.
    let gramianForm: (isPacked: Bool, form: TensorForm)
}

/// Makes the plan of one request, or finds all that stands in its way.
struct WeightsPlanner {
    private let request: WeightsRequest
    private(set) var faults = FaultList()

    init(_ request: WeightsRequest) {
        self.request = request
    }

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
        problem.gradientNorms = tensor(request.gradientNorms, "gradient_norms").flatMap { norms($0) }
        let jacobian = tensor(request.jacobian, "jacobian").flatMap { checkedJacobian($0) }
        guard let balancer, faults.isEmpty else { return nil }
        return WeightsPlan(
            balancer: balancer, problem: problem, jacobian: jacobian,
            gramianForm: (gramian?.shape.count == 1, gramian?.form ?? .nested))
    }

    private mutating func checkSources() {
        let given = [
            ("gramian", request.gramian), ("gradient_norms", request.gradientNorms), ("jacobian", request.jacobian),
        ].filter { $0.1 != nil }.map(\.0)
        guard given.count > 1 else { return }
        faults.add(
            .invalidValue, at: JSONPointer.root.appending(given[1]),
            "gradients are told of once: \(given.joined(separator: " and ")) are given")
    }

    /// The losses in the order of the tasks.
    private mutating func losses(_ numbers: [String: Double?]?, _ field: String) -> [Double?]? {
        guard let numbers else { return nil }
        let place = JSONPointer.root.appending(field)
        for name in Set(numbers.keys).subtracting(request.tasks).sorted() {
            faults.add(.unknownTask, at: place.appending(name), "no task is called \(name.quoted)")
        }
        return request.tasks.map { task in
            guard let loss = numbers[task] else {
                faults.add(
                    .missingField, at: place,
                    "there is no loss of \(task.quoted); null is for a task that takes no part")
                return nil
            }
            return loss
        }
    }

    private mutating func inactive() -> Set<String> {
        for (index, name) in request.inactive.enumerated() where !request.tasks.contains(name) {
            let place = JSONPointer.root.appending(["inactive", String(index)])
            faults.add(.unknownTask, at: place, "no task is called \(name.quoted)")
        }
        return Set(request.inactive)
    }

    private mutating func tensor(_ reading: TensorReading<Double>?, _ field: String) -> ParsedTensor<Double>? {
        let place = JSONPointer.root.appending(field)
        switch reading {
        case nil: return nil
        case .tensor(let tensor): return tensor
        case .fault(let fault):
            faults.add(RequestFault(fault, of: place))
            return nil
        case .reference:
            faults.add(.wrongType, at: place, "expected a tensor, found a string")
            return nil
        }
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
        if let index = tensor.values.firstIndex(where: { !$0.isFinite }) {
            faults.add(
                .outOfRange, at: place.appending(tensor.form.path(to: index, in: tensor.shape)),
                "expected a finite number, found \(tensor.values[index])")
            return nil
        }
        return tensor
    }
}
