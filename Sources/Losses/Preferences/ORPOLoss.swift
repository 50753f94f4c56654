// Odds-ratio preference optimisation.

import Catalogue
import RealModule

struct ORPOLoss: PreferenceLoss {
    static let entry = Entry(
        "orpo", aliases: ["orpo_loss"],
        summary:
            "Odds-ratio preference optimisation: the odds of chosen against rejected answers, with the likelihood of the chosen "
            + "ones.",
        formula:
            "−β·log σ(o), o = x − y − log(1 − eˣ) + log(1 − e^y), x and y the average log-probabilities of chosen and rejected; plus "
            + "nll_weight times the negative log-likelihood of the chosen tokens",
        denominator: "the number of pairs", inputs: policyInputs + tokenInputs,
        source: "Hong et al. (2024), ORPO; trl.ORPOTrainer 1.16, whose likelihood also has the prompt",
        example: #"{"loss": "orpo", "# + ReferenceFreeReward.example)

    static let options: [Option<Self>] =
        [.number("beta", \.beta, in: .positive, "The weight of the odds.")] + nllOptions + [levelOption]

    var settings = PreferenceSettings(nllWeight: 1)
    var beta = 0.1

    var needsTokens: Bool { true }

    func terms(_ pairs: Pairs) -> PairTerms {
        var terms = PairTerms(pairs.count)
        var (ratios, odds) = (CompensatedSum(), CompensatedSum())
        for pair in pairs.counted {
            let (chosenTokens, rejectedTokens) = (pairs.chosenTokens?[pair] ?? 1, pairs.rejectedTokens?[pair] ?? 1)
            let (x, y) = (pairs.policyChosen[pair] / chosenTokens, pairs.policyRejected[pair] / rejectedTokens)
            let o = x - y - Self.logOfRest(x) + Self.logOfRest(y)
            terms.costs[pair] = -beta * .logSigmoid(o)
            let slope = -beta * Double.sigmoid(-o)
            terms.set(
                pair, chosen: slope / -Double.expMinusOne(x) / chosenTokens,
                rejected: -slope / -Double.expMinusOne(y) / rejectedTokens)
            (terms.rewardsChosen[pair], terms.rewardsRejected[pair]) = (beta * x, beta * y)
            ratios.add(.logSigmoid(o))
            odds.add(o)
        }
        let count = Double(pairs.counted.count)
        terms.diagnostics = [("log_odds_ratio", ratios.value / count), ("log_odds_chosen", odds.value / count)]
        return terms
    }

    /// log(1 − eˣ) of an x below 0.
    private static func logOfRest(_ x: Double) -> Double {
        x >= -0x1.62e42fefa39efp-1 ? .log(-.expMinusOne(x)) : .log(onePlus: -.exp(x))
    }
}
