// Estimates of the divergence of a policy from its reference, token by token.

import Catalogue

/// How the divergence is estimated, and how much of it is added.
struct KLPenalty: Sendable {
    enum Estimator: String, CaseIterable, Sendable { case k1, k2, k3, abs }
    enum Correction: String, CaseIterable, Sendable { case none, score, ratio }
    enum Slope: String, CaseIterable, Sendable { case direct, k2 }

    var weight = 0.0
    var estimator = Estimator.k3
    var inputClamp = Double.infinity
    var outputClamp = Double.infinity
    var correction = Correction.none
    var slope = Slope.direct

    /// The estimates of eight tokens, and their slopes.
    struct Terms {
        var estimate: Lanes
        /// By the token's own log-probability.
        var slope: Lanes
        /// By the logarithm of the ratio, which may be one of the whole sequence.
        var byRatio: Lanes
    }

    /// The estimates of eight tokens, from the reference's log-probabilities less the policy's.
    ///
    /// `ratio` has the ratios as used, `moves` is 1 where they depend on the policy and 0 where their logarithm is clamped.
    @inline(always)
    func terms<Scalar: LossScalar>(
        _ difference: Lanes, ratio: Lanes, moves: Lanes, as type: Scalar.Type
    ) -> Terms {
        let bounded = difference.clipped(-inputClamp, inputClamp)
        let isInside = (difference .> -inputClamp) .& (difference .< inputClamp)
        var (estimate, slope): (Lanes, Lanes)
        switch estimator {
        case .k1: (estimate, slope) = (-bounded, Lanes(repeating: 1))
        case .k2: (estimate, slope) = (0.5 * bounded * bounded, -bounded)
        case .k3:
            let growth = Growth(bounded, as: type)
            (estimate, slope) = (growth.rest, -growth.minusOne)
        case .abs:
            estimate = bounded.replacing(with: -bounded, where: bounded .< 0)
            slope = Lanes(bounded .< 0) - Lanes(bounded .> 0)
        }
        // NaN is not inside, and stays NaN.
        slope = slope.replacing(with: 0, where: .!isInside .& .!difference.isNaN)
        var byRatio = Lanes()
        switch correction {
        case .none: break
        case .score: slope += estimate.replacing(with: 0, where: .!isInside .& .!difference.isNaN)
        case .ratio:
            estimate *= ratio
            slope *= ratio
            byRatio = (estimate * moves).replacing(with: 0, where: moves .== 0)
        }
        if outputClamp < .infinity {
            let isFree = (estimate .> -outputClamp) .& (estimate .< outputClamp)
            let isBeyond = .!isFree .& .!estimate.isNaN
            estimate = estimate.clipped(-outputClamp, outputClamp)
            slope = slope.replacing(with: 0, where: isBeyond)
            byRatio = byRatio.replacing(with: 0, where: isBeyond)
        }
        if self.slope == .k2 { (slope, byRatio) = (-difference, Lanes()) }
        return Terms(estimate: estimate, slope: slope, byRatio: byRatio)
    }
}

/// A loss that estimates a divergence.
protocol KLEstimating: TokenLoss {
    var kl: KLPenalty { get set }
}

extension KLEstimating {
    /// The options of the estimate.
    static var estimateOptions: [Option<Self>] {
        [
            .choice(
                "kl_estimator", \.kl.estimator,
                "The estimate of a token, with x = reference − policy: k1 −x, k2 x²/2, k3 eˣ − x − 1, abs |x|."),
            .number(
                "kl_input_clamp", \.kl.inputClamp, in: .positive,
                "The largest |x| that is used; at and beyond it the estimate has no slope."),
            .number(
                "kl_output_clamp", \.kl.outputClamp, in: .positive,
                "The largest absolute estimate; at and beyond it there is no slope."),
            .choice(
                "kl_correction", \.kl.correction,
                "What makes the estimate unbiased in its gradient: score adds the estimate to the slope, ratio multiplies it "
                    + "by the ratio of the policies."),
            .choice(
                "kl_gradient", \.kl.slope,
                "The slope: that of the estimate, or −x, that of k2, whatever the estimate is."),
        ]
    }
}
