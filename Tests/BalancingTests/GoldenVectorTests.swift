// Weights that were computed elsewhere: by exact solvers in Python, and by torchjd 0.18 and LibMTL's formulas.

import Balancing
import Catalogue
import Testing

/// A strategy on one of the matrices below, and its weights.
struct GoldenVector: Sendable, CustomTestStringConvertible {
    let strategy: String
    var parameters: [String: OptionValue] = [:]
    let weights: [Double]
    var tolerance = 1e-9

    var testDescription: String { "\(strategy) \(parameters.keys.sorted())" }
}

@Suite("Golden vectors") struct GoldenVectorTests {
    /// Of the Jacobian [[−4, 1, 1], [6, 1, 1]].
    static let two: [[Double]] = [[18, -22], [-22, 38]]
    /// Of [[1, 0, 0, .5], [−1, 1, 0, 0], [0, −2, 1, .3]].
    static let three = [[1.25, -1, 0.15], [-1, 2, -2], [0.15, -2, 5.09]]

    static let ofTwo = [
        GoldenVector(strategy: "upgrad", weights: [10.0 / 9, 15.0 / 19]),
        GoldenVector(
            strategy: "upgrad", parameters: ["reference": .choice("torchjd")],
            weights: [1.1109210467854445, 0.7894310312164523], tolerance: 1e-14),
        GoldenVector(
            strategy: "dual_proj", parameters: ["reference": .choice("torchjd")], weights: [0.6109210467854445, 0.5],
            tolerance: 1e-14),
        GoldenVector(strategy: "mgda", weights: [0.6, 0.4], tolerance: 1e-14),
        GoldenVector(strategy: "pcgrad", weights: [2.2222222222, 1.5789473684]),
        GoldenVector(strategy: "cagrad", weights: [0.7041241452, 0.5]),
        GoldenVector(strategy: "cagrad", parameters: ["rescale": .integer(1)], weights: [0.5632993162, 0.4]),
        GoldenVector(strategy: "cagrad", parameters: ["c": .number(0)], weights: [0.5, 0.5]),
        GoldenVector(strategy: "imtl_g", weights: [0.5923303169, 0.4076696831]),
        GoldenVector(strategy: "aligned_mtl", weights: [0.5590719157, 0.4082610681]),
        GoldenVector(
            strategy: "aligned_mtl", parameters: ["scale_mode": .choice("median")],
            weights: [0.5590719157, 0.4082610681]),
        GoldenVector(
            strategy: "aligned_mtl", parameters: ["scale_mode": .choice("rmse")],
            weights: [1.5108656435, 1.1033063978]),
        GoldenVector(strategy: "fairgrad", weights: [0.5914611522, 0.4070714829]),
        GoldenVector(strategy: "fairgrad", parameters: ["alpha": .number(2)], weights: [0.4713629223, 0.3194542282]),
        GoldenVector(strategy: "fairgrad", parameters: ["alpha": .number(0.5)], weights: [0.7428282517, 0.5253926087]),
        GoldenVector(
            strategy: "nash_mtl", parameters: ["max_norm": .number(0)], weights: [0.5914611522, 0.4070714829]),
        GoldenVector(strategy: "nash_mtl", weights: [0.4182261915, 0.2878430060]),
    ]

    static let ofThree = [
        GoldenVector(strategy: "upgrad", weights: [0.962951279354, 1.113915857603, 0.548581122238]),
        GoldenVector(
            strategy: "upgrad", parameters: ["reference": .choice("torchjd")],
            weights: [0.962075866611, 1.113141608231, 0.548471373919], tolerance: 1e-11),
        GoldenVector(strategy: "dual_proj", weights: [0.377777777778, 0.522222222222, 0.333333333333]),
        GoldenVector(
            strategy: "dual_proj", parameters: ["reference": .choice("torchjd")],
            weights: [0.377068440258, 0.521650025402, 0.333333333333], tolerance: 1e-11),
        GoldenVector(
            strategy: "mgda", weights: [0.399684542587, 0.425236593060, 0.175078864353], tolerance: 1e-11),
        GoldenVector(
            strategy: "mgda", parameters: ["reference": .choice("torchjd")], weights: [0.399223, 0.425352, 0.175425],
            tolerance: 1e-6),
        GoldenVector(strategy: "cagrad", weights: [0.435237831128, 0.565317262235, 0.333333333333]),
        GoldenVector(strategy: "imtl_g", weights: [0.382923095423, 0.428921116230, 0.188155788347], tolerance: 1e-11),
        GoldenVector(strategy: "config", weights: [1.256553271849, 1.407494712141, 0.617428863107], tolerance: 1e-11),
        GoldenVector(
            strategy: "aligned_mtl", weights: [0.348124687438, 0.374636446687, 0.189133223270], tolerance: 1e-11),
        GoldenVector(
            strategy: "aligned_mtl", parameters: ["scale_mode": .choice("median")],
            weights: [0.931728757487, 1.002685427311, 0.506200420355], tolerance: 1e-11),
        GoldenVector(
            strategy: "aligned_mtl", parameters: ["scale_mode": .choice("rmse")],
            weights: [1.118567269048, 1.203752799438, 0.607708216836], tolerance: 1e-11),
        GoldenVector(
            strategy: "nash_mtl", parameters: ["max_norm": .number(0)],
            weights: [2.095276036, 2.296502230, 1.031141802]),
        GoldenVector(
            strategy: "fairgrad", parameters: ["alpha": .number(2)],
            weights: [2.5886371435, 2.7944111282, 1.2009867436]),
        GoldenVector(
            strategy: "fairgrad", parameters: ["alpha": .number(0.5)],
            weights: [1.6979449309, 1.9150301671, 0.9297191221]),
        GoldenVector(
            strategy: "pcgrad", parameters: ["order": .choice("sequential")], weights: [1.8, 2.5, 1.536345776031],
            tolerance: 1e-11),
    ]

