// The regions of each class: how much of them is predicted, shown, and both.

import RealModule

/// The classes of a batch, or of each of its examples.
struct RegionProblem<Method: RegionLoss, Scalar: LossScalar>: ItemProblem {
    private let loss: Method
    private let settings: RegionSettings
    private let wantsGradient: Bool
    private let layout: RegionLayout
    private let inputShape: [Int]
    /// The probabilities and targets, at the places of the input; NaN where the target is ignored.
    private let probabilities: [Double]
    private let targets: [Double]
    private let classWeights: [Double]?
    let itemShape: [Int]
    private var regions: [Region]
    /// The derivatives by each probability.
    private var slopes: [Double] = []

    static var emptyMeanIsZero: Bool { true }
    var powerOfMean: Double { loss.powerOfMean }

    init(_ loss: Method, _ problem: Problem<Scalar>) throws(LossFaults) {
        self.loss = loss
        settings = loss.settings
        wantsGradient = problem.gradients.contains("input")
        let input = try problem.tensor("input")
        let target = try problem.tensor("target")
        inputShape = input.shape
        let layout = try RegionLayout(input.shape, target.shape, settings.mode)
        self.layout = layout
        targets = try layout.targets(target.values, ignoring: settings.ignoredClass, settings.mode)
        probabilities =
            settings.readsLogits
            ? layout.probabilities(input.values, settings.mode) : input.values.map { Double($0) }
        let weights = problem.tensors["class_weights"]
        guard weights == nil || weights?.shape == [layout.classes], weights == nil || settings.mode != .binary else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("class_weights"),
                "class_weights has shape \(weights?.shape ?? []); \(layout.classes) classes need [\(layout.classes)], "
                    + "and mode binary takes none")
        }
        classWeights = weights?.values.map { Double($0) }
        itemShape = settings.sumsBatch ? [layout.classes] : [layout.batch, layout.classes]
        regions = [Region](repeating: Region(), count: itemShape.reduce(1, *))
        for index in targets.indices where !targets[index].isNaN {
            regions[item(of: index)].add(probabilities[index], targets[index])
        }
    }

    var elementCount: Int { probabilities.count }

    mutating func begin(_ items: ItemWeights<Scalar>) {
        if wantsGradient { slopes = [Double](repeating: 0, count: probabilities.count) }
    }

    func denominator(_ items: ItemWeights<Scalar>) -> Double {
        regions.indices.reduce(0) { sum, item in
            let counts = settings.absentClass != .exclude || regions[item].target > 0
            return sum + (counts ? Double(items.values?[item] ?? 1) * weight(of: item) : 0)
        }
    }

    mutating func evaluate(_ item: Int, scale: Double?) -> Double {
        let region = regions[item]
        guard region.target > 0 || settings.absentClass == .keep else { return 0 }
        let score = region.score(loss.falseWeights, smooth: settings.smooth, eps: settings.eps)
        let cost = settings.isLogarithmic ? -Double.log(max(score.value, settings.eps)) : 1 - score.value
        if wantsGradient, let scale {
            var factor = -scale * weight(of: item)
            if settings.isLogarithmic { factor *= score.value > settings.eps ? 1 / score.value : 0 }
            layout.forEachIndex(of: item, sumsBatch: settings.sumsBatch) { index in
                guard !targets[index].isNaN else { return }
                let error = probabilities[index] - targets[index]
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

    func gradients() -> [String: Tensor<Scalar>] {
        guard wantsGradient else { return [:] }
        let values = settings.readsLogits ? layout.backward(slopes, probabilities, settings.mode) : slopes
        return ["input": Tensor(shape: inputShape, values: values.map { Scalar($0) })]
    }
}
