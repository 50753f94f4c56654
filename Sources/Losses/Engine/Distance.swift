// How far two vectors lie apart, and how that changes with each of them.

import RealModule

/// A distance between two vectors.
protocol Distance {
    func value(_ first: [Double], _ second: [Double]) -> Double

    /// Adds `factor` times the derivatives of the distance, which is `value`, to the gradients of both vectors.
    func addGradients(
        _ first: [Double], _ second: [Double], value: Double, times factor: Double,
        to gradients: inout (first: [Double], second: [Double]))
}

/// torch's `pairwise_distance`: ‖u − v + ε‖ₚ, where ε is added to every component.
struct PairwiseDistance: Distance {
    let norm: PNorm
    let eps: Double

    private func difference(_ first: [Double], _ second: [Double]) -> [Double] {
        zip(first, second).map { $0 - $1 + eps }
    }

    func value(_ first: [Double], _ second: [Double]) -> Double {
        norm.value(difference(first, second))
    }

    func addGradients(
        _ first: [Double], _ second: [Double], value: Double, times factor: Double,
        to gradients: inout (first: [Double], second: [Double])
    ) {
        let difference = difference(first, second)
        norm.addGradient(of: difference, norm: value, times: factor, to: &gradients.first)
        norm.addGradient(of: difference, norm: value, times: -factor, to: &gradients.second)
    }
}

/// Σ (u − v)².
struct SquaredEuclideanDistance: Distance {
    func value(_ first: [Double], _ second: [Double]) -> Double {
        zip(first, second).reduce(0) { $0 + ($1.0 - $1.1) * ($1.0 - $1.1) }
    }

    func addGradients(
        _ first: [Double], _ second: [Double], value: Double, times factor: Double,
        to gradients: inout (first: [Double], second: [Double])
    ) {
        for index in first.indices {
            let slope = 2 * factor * (first[index] - second[index])
            gradients.first[index] += slope
            gradients.second[index] -= slope
        }
    }
}

/// 1 − cos, as torch's `cosine_similarity` has it: norms below 1e-8 are taken for that.
struct CosineDistance: Distance {
    private static let smallest = 1e-8

    func value(_ first: [Double], _ second: [Double]) -> Double {
        let dot = zip(first, second).reduce(0) { $0 + $1.0 * $1.1 }
        return 1 - dot / (Self.norm(first) * Self.norm(second))
    }

    func addGradients(
        _ first: [Double], _ second: [Double], value: Double, times factor: Double,
        to gradients: inout (first: [Double], second: [Double])
    ) {
        Self.addSlopes(of: first, second, cosine: 1 - value, times: -factor, to: &gradients.first)
        Self.addSlopes(of: second, first, cosine: 1 - value, times: -factor, to: &gradients.second)
    }

    /// Adds `factor` times the derivatives of the cosine by one of the vectors.
    private static func addSlopes(
        of own: [Double], _ other: [Double], cosine: Double, times factor: Double, to gradient: inout [Double]
    ) {
        let (norm, otherNorm) = (norm(own), norm(other))
        for index in own.indices { gradient[index] += factor * (other[index] / otherNorm) / norm }
        // As in torch, the norm changes with its vector even where it is taken for the smallest one.
        let length = PNorm(power: 2)
        length.addGradient(of: own, norm: length.value(own), times: -factor * cosine / norm, to: &gradient)
    }

    private static func norm(_ vector: [Double]) -> Double {
        Double.larger(PNorm(power: 2).value(vector), smallest)
    }
}