    @Test("two opposed tasks", arguments: ofTwo)
    func two(_ vector: GoldenVector) throws {
        let answer = try weigh(vector.strategy, vector.parameters, gramian: Self.two, seed: 1)
        #expect(isClose(answer.weights, vector.weights, vector.tolerance), "\(answer.weights)")
        #expect(answer.warnings.isEmpty)
    }

    @Test("three tasks", arguments: ofThree)
    func three(_ vector: GoldenVector) throws {
        let answer = try weigh(vector.strategy, vector.parameters, gramian: Self.three, seed: 1)
        #expect(isClose(answer.weights, vector.weights, vector.tolerance), "\(answer.weights)")
        #expect(answer.warnings.isEmpty)
    }

    @Test("losses alone give the total and the weights")
    func scalars() throws {
        let losses = [0.5, 2, 1]
        let mean = try weigh("geometric_mean", losses: losses)
        #expect(isClose(mean.weights, [2.0 / 3, 1.0 / 6, 1.0 / 3], 1e-15))
        #expect(isClose([mean.total ?? 0], [1], 1e-15))
        let smooth = try weigh("stch", losses: losses)
        #expect(isClose(smooth.weights, [0.0870303458, 0.1434887823, 0.1028142052], 1e-10))
        #expect(isClose([smooth.total ?? 0], [1.5095527970], 1e-10))
        let sharper = try weigh("stch", ["mu": .number(0.5)], losses: losses)
        #expect(isClose(sharper.weights, [0.0651818979, 0.1771827688, 0.0909686667], 1e-10))
        #expect(isClose([sharper.total ?? 0], [0.9826472661], 1e-10))
        #expect(isClose(try weigh("famo", losses: losses).weights, [4.0 / 7, 1.0 / 7, 2.0 / 7], 1e-7))
        #expect(isClose(try weigh("famo", losses: [0.5, 2]).weights, [0.8, 0.2], 1e-7))
        let uncertainty = try weigh("uw", ["initial_log_variance": .perTask(PerTask(-0.5))], losses: [0.5, 2])
        #expect(isClose(uncertainty.weights, [0.8243606354, 0.8243606354], 1e-10))
        #expect(isClose(try weigh("gls", losses: [0.5, 2]).weights, [1, 0.25], 1e-15))
    }

    @Test("FAMO's logits after one, two and three steps")
    func famo() throws {
        var losses = [0.5, 2, 1]
        var answer = try weigh("famo", losses: losses)
        let expected = [
            [-0.0249999867, -0.0249996865, 0.0249999873], [-0.0499993770, -0.0499115845, 0.0500089634],
            [-0.0749972140, -0.0748045526, 0.0750320439],
        ]
        for logits in expected {
            losses = zip(losses, [0.9, 0.95, 1.01]).map { $0 * $1 }
            answer = try weigh("famo", losses: losses, state: answer.state)
            let state = try #require(answer.state)
            #expect(isClose(state.memory["logit"] ?? [], logits, 1e-9))
        }
    }

    @Test("strategies that look back, over a history of four steps")
    func history() throws {
        let history = [[1, 2, 0.5], [0.8, 1.9, 0.45], [0.7, 1.5, 0.46], [0.65, 1.4, 0.40]]
        var states: [String: StrategyState] = [:]
        var weights: [String: [[Double]]] = [:]
        for losses in history {
            for name in ["dwa", "softadapt"] {
                let answer = try weigh(name, losses: losses, state: states[name])
                states[name] = answer.state
                weights[name, default: []].append(answer.weights)
            }
        }
        #expect(weights["dwa"]?[0] == [1, 1, 1] && weights["dwa"]?[1] == [1, 1, 1])
        #expect(isClose(weights["dwa"]?[2] ?? [], [0.9587252031, 1.0333947015, 1.0078800954], 1e-10))
        #expect(weights["softadapt"]?[0] == [1, 1, 1])
        #expect(isClose(weights["softadapt"]?[1] ?? [], [0.9182721950, 1.0668800803, 1.0148477248], 1e-10))
    }

    @Test("GradNorm's weights and the step that they take")
    func gradNorm() throws {
        let logits = [0.2, -0.1, 0.3]
        let first = [1, 2.5, 1.2]
        let state = StrategyState(
            strategy: "gradnorm", step: 4,
            tasks: logits.indices.map(taskName),
            memory: [
                "logit": logits, "moment": [0, 0, 0], "squared_moment": [0, 0, 0], "steps": [0, 0, 0],
                "initial_loss": first,
            ])
        // Of the Jacobian [[−4, 1, 1], [6, 1, 1], [.5, .2, −1]].
        let norms = [18, 38, 1.29].map { $0.squareRoot() }
        let answer = try weigh(
            "gradnorm", ["optimizer": .choice("sgd"), "learning_rate": .number(1)], losses: [0.5, 2, 1], norms: norms,
            state: state)
        #expect(isClose(answer.weights, [1.05411506, 0.78090764, 1.1649773], 1e-8))
        let steps = zip(logits, answer.state?.memory["logit"] ?? []).map { $0 - $1 }
        #expect(isClose(steps, [1.67429048, 2.74107236, -4.41536283], 1e-8))
    }
}
