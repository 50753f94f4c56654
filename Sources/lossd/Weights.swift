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

    @OptionGroup var files: FileOptions

    func run() throws {
        let evaluator = WeightsEvaluator()
        if files.apply(to: file) {
            return try files.answerOnly(file, answers) { body, form, answerForm throws(ProblemDetails) in
                try evaluator.answer(body, from: form, to: answerForm)
            }
        }
        try answers.printAnswers(file) { body throws(ProblemDetails) in try evaluator.answer(body) }
    }
}
