// The logistic function of a score and of its negative, and their logarithms: all of one exponential.

/// What the logistic losses are made of; NaN stays NaN.
struct Logistic {
    /// 1 / (1 + e⁻ˣ).
    let probability: Double
    /// 1 / (1 + eˣ).
    let complement: Double
    /// The logarithm of the probability.
    let logarithm: Double
    /// The logarithm of the complement.
    let complementLogarithm: Double

    /// With the digits that the dtype needs.
    @inline(__always)
    init<Scalar: LossScalar>(_ score: Double, as type: Scalar.Type) {
        let (decayed, common) = Scalar.decay(score)
        probability = (score < 0 ? decayed : 1) / (1 + decayed)
        complement = (score < 0 ? 1 : decayed) / (1 + decayed)
        // Swift's min passes over a NaN in its second place.
        logarithm = (score > 0 ? 0 : score) - common
        complementLogarithm = (score < 0 ? 0 : -score) - common
    }
}
