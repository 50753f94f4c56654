// The lookback, with its draws given.

import Testing

@testable import Balancing

@Suite("ReLoBRaLo") struct ReLoBRaLoTests {
    @Test("three steps with the draws 1, 0, 1")
    func steps() throws {
        let history = [[1, 2, 0.5], [0.8, 1.9, 0.45], [0.7, 1.5, 0.46], [0.65, 1.4, 0.40]]
        let expected = [
            [1, 1, 1], [0.9959136097, 1.0033440040, 1.0007423862], [0.9130854961, 0.9534042407, 1.1335102632],
            [0.9183222524, 0.9568679760, 1.1248097716],
        ]
        var memory: Memory = [:]
        for (index, losses) in history.enumerated() {
            let problem = BalancingProblem(tasks: ["a", "b", "c"], losses: losses, memory: memory)
            let balance = ReLoBRaLo(epsilon: 0).balance(problem, looksBack: index == 2)
            #expect(zip(balance.weights, expected[index]).allSatisfy { abs($0 - $1) < 1e-9 }, "\(balance.weights)")
            memory = try #require(balance.memory)
        }
    }
}
