// How far two vectors lie apart, and how that changes with each of them.

/// A distance between two vectors of an item.
protocol Distance {
    /// The distance between the operands of those indices.
    func value(_ item: inout VectorItem, _ first: Int, _ second: Int) -> Double

    /// Adds `factor` times the derivatives of the distance, which is `value`, to the gradients of both operands.
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
        subtract(&item, first, second)
        norm.addGradient(of: item.scratch, norm: value, times: factor, to: &item.gradients[first])
        norm.addGradient(of: item.scratch, norm: value, times: -factor, to: &item.gradients[second])
    }

    /// Leaves the difference of the two in the item's scratch.
    private func subtract(_ item: inout VectorItem, _ first: Int, _ second: Int) {
        for index in item.scratch.indices {
            item.scratch[index] = item.values[first][index] - item.values[second][index] + eps
        }
    }
}

/// Σ (u − v)².
struct SquaredEuclideanDistance: Distance {
    func value(_ item: inout VectorItem, _ first: Int, _ second: Int) -> Double {
        item.scratch.indices.reduce(0) { sum, index in
            let error = item.values[first][index] - item.values[second][index]
            return sum + error * error
        }
    }

    func addGradients(_ item: inout VectorItem, _ first: Int, _ second: Int, value: Double, times factor: Double) {
        for index in item.scratch.indices {
            let slope = 2 * factor * (item.values[first][index] - item.values[second][index])
            item.gradients[first][index] += slope
            item.gradients[second][index] -= slope
        }
    }
}

/// 1 − cos, as torch's `cosine_similarity` has it: norms below 1e-8 are taken for that.
struct CosineDistance: Distance {
    private static let smallest = 1e-8

    func value(_ item: inout VectorItem, _ first: Int, _ second: Int) -> Double {
        let dot = item.scratch.indices.reduce(0) { $0 + item.values[first][$1] * item.values[second][$1] }
        return 1 - dot / (Self.norm(item.values[first]) * Self.norm(item.values[second]))
    }

    func addGradients(_ item: inout VectorItem, _ first: Int, _ second: Int, value: Double, times factor: Double) {
        Self.addSlopes(&item, of: first, second, cosine: 1 - value, times: -factor)
        Self.addSlopes(&item, of: second, first, cosine: 1 - value, times: -factor)
    }

    /// Adds `factor` times the derivatives of the cosine by one of the vectors.
    private static func addSlopes(
        _ item: inout VectorItem, of own: Int, _ other: Int, cosine: Double, times factor: Double
    ) {
        let (norm, otherNorm) = (norm(item.values[own]), norm(item.values[other]))
        for index in item.scratch.indices {
            item.gradients[own][index] += factor * (item.values[other][index] / otherNorm) / norm
        }
        // As in torch, the norm changes with its vector even where it is taken for the smallest one.
        let length = PNorm(power: 2)
        length.addGradient(
            of: item.values[own], norm: length.value(item.values[own]), times: -factor * cosine / norm,
            to: &item.gradients[own])
    }

    private static func norm(_ vector: [Double]) -> Double {
        Double.larger(PNorm(power: 2).value(vector), smallest)
    }
}
