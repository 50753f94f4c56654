// The logistic cost of a margin between two answers, of which some share is the wrong way round.

import RealModule

/// What a margin costs: −(1 − s)·log σ(margin) − s·log σ(−margin), s being `labelSmoothing`.
struct LogisticCost {
    let labelSmoothing: Double

    func cost(_ margin: Double) -> Double {
        guard labelSmoothing != 0 else { return -.logSigmoid(margin) }
        return -(1 - labelSmoothing) * .logSigmoid(margin) - labelSmoothing * .logSigmoid(-margin)
    }

    /// The slope by the margin.
    func slope(_ margin: Double) -> Double {
        guard labelSmoothing != 0 else { return -.sigmoid(-margin) }
        return labelSmoothing * .sigmoid(margin) - (1 - labelSmoothing) * .sigmoid(-margin)
    }
}
