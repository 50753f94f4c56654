// The client that openapi-generator makes for Swift 6: evaluates, weighs, lists, and parses a problem.
import Foundation
import OpenAPIClient

func check(_ holds: Bool, _ value: @autoclosure () -> Any) {
    guard !holds else { return }
    print(value())
    exit(1)
}

extension JSONValue {
    /// The number, which is read as an integer where it is whole.
    var number: Double? { doubleValue ?? intValue.map(Double.init) }
}

func isClose(_ found: Double?, _ expected: Double) -> Bool {
    abs((found ?? .nan) - expected) < 1e-6
}

let client = OpenAPIClientAPIConfiguration(basePath: CommandLine.arguments[1])
let scene = LossTask(
    name: "scene", loss: "cross_entropy", input: [[2.0, 0.5, -1.0]], target: [0],
    options: LossOptions(labelSmoothing: 0.1))
let sum = LossTask(loss: "l1_loss", input: [1, 3], target: [2, 2], options: LossOptions(reduction: "sum"))
let answer = try await LossesAPI.evaluate(
    evaluateRequest: EvaluateRequest(tasks: [scene, sum]), apiConfiguration: client)
check(isClose(answer.tasks[0].loss?.number, 0.39131129), answer)
check(answer.tasks[1].gradients?["input"]?.arrayValue?.map(\.number) == [-1.0, 1.0], answer)

let weights = try await WeightingAPI.weighTasks(
    weightsRequest: WeightsRequest(tasks: ["scene", "depth"], strategy: "upgrad", gramian: [[18, -22], [-22, 38]]),
    apiConfiguration: client)
check(isClose(weights.weights["scene"], 1.1111111), weights)
check(weights.diagnostics?.rank == 2 && weights.solver?.converged == true, weights)
var state: StrategyState?
for step in 1...2 {
    let request = WeightsRequest(
        tasks: ["scene", "depth"], strategy: "uncertainty", losses: ["scene": 0.7, "depth": 1.1], state: state)
    state = try await WeightingAPI.weighTasks(weightsRequest: request, apiConfiguration: client).state
    check(state.map { Int($0.step) } == step, state as Any)
}

check(try await LossesAPI.listLosses(apiConfiguration: client).losses.count >= 44, "losses")
check(
    try await LossesAPI.getLoss(name: "mse_loss", apiConfiguration: client).example["tasks"]?.arrayValue?.count == 1,
    "mse_loss")
check(try await WeightingAPI.listStrategies(apiConfiguration: client).strategies.count >= 23, "strategies")
check(try await WeightingAPI.getStrategy(name: "upgrad", apiConfiguration: client).needs == ["gramian"], "upgrad")

do {
    _ = try await LossesAPI.evaluate(
        evaluateRequest: EvaluateRequest(tasks: [LossTask(loss: "mse")]), apiConfiguration: client)
    check(false, "no problem")
} catch ErrorResponse.error(let status, let body, _, _) {
    let problem = try JSONDecoder().decode(Problem.self, from: body ?? Data())
    check(status == 422 && problem.errors[0].code == "unknown_loss", problem)
}
