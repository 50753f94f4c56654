// The samples of an adaptive softmax: a head over frequent classes and clusters, and a tail for each cluster.

import Catalogue
import RealModule

/// A batch of features with their classes, and the matrices of the softmax.
struct AdaptiveSoftmaxProblem<Scalar: LossScalar>: ItemProblem {
    /// The two maps of a cluster: to fewer features, and from them to its classes.
    private struct Tail {
        var projection: LinearMap<Scalar>
        var scores: LinearMap<Scalar>
    }

    private let problem: Problem<Scalar>
    private let input: Tensor<Scalar>
    private let target: Tensor<Scalar>
    private let bias: Tensor<Scalar>?
    /// The first class of each cluster; the end of the last one.
    private var bounds: [Int]
    private var head: LinearMap<Scalar>
    private var tails: [Tail] = []
    private var biasGradient: [Double]
    private var inputGradient: [Scalar] = []
    private let width: Int
    let itemShape: [Int]

    init(_ loss: AdaptiveLogSoftmaxWithLoss, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.problem = problem
        input = try problem.tensor("input")
        target = try problem.tensor("target")
        guard input.shape.count == 1 || input.shape.count == 2, target.shape == Array(input.shape.dropLast()) else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("target"),
                "input of shape \(input.shape) and target of shape \(target.shape); (F) needs (), and (N, F) needs (N)")
        }
        width = input.shape[input.shape.count - 1]
        itemShape = target.shape
        bounds = loss.cutoffs
        try Self.check(loss.cutoffs)
        let rows = bounds[0] + bounds.count
        head = try Self.map("head.weight", problem, rows, width)
        bias = problem.tensors["head.bias"]
        guard bias == nil || bias?.shape == [rows] else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("head.bias"),
                "head.bias has shape \(bias?.shape ?? []); \(bounds[0]) classes and \(bounds.count) clusters need "
                    + "[\(rows)]")
        }
        biasGradient = [Double](repeating: 0, count: bias?.values.count ?? 0)
        for cluster in loss.cutoffs.indices { tails.append(try Self.tail(cluster, loss, problem, width)) }
        bounds.append(bounds[bounds.count - 1] + tails[tails.count - 1].scores.rows)
        let known = tails.indices.flatMap { ["tail.\($0).0.weight", "tail.\($0).1.weight"] }
        for name in problem.tensors.keys.sorted() where name.hasPrefix("tail.") && !known.contains(name) {
            throw LossFaults(
                .shapeMismatch, at: .tensor(name), "\(name) has no cluster: there are \(tails.count) cutoffs")
        }
    }

    /// The two maps of a cluster, whose shapes follow from the options.
    private static func tail(
        _ cluster: Int, _ loss: AdaptiveLogSoftmaxWithLoss, _ problem: Problem<Scalar>, _ width: Int
    ) throws(LossFaults) -> Tail {
        let quotient = (Double(width) / Double.pow(loss.divValue, cluster + 1)).rounded(.down)
        guard let hidden = Int(exactly: quotient) else {
            throw LossFaults(.optionConflict, at: .option("div_value"), "\(quotient) features are too many")
        }
        let projection = try map("tail.\(cluster).0.weight", problem, hidden, width)
        let size = cluster + 1 < loss.cutoffs.count ? loss.cutoffs[cluster + 1] - loss.cutoffs[cluster] : nil
        let scores = try map("tail.\(cluster).1.weight", problem, size, hidden)
        guard scores.rows > 0 else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("tail.\(cluster).1.weight"),
                "cluster \(cluster) has no classes; the last of cutoffs is less than their number")
        }
        return Tail(projection: projection, scores: scores)
    }

    private static func check(_ cutoffs: [Int]) throws(LossFaults) {
        guard !cutoffs.isEmpty else {
            throw LossFaults(.missing, at: .option("cutoffs"), "this loss needs cutoffs, at least one")
        }
        let isRising = zip(cutoffs, cutoffs.dropFirst()).allSatisfy { $0 < $1 }
        guard isRising, cutoffs[0] > 0, cutoffs[cutoffs.count - 1] <= 1 << 24 else {
            throw LossFaults(
                .optionConflict, at: .option("cutoffs"), "cutoffs must rise, from 1 or more to 2^24 or less")
        }
    }

    /// The map whose weights are the tensor of that name; any number of rows will do if `rows` is `nil`.
    private static func map(
        _ name: String, _ problem: Problem<Scalar>, _ rows: Int?, _ columns: Int
    ) throws(LossFaults) -> LinearMap<Scalar> {
        let tensor = try problem.tensor(name)
        guard tensor.shape.count == 2, rows == nil || tensor.shape[0] == rows, tensor.shape[1] == columns else {
            throw LossFaults(
                .shapeMismatch, at: .tensor(name),
                "\(name) has shape \(tensor.shape); input, cutoffs and div_value need "
                    + "[\(rows.map(String.init) ?? "any"), \(columns)]")
        }
        return LinearMap(tensor, wantsGradient: problem.gradients.contains(name))
    }

    mutating func begin(_ items: ItemWeights<Scalar>) throws(LossFaults) {
        var faults: [LossFault] = []
        let end = bounds[bounds.count - 1]
        for item in target.values.indices where !items.leavesOut(item) && faults.count < LossFaults.limit {
            if target.whole(item).map((0..<end).contains) != true {
                faults.append(.notAClass(target, "target", item, "0..<\(end)"))
            }
        }
        try LossFaults.throwing(faults)
        if problem.gradients.contains("input") {
            inputGradient = [Scalar](repeating: 0, count: input.values.count)
        }
    }

    mutating func evaluate(_ item: Int, scale: Double?) -> Double {
        let target = target.values[item].whole ?? 0
        let features = input.values[(item * width)..<((item + 1) * width)].map { Double($0) }
        let cluster = bounds.dropLast().lastIndex { $0 <= target }
        var scores = head(features)
        if let bias { for index in scores.indices { scores[index] += Double(bias.values[index]) } }
        var (cost, slopes) = Self.crossEntropy(scores, cluster.map { bounds[0] + $0 } ?? target, scale ?? 0)
        if !biasGradient.isEmpty { for index in slopes.indices { biasGradient[index] += slopes[index] } }
        var gradient = problem.gradients.isEmpty ? [] : head.backward(slopes, features)
        if let cluster {
            let hidden = tails[cluster].projection(features)
            let local = target - bounds[cluster]
            let (localCost, slopes) = Self.crossEntropy(tails[cluster].scores(hidden), local, scale ?? 0)
            cost += localCost
            if !problem.gradients.isEmpty {
                let hiddenSlopes = tails[cluster].scores.backward(slopes, hidden)
                for (index, slope) in tails[cluster].projection.backward(hiddenSlopes, features).enumerated() {
                    gradient[index] += slope
                }
            }
        }
        if !inputGradient.isEmpty {
            for index in gradient.indices { inputGradient[item * width + index] = Scalar(gradient[index]) }
        }
        return cost
    }

    /// The negative log-softmax of one of the scores, and `scale` times its derivatives.
    private static func crossEntropy(_ scores: [Double], _ index: Int, _ scale: Double) -> (Double, [Double]) {
        let softmax = LogSumExp(scores)
        var slopes = scores.map { softmax.probability($0) * scale }
        slopes[index] -= scale
        return (softmax.cost(scores[index]), slopes)
    }

    func gradients() -> NamedList<Tensor<Scalar>> {
        var gradients: NamedList<Tensor<Scalar>> = [:]
        if problem.gradients.contains("input") {
            gradients["input"] = Tensor(shape: input.shape, values: inputGradient)
        }
        gradients["head.weight"] = head.weightGradient
        if let bias, problem.gradients.contains("head.bias") {
            gradients["head.bias"] = Tensor(shape: bias.shape, values: biasGradient.map { Scalar($0) })
        }
        for (cluster, tail) in tails.enumerated() {
            gradients["tail.\(cluster).0.weight"] = tail.projection.weightGradient
            gradients["tail.\(cluster).1.weight"] = tail.scores.weightGradient
        }
        return gradients
    }
}
