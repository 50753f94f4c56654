// The regions of each class: how much of them is predicted, shown, and both.

import Catalogue
import RealModule

/// The classes of a batch, or of each of its examples.
struct RegionProblem<Method: RegionLoss, Scalar: LossScalar>: ItemProblem {
    private let loss: Method
    private let settings: RegionSettings
    private let wantsGradient: Bool
    private let isSafe: Bool
    private let layout: RegionLayout
    private let input: Tensor<Scalar>
    private let target: Tensor<Scalar>
    private let classWeights: [Double]?
    let itemShape: [Int]
    /// The probabilities and targets, at the places of the input.
    private var probabilities: [Double] = []
    private var targets = RegionTargets()
    private var regions: [Region] = []
    /// The derivatives by each probability.
    private var slopes: [Double] = []

    static var emptyMeanIsZero: Bool { true }
    var powerOfMean: Double { loss.powerOfMean }

    init(_ loss: Method, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        settings = loss.settings
        wantsGradient = problem.gradients.contains("input")
        isSafe = problem.isSafe
        input = try problem.tensor("input")
        target = try problem.tensor("target")
        let layout = try RegionLayout(input.shape, target.shape, settings.mode)
        self.layout = layout
        let weights = problem.tensors["class_weights"]
        guard weights == nil || weights?.shape == [layout.classes], weights == nil || settings.mode != .binary else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("class_weights"),
                "class_weights has shape \(weights?.shape ?? []); \(layout.classes) classes need [\(layout.classes)], "
                    + "and mode binary takes none")
        }
        classWeights = weights?.values.map { Double($0) }
        itemShape = settings.sumsBatch ? [layout.classes] : [layout.batch, layout.classes]
    }

    /// Checks probabilities as binary_cross_entropy does, where they are not ignored.
    private func checkProbabilities() throws(LossFaults) {
        var faults: [LossFault] = []
        for (index, value) in input.values.enumerated() where !(value >= 0 && value <= 1) && !targets.isIgnored[index] {
            guard faults.count < LossFaults.limit else { break }
            faults.append(
                LossFault(
                    .outOfDomain, at: .tensor("input", element: index),
                    "\(value) is not between 0.0 and 1.0, where probabilities are (from_logits is false)"))
        }
        try LossFaults.throwing(faults)
    }

    mutating func begin(_ items: ItemWeights<Scalar>) throws(LossFaults) {
        targets = try layout.targets(target, ignoring: settings.ignoredClass, settings.mode)
        if !settings.readsLogits { try checkProbabilities() }
        probabilities =
            settings.readsLogits
            ? layout.probabilities(input.values, settings.mode, isSafe: isSafe) : input.values.map { Double($0) }
        regions = [Region](repeating: Region(), count: items.count)
        for index in probabilities.indices where !targets.isIgnored[index] {
            regions[item(of: index)].add(probabilities[index], targets.values[index])
        }
        if wantsGradient { slopes = [Double](repeating: 0, count: probabilities.count) }
    }

    func denominator(_ items: ItemWeights<Scalar>) -> Double {
        // Of a batch that is void everywhere nothing is left, absent classes included.
        guard targets.isIgnored.contains(false) else { return 0 }
        return regions.indices.reduce(0) { sum, item in
            let counts = settings.absentClass != .exclude || !regions[item].isAbsent
            return sum + (counts ? Double(items.values?[item] ?? 1) * weight(of: item) : 0)
        }
    }

    mutating func evaluate(_ item: Int, scale: Double?) -> Double {
        let region = regions[item]
        guard !region.isAbsent || settings.absentClass == .keep else { return 0 }
        let score = region.score(loss.falseWeights, smooth: settings.smooth, eps: settings.eps)
        let cost = settings.isLogarithmic ? -Double.logarithm(max(score.value, settings.eps)) : 1 - score.value
        if wantsGradient, let scale {
            var factor = -scale * weight(of: item)
            if settings.isLogarithmic { factor *= score.value > settings.eps ? 1 / score.value : 0 }
            layout.forEachIndex(of: item, sumsBatch: settings.sumsBatch) { index in
                guard !targets.isIgnored[index] else { return }
                let error = probabilities[index] - targets.values[index]
                // The intersection is the smaller of the two; where they are the same, half of each.
                let both = error > 0 ? 0 : error < 0 ? 1 : 0.5
                slopes[index] = factor * (score.byIntersection * both + score.byPrediction)
            }
        }
        return cost * weight(of: item)
    }

    private func item(of index: Int) -> Int {
        let (example, label) = layout.place(of: index)
        return settings.sumsBatch ? label : example * layout.classes + label
    }

    private func weight(of item: Int) -> Double {
        classWeights?[item % layout.classes] ?? 1
    }

    func gradients() -> NamedList<Tensor<Scalar>> {
        guard wantsGradient else { return [:] }
        let values = settings.readsLogits ? layout.backward(slopes, probabilities, settings.mode) : slopes
        return ["input": Tensor(shape: input.shape, values: values.map { Scalar($0) })]
    }
}
