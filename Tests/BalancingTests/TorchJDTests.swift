// Weights against those of torchjd, which Scripts/golden-weights wrote down.

import Balancing
import Catalogue
import TestSupport
import Testing

@Suite("torchjd's weights") struct TorchJDTests {
    @Test("all that were written down are answered")
    func golden() throws {
        let fixture = try JSONTree(Array(try Repository.read("Tests/Fixtures/Balancing/torchjd.json")))
        let cases = try #require(fixture["cases"]?.elements)
        #expect(cases.count == 72)
        for golden in cases {
            let strategy = try #require(golden["strategy"]?.text)
            let parameters = (golden["parameters"]?.members ?? [:]).compactMapValues { value in
                value.text.map { OptionValue.choice($0) }
            }
            let gramian = try #require(golden["gramian"]?.elements.map(\.numbers))
            let expected = try #require(golden["weights"]?.numbers)
            let weights = try weigh(strategy, parameters, gramian: gramian).weights
            let size = expected.map(abs).max() ?? 0
            let isClose = zip(weights, expected).allSatisfy { abs($0 - $1) <= 1e-9 * size }
            #expect(isClose, "\(strategy) \(parameters) of \(gramian.count) tasks: \(weights), torchjd \(expected)")
        }
    }
}
