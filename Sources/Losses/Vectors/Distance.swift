// How far two vectors lie apart, and how that changes with each of them.

/// A distance between two vectors of an item.
protocol Distance {
    /// The distance between the operands of those indices.
    func value(_ item: inout VectorItem, _ first: Int, _ second: Int) -> Double

    /// Adds `factor` times the derivatives of the distance, which is `value`, to the gradients of both operands, where
    /// they are wanted.
    func addGradients(_ item: inout VectorItem, _ first: Int, _ second: Int, value: Double, times factor: Double)
}

/// torch's `pairwise_distance`: ‖u − v + ε‖ₚ, where ε is added to every component.
struct PairwiseDistance: Distance {
    let norm: PNorm
    let eps: Double

    func value(_ item: inout VectorItem, _ first: Int, _ second: Int) -> Double {
        subtract(&item, first, second)
        return norm.value(item.scratch)
    }

    func addGradients(_ item: inout VectorItem, _ first: Int, _ second: Int, value: Double, times factor: Double) {
        guard item.wants[first] || item.wants[second] else { return }
        subtract(&item, first, second)
        for (operand, factor) in [(first, factor), (second, -factor)] where item.wants[operand] {
            norm.addGradient(of: item.scratch, norm: value, times: factor, to: &item.gradients[operand])
        }
    }

    /// Leaves the difference of the two in the item's scratch.
    private func subtract(_ item: inout VectorItem, _ first: Int, _ second: Int) {
        item.scratch.resize(item.width(first, second))
        item.scratch.update(item.values[first], item.values[second]) { $1 - $2 + eps }
    }
}

/// Σ (u − v)².
struct SquaredEuclideanDistance: Distance {
    func value(_ item: inout VectorItem, _ first: Int, _ second: Int) -> Double {
        (0..<item.width(first, second)).reduce(0) { sum, index in
            let error = item.values[first][index] - item.values[second][index]
            return sum + error * error
        }
    }

    func addGradients(_ item: inout VectorItem, _ first: Int, _ second: Int, value: Double, times factor: Double) {
        for (operand, factor) in [(first, 2 * factor), (second, -2 * factor)] where item.wants[operand] {
            for index in 0..<item.width(first, second) {
                item.gradients[operand][index] += factor * (item.values[first][index] - item.values[second][index])
            }
        }
    }
}

/// 1 − cos, as torch's `cosine_similarity` has it: norms below 1e-8 are taken for that.
struct CosineDistance: Distance {
    private static let smallest = 1e-8

    func value(_ item: inout VectorItem, _ first: Int, _ second: Int) -> Double {
        let (norm, otherNorm) = (bounded(&item, of: first, second), bounded(&item, of: second, first))
        // Each divided first, as in torch: a norm that overflows leaves 0 and not NaN.
        var cosine = 0.0
        for index in 0..<item.width(first, second) {
            cosine += (item.values[first][index] / norm) * (item.values[second][index] / otherNorm)
        }
        return 1 - cosine
    }

    func addGradients(_ item: inout VectorItem, _ first: Int, _ second: Int, value: Double, times factor: Double) {
        if item.wants[first] { addSlopes(&item, of: first, second, cosine: 1 - value, times: -factor) }
        if item.wants[second] { addSlopes(&item, of: second, first, cosine: 1 - value, times: -factor) }
    }

    /// Adds `factor` times the derivatives of the cosine by one of the vectors.
    private func addSlopes(
        _ item: inout VectorItem, of own: Int, _ other: Int, cosine: Double, times factor: Double
    ) {
        let otherNorm = bounded(&item, of: other, own)
        let norm = bounded(&item, of: own, other)
        for index in 0..<item.width(own, other) {
            item.gradients[own][index] += factor * (item.values[other][index] / otherNorm) / norm
        }
        // As in torch, the norm changes with its vector even where it is taken for the smallest one; the vector is
        // still in the scratch.
        let length = PNorm(power: 2, largest: item.largest)
        length.addGradient(
            of: item.scratch, norm: length.value(item.scratch), times: -factor * cosine / norm,
            to: &item.gradients[own])
    }

    /// The norm of one of two vectors, which is left in the scratch.
    private func bounded(_ item: inout VectorItem, of own: Int, _ other: Int) -> Double {
        item.scratch.removeAll(keepingCapacity: true)
        for index in 0..<item.width(own, other) { item.scratch.append(item.values[own][index]) }
        return Double.larger(PNorm(power: 2, largest: item.largest).value(item.scratch), Self.smallest)
    }
}
