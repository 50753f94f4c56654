// Strategies as tests call them.

import Balancing
import Catalogue
import Testing

/// A strategy's answer for tasks a, b, c ...
func weigh(
    _ name: String, _ parameters: [String: OptionValue] = [:], gramian: [[Double]]? = nil, losses: [Double]? = nil,
    norms: [Double]? = nil, state: StrategyState? = nil, seed: UInt64? = nil
) throws -> BalancingAnswer {
    let type = try #require(StrategyCatalogue.find(name))
    let count = gramian?.count ?? losses?.count ?? norms?.count ?? 0
    var request = BalancingRequest(tasks: (0..<count).map { taskName($0) })
    request.gramian = gramian.map { rows in Matrix(size: rows.count) { rows[$0][$1] } }
    request.losses = losses
    request.gradientNorms = norms
    request.state = state
    request.seed = seed
    return try Balancer(type, parameters).run(request)
}

/// Names whose order is that of their numbers.
func taskName(_ index: Int) -> String {
    index < 26 ? String(UnicodeScalar(UInt8(97 + index))) : "z" + String(1000 + index)
}

/// Numbers by task, for a parameter.
func perTask(_ numbers: Double...) -> OptionValue {
    .perTask(PerTask(nil, Dictionary(uniqueKeysWithValues: numbers.enumerated().map { (taskName($0), $1) })))
}

/// Whether all numbers lie within `tolerance` of each other.
func isClose(_ left: [Double], _ right: [Double], _ tolerance: Double) -> Bool {
    left.count == right.count && zip(left, right).allSatisfy { abs($0 - $1) <= tolerance * max(1, abs($1)) }
}
