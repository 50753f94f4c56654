// lossd weights: requests for weights without a server.

import ArgumentParser
import Contract
import LossService

struct Weights: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "weights",
        abstract: "Answer requests for weights from a file, or from standard input.",
        discussion: Evaluate.discussion(of: "/v1/weights"))

    @Argument(help: ArgumentHelp("A file of requests, or - for standard input.", valueName: "file|-"))
    var file: String

    @OptionGroup var answers: AnswerOptions

    func run() throws {
        let evaluator = WeightsEvaluator()
        try answers.printAnswers(file) { body throws(ProblemDetails) in try evaluator.answer(body) }
    }
}
