// Multi-label classification with many more negatives than positives.

import Catalogue
import RealModule

struct AsymmetricLoss: ElementwiseLoss {
    static let entry = Entry(
        "asymmetric_loss", aliases: ["AsymmetricLossMultiLabel"],
        summary:
            "Binary cross-entropy that reduces the weight of easy negatives more than that of easy positives, and drops the easiest.",
        formula: "−w·L·(1 − p_t)^γ, with p = σ(x), q = min(1, 1 − p + clip), L = pos_weight·y·log max(p, eps) + "
            + "(1 − y)·log max(q, eps), p_t = p·y + q·(1 − y), γ = gamma_pos·y + gamma_neg·(1 − y), x = input, "
            + "y = (1 − s)·target + s/2, s = smoothing, w = weight",
        denominator:
            "the number of elements; batchmean: the size of the first dimension, less the rows of which nothing is "
            + "left; with sample weights, a row counts as the mean of those in it that are not 0",
        kinks: "Where 1 − p + clip reaches 1, and where a probability falls to eps, the gradient is 0 from there on.",
        reductions: ["batchmean", "mean", "sum", "none"],
        inputs: [
            Input("input", .logit, shape: "any, (N, C) as a rule", gradient: .byDefault, "Scores."),
            Input("target", .probability, shape: "input's", gradient: .never, "0 or 1, or anything between."),
            Input(
                "weight", in: .options, .weight, shape: "one that broadcasts to input's", gradient: .never,
                "A weight for each class, or element."),
            Input(
                "pos_weight", in: .options, .weight, shape: "one that broadcasts to input's", gradient: .never,
                "How much the term of positive targets counts."),
        ],
        source:
            "timm.loss.AsymmetricLossMultiLabel; Ridnik et al. (2021), Asymmetric Loss for Multi-Label Classification",
        example: #"{"loss": "asymmetric_loss", "input": [[1.0, -2.0, 0.5], [0.0, 3.0, -1.0]], "#
            + #""target": [[1, 0, 1], [0, 1, 0]]}"#)

    static let options: [Option<Self>] = [
        .number(
            "gamma_neg", \.negativeGamma, in: .nonNegative, "How strongly the weight of easy negatives is reduced."),
        .number(
            "gamma_pos", \.positiveGamma, in: .nonNegative, "How strongly the weight of easy positives is reduced."),
        .number("clip", \.clip, in: .nonNegative, "What is added to the probability of negatives, at most to 1."),
        .number("eps", \.eps, in: .positive, "The smallest probability that a logarithm is taken of."),
        .boolean(
            "disable_torch_grad_focal_loss", \.stopsAtFocus, "Whether the factor (1 − p_t)^γ is treated as a constant."),
        .number("smoothing", \.smoothing, in: .halfOpen(0, 1), "How far targets are moved towards ½."),
    ]

    static var operands: [String] { ["input", "target", "pos_weight"] }
    static var broadcasting: Broadcasting { .strict }

    var negativeGamma = 4.0
    var positiveGamma = 1.0
    var clip = 0.05
    var eps = 1e-8
    var stopsAtFocus = false
    var smoothing = 0.0

    @inline(__always)
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar> {
        let y = target * (1 - smoothing) + smoothing / 2
        let p = Scalar.sigmoid(input)
        let positive = (value: p, slope: p * Scalar.sigmoid(-input))
        let shifted = Scalar.sigmoid(-input) + clip
        let negative = (value: min(shifted, 1), slope: shifted < 1 || clip == 0 ? -positive.slope : 0)
        let (gain, loss) = (y * third, 1 - y)
        let logarithm = gain * self.logarithm(positive.value) + loss * self.logarithm(negative.value)
        let slope = gain * logarithmSlope(positive) + loss * logarithmSlope(negative)
        guard negativeGamma > 0 || positiveGamma > 0 else {
            return Term(-logarithm, precisely: (-slope, 0, 0))
        }
        let miss = 1 - (positive.value * y + negative.value * (1 - y))
        let missSlope = -(positive.slope * y + negative.slope * (1 - y))
        let gamma = positiveGamma * y + negativeGamma * (1 - y)
        let focus = Scalar.power(ofFraction: miss, gamma)
        let isFixed = stopsAtFocus || gamma == 0 || missSlope == 0
        let focusSlope = isFixed ? 0 : gamma * Scalar.power(ofFraction: miss, gamma - 1) * missSlope
        return Term(-logarithm * focus, precisely: (-(slope * focus + logarithm * focusSlope), 0, 0))
    }

    private func logarithm(_ probability: Double) -> Double {
        Double.logarithm(probability < eps ? eps : probability)
    }

    private func logarithmSlope(_ probability: (value: Double, slope: Double)) -> Double {
        probability.value > eps ? probability.slope / probability.value : 0
    }
}
