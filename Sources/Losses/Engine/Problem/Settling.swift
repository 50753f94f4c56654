// What `safe` makes of results that are not numbers, for all losses.

import Catalogue

/// The rules that every engine applies to a problem that is to be safe, after what its loss does itself.
///
/// They are for infinite numbers. Of an item that holds NaN nothing is changed: a model that answers NaN is to be seen.
enum Settling {
    /// A cost that is not determined, such as that of ∞ − ∞, is infinite.
    @inline(__always)
    static func cost(_ cost: Double) -> Double { cost.isNaN ? .infinity : cost }

    /// A derivative that is not finite is 0, so that the item does not move what it belongs to.
    @inline(__always)
    static func slope<Number: BinaryFloatingPoint>(_ slope: Number) -> Number { slope.isFinite ? slope : 0 }

    /// Scores of which some are +∞, in the limit: these share the probability evenly, and nothing is left for others.
    static func limit<Number: BinaryFloatingPoint>(_ scores: inout [Number]) {
        for index in scores.indices { scores[index] = scores[index] == .infinity ? 0 : -.infinity }
    }
}

extension Problem {
    /// Whether any number of the problem is NaN.
    var holdsNaN: Bool {
        (Array(tensors.values) + [sampleWeight, gradOutput].compactMap(\.self)).contains {
            $0.values.contains(where: \.isNaN)
        }
    }

    /// The gradients, with 0 for what is not finite if the problem is to be safe and no number of it is NaN.
    func settled(_ gradients: NamedList<Tensor<Scalar>>) -> NamedList<Tensor<Scalar>> {
        guard isSafe, gradients.values.contains(where: { !$0.values.allSatisfy(\.isFinite) }), !holdsNaN else {
            return gradients
        }
        return gradients.mapValues { Tensor(shape: $0.shape, values: $0.values.map(Settling.slope)) }
    }
}
