// Every loss, one line each, and the way from a name to a loss.

import Catalogue

/// The losses that lossd offers.
package enum LossCatalogue {
    /// All losses, in the order of the catalogue.
    ///
    /// A new loss is a file and a line here.
    package static let all: [LossType] = [
        LossType(AdaptiveLogSoftmaxWithLoss.self),
        LossType(AsymmetricLoss.self),
        LossType(BinaryCrossEntropy.self),
        LossType(BinaryCrossEntropyWithLogits.self),
        LossType(CompleteBoxIoULoss.self),
        LossType(CosineDistanceLoss.self),
        LossType(CosineEmbeddingLoss.self),
        LossType(CrossEntropy.self),
        LossType(CTCLoss.self),
        LossType(DiceLoss.self),
        LossType(DistanceBoxIoULoss.self),
        LossType(DPOLoss.self),
        LossType(GaussianNLLLoss.self),
        LossType(GeneralizedBoxIoULoss.self),
        LossType(HingeEmbeddingLoss.self),
        LossType(HingeLoss.self),
        LossType(HuberLoss.self),
        LossType(InfoNCELoss.self),
        LossType(JaccardLoss.self),
        LossType(KLDivergence.self),
        LossType(L1Loss.self),
        LossType(LinearCrossEntropy.self),
        LossType(LogCoshLoss.self),
        LossType(MarginRankingLoss.self),
        LossType(MSELoss.self),
        LossType(MultiMarginLoss.self),
        LossType(MultilabelMarginLoss.self),
        LossType(MultilabelSoftMarginLoss.self),
        LossType(NLLLoss.self),
        LossType(NTXentLoss.self),
        LossType(PoissonNLLLoss.self),
        LossType(PolyCrossEntropy.self),
        LossType(QuantileLoss.self),
        LossType(RewardModelLoss.self),
        LossType(RMSELoss.self),
        LossType(SigmoidFocalLoss.self),
        LossType(SmoothL1Loss.self),
        LossType(SoftMarginLoss.self),
        LossType(SoftmaxFocalLoss.self),
        LossType(SquaredHingeLoss.self),
        LossType(SupConLoss.self),
        LossType(TripletMarginLoss.self),
        LossType(TripletMarginWithDistanceLoss.self),
        LossType(TverskyLoss.self),
    ]

    /// The loss of that name or alias.
    package static func find(_ name: String) -> LossType? {
        byName[name]
    }

    private static let byName = NameIndex(all, entry: \.entry)
}
