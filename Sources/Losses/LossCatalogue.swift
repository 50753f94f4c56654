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
        LossType(CISPO.self),
        LossType(CompleteBoxIoULoss.self),
        LossType(CosineDistanceLoss.self),
        LossType(CosineEmbeddingLoss.self),
        LossType(CPOLoss.self),
        LossType(CrossEntropy.self),
        LossType(CTCLoss.self),
        LossType(DiceLoss.self),
        LossType(DistanceBoxIoULoss.self),
        LossType(DistillationKL.self),
        LossType(DistillationTopKKL.self),
        LossType(DPOLoss.self),
        LossType(DPPO.self),
        LossType(DRO.self),
        LossType(GaussianNLLLoss.self),
        LossType(GeneralizedBoxIoULoss.self),
        LossType(GMPO.self),
        LossType(HingeEmbeddingLoss.self),
        LossType(HingeLoss.self),
        LossType(HuberLoss.self),
        LossType(ImportanceSampling.self),
        LossType(InfoNCELoss.self),
        LossType(JaccardLoss.self),
        LossType(KLDivergence.self),
        LossType(KLEstimate.self),
        LossType(KTOLoss.self),
        LossType(L1Loss.self),
        LossType(LinearCrossEntropy.self),
        LossType(LogCoshLoss.self),
        LossType(MarginRankingLoss.self),
        LossType(MoELoadBalance.self),
        LossType(MSELoss.self),
        LossType(MultiMarginLoss.self),
        LossType(MultilabelMarginLoss.self),
        LossType(MultilabelSoftMarginLoss.self),
        LossType(NLLLoss.self),
        LossType(NTXentLoss.self),
        LossType(ORPOLoss.self),
        LossType(PoissonNLLLoss.self),
        LossType(PolyCrossEntropy.self),
        LossType(PPOClip.self),
        LossType(PPOValue.self),
        LossType(QuantileLoss.self),
        LossType(Reinforce.self),
        LossType(RewardModelLoss.self),
        LossType(RMSELoss.self),
        LossType(SAPO.self),
        LossType(SigmoidFocalLoss.self),
        LossType(SimPOLoss.self),
        LossType(SmoothL1Loss.self),
        LossType(SoftCrossEntropyTopK.self),
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
