// Every strategy, one line each, and the way from a name to a strategy.

import Catalogue

/// The strategies that lossd offers.
package enum StrategyCatalogue {
    /// All strategies: those that see losses only, gradient norms, gradients.
    ///
    /// A new strategy is a file and a line here.
    package static let all: [StrategyType] = [
        StrategyType(Fixed.self),
        StrategyType(Mean.self),
        StrategyType(RandomLossWeighting.self),
        StrategyType(GeometricMean.self),
        StrategyType(LogSum.self),
        StrategyType(Uncertainty.self),
        StrategyType(ImpartialLoss.self),
        StrategyType(DynamicWeightAverage.self),
        StrategyType(FAMO.self),
        StrategyType(SoftAdapt.self),
        StrategyType(ReLoBRaLo.self),
        StrategyType(SmoothTchebycheff.self),
        StrategyType(GradNorm.self),
        StrategyType(UPGrad.self),
        StrategyType(DualProj.self),
        StrategyType(MGDA.self),
        StrategyType(PCGrad.self),
        StrategyType(CAGrad.self),
        StrategyType(NashMTL.self),
        StrategyType(FairGrad.self),
        StrategyType(ImpartialGradients.self),
        StrategyType(ConFIG.self),
        StrategyType(AlignedMTL.self),
    ]

    /// The strategy of that name or alias, in upper or lower case.
    package static func find(_ name: String) -> StrategyType? {
        byName[name] ?? byName[name.lowercased()]
    }

    private static let byName = NameIndex(all, entry: \.entry)
}
