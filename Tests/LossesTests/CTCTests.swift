// ctc_loss: what its alignments are, and what its gradient is the derivative by.

import Catalogue
@testable import Losses
import RealModule
import Testing

@Suite("ctc_loss")
struct CTCTests {
    private struct Sequences {
        var scores: [Double]
        let shape = [5, 2, 3]
        let targets = Tensor<Double>(shape: [2, 2], values: [1, 2, 1, 1])
        let inputLengths = Tensor<Double>(shape: [2], values: [5, 4])
        let targetLengths = Tensor<Double>(shape: [2], values: [2, 2])

        func evaluate(_ reduction: Reduction) throws -> Evaluation<Double> {
            let type = try #require(LossCatalogue.find("ctc_loss"))
            return try type.loss([:]).evaluate(
                Problem(
                    tensors: [
                        "log_probs": Tensor(shape: shape, values: logProbs), "targets": targets,
                        "input_lengths": inputLengths, "target_lengths": targetLengths,
                    ], reduction: reduction, gradients: ["log_probs"]))
        }

        /// The log-softmax of the scores.
        var logProbs: [Double] {
            stride(from: 0, to: scores.count, by: 3).flatMap { start in
                let row = scores[start..<(start + 3)]
                let sum = Double.log(row.reduce(0) { $0 + .exp($1) })
                return row.map { $0 - sum }
            }
        }
    }

    private static let scores = (0..<30).map { Double(($0 * 37) % 23) / 8 - 1.3 }

    @Test("through a log-softmax, the gradient is the central difference", arguments: [Reduction.mean, .sum])
    func gradient(reduction: Reduction) throws {
        var sequences = Sequences(scores: Self.scores)
        let evaluation = try sequences.evaluate(reduction)
        let gradient = try #require(evaluation.gradients["log_probs"]).values
        for index in Self.scores.indices {
            func moved(_ step: Double) throws -> Double {
                sequences.scores = Self.scores
                sequences.scores[index] += step
                return try sequences.evaluate(reduction).loss.values[0]
            }
            let difference = (try moved(1e-5) - moved(-1e-5)) / 2e-5
            // The chain rule of the log-softmax leaves a gradient alone whose rows sum to 0.
            #expect(abs(gradient[index] - difference) < 1e-8, "\(index)")
        }
    }

    @Test("the likelihood is the sum over all alignments, counted one by one")
    func alignments() throws {
        let sequences = Sequences(scores: Self.scores)
        let found = try sequences.evaluate(.none).loss.values
        for (item, (target, steps)) in [([1, 2], 5), ([1, 1], 4)].enumerated() {
            var likelihood = 0.0
            var alignment = [Int](repeating: 0, count: steps)
            repeat {
                if Self.labels(of: alignment) == target {
                    likelihood += Double.exp(
                        alignment.enumerated().reduce(0) {
                            $0 + sequences.logProbs[($1.offset * 2 + item) * 3 + $1.element]
                        })
                }
            } while Self.advance(&alignment)
            #expect(abs(found[item] + .log(likelihood)) < 1e-12)
        }
    }

    /// Repeated labels merged, blanks dropped.
    private static func labels(of alignment: [Int]) -> [Int] {
        var labels: [Int] = []
        for (index, label) in alignment.enumerated()
        where label != 0 && (index == 0 || alignment[index - 1] != label) {
            labels.append(label)
        }
        return labels
    }

    /// Counts up in base 3; whether that is not over.
    private static func advance(_ digits: inout [Int]) -> Bool {
        for index in digits.indices {
            digits[index] = (digits[index] + 1) % 3
            if digits[index] != 0 { return true }
        }
        return false
    }

    @Test(
        "faulty lengths are reported up to the limit, however many there are",
        arguments: ["input_lengths", "target_lengths"])
    func manyFaultyLengths(name: String) throws {
        let count = 5000
        func tensor(_ shape: [Int], _ value: Float) -> Tensor<Float> {
            Tensor(shape: shape, values: [Float](repeating: value, count: shape.reduce(1, *)))
        }
        var tensors: NamedList<Tensor<Float>> = [
            "log_probs": tensor([1, count, 1], 0), "targets": tensor([count, 1], 0),
            "input_lengths": tensor([count], 1), "target_lengths": tensor([count], 1),
        ]
        tensors[name] = tensor([count], 200)
        #expect {
            _ = try CTCLoss().evaluate(Problem(tensors: tensors))
        } throws: { error in
            (error as? LossFaults)?.faults.count == LossFaults.limit
        }
    }
}
