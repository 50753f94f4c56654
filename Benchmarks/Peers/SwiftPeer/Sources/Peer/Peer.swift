// Answers cross_entropy with its gradient, and /livez: what lossd is compared with.

import Foundation
import Hummingbird

struct Batch: Decodable {
    struct Task: Decodable {
        let input: [[Float]]
        let target: [Int]
    }
    let tasks: [Task]
}

struct Answer: ResponseEncodable {
    struct Task: Encodable {
        let name: String
        let loss: Float
        let gradients: [String: [[Float]]]
    }
    let tasks: [Task]
}

/// The mean loss, and its gradient.
func crossEntropy(_ task: Batch.Task) -> (loss: Float, gradient: [[Float]]) {
    var loss: Float = 0
    let count = Float(task.input.count)
    let gradient = zip(task.input, task.target).map { row, target in
        let largest = row.max() ?? 0
        let exponentials = row.map { exp($0 - largest) }
        let sum = exponentials.reduce(0, +)
        loss += log(sum) - (row[target] - largest)
        return exponentials.enumerated().map { ($1 / sum - ($0 == target ? 1 : 0)) / count }
    }
    return (loss / count, gradient)
}

@main
struct Peer {
    static func main() async throws {
        let router = Router()
        router.get("livez") { _, _ in "{\"status\":\"ok\"}" }
        router.post("v1/evaluate") { request, context in
            var request = request
            let body = try await request.collectBody(upTo: 64 << 20)
            let batch = try JSONDecoder().decode(Batch.self, from: Data(buffer: body))
            return Answer(
                tasks: batch.tasks.enumerated().map { index, task in
                    let (loss, gradient) = crossEntropy(task)
                    return Answer.Task(name: "task\(index)", loss: loss, gradients: ["input": gradient])
                })
        }
        let port = Int(CommandLine.arguments.dropFirst().first ?? "8080") ?? 8080
        try await Application(router: router, configuration: .init(address: .hostname("127.0.0.1", port: port)))
            .runService()
    }
}
