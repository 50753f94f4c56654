// How much work a problem is estimated to be, which decides where it is evaluated.

import Catalogue
import Losses
import Testing

@Suite("Work")
struct WorkTests {
    struct Case: CustomStringConvertible, Sendable {
        let description: String
        let shapes: NamedList<[Int]>
        let least: Int

        init(_ loss: String, _ shapes: NamedList<[Int]>, least: Int) {
            (description, self.shapes, self.least) = (loss, shapes, least)
        }
    }

    @Test(
        "small tensors that are much work are known to be",
        arguments: [
            Case("mse_loss", ["input": [1000, 1], "target": [1000]], least: 1_000_000),
            Case("cross_entropy", ["input": [100, 10], "target": [100]], least: 1000),
            Case("poly_cross_entropy", ["input": [100, 10], "target": [100]], least: 1000),
            Case("triplet_margin_loss", ["anchor": [100, 2], "positive": [100, 2], "negative": [2]], least: 1000),
            Case("dice_loss", ["input": [2, 3, 4], "target": [2, 4]], least: 24),
            Case("multilabel_margin_loss", ["input": [2, 1000], "target": [2, 1000]], least: 2_000_000),
            Case("linear_cross_entropy", ["input": [1000, 64], "linear_weight": [1000, 64]], least: 2_000_000),
            Case("linear_cross_entropy", ["input": [64], "linear_weight": [1000, 64]], least: 2000),
            Case("info_nce_loss", ["query": [1000, 2], "positive_key": [1000, 2]], least: 1_000_000),
            Case("info_nce_loss", ["query": [10, 2], "negative_keys": [500, 2]], least: 5000),
            Case("info_nce_loss", ["query": [10, 2], "negative_keys": [10, 500, 2]], least: 5000),
            Case("nt_xent_loss", ["embeddings": [1000, 128], "labels": [1000]], least: 3_000_000),
            Case("supcon_loss", ["embeddings": [1000, 128], "labels": [1000]], least: 3_000_000),
            Case("ctc_loss", ["log_probs": [1000, 4, 30], "targets": [4, 300]], least: 2_400_000),
            Case("ctc_loss", ["log_probs": [1000, 4, 30], "targets": [1200]], least: 2_400_000),
            Case(
                "adaptive_log_softmax_with_loss",
                [
                    "input": [1000, 64], "target": [1000], "head.weight": [500, 64], "tail.0.0.weight": [16, 64],
                    "tail.0.1.weight": [2000, 16],
                ], least: 1_000_000),
        ])
    func estimates(example: Case) throws {
        let type = try #require(LossCatalogue.find(example.description))
        #expect(type.work(example.shapes) >= example.least)
    }

    @Test("shapes beyond all numbers are the largest number, and none is one element", arguments: LossCatalogue.all)
    func extremes(type: LossType) {
        var huge: NamedList<[Int]> = [:]
        for input in type.entry.inputs { huge[input.name.replacing("{i}", with: "0")] = [.max, .max, .max] }
        #expect(type.work(huge) == .max)
        #expect(type.work([:]) >= 1)
        #expect(type.work(huge.mapValues { _ in [0] }) >= 1)
    }
}
