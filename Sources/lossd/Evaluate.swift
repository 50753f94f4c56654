// lossd evaluate: requests without a server.

import ArgumentParser
import Contract
import LossService

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "evaluate",
        abstract: "Answer requests for losses from a file, or from standard input.",
        discussion: discussion(of: "/v1/evaluate"))

    /// What holds for every command that answers requests.
    static func discussion(of path: String) -> String {
        "The file holds a request as POST \(path) takes it, or one on each line (NDJSON), which are answered as they come, a "
            + "line each. A faulty request exits with 2: its problem is printed to standard error, or, with the number of "
            + "its line, among the answers where there are several requests. A FILE.safetensors holds one request: its tensors, "
            + "and the request itself as the text \"lossd\" of its metadata."
    }

    @Argument(help: ArgumentHelp("A file of requests, or - for standard input.", valueName: "file|-"))
    var file: String

    @OptionGroup var answers: AnswerOptions

    @OptionGroup var files: FileOptions

    func run() throws {
        let evaluator = Evaluator()
        if files.apply(to: file) {
            return try files.answerOnly(file, answers) { body, form, answerForm throws(ProblemDetails) in
                try evaluator.answer(body, from: form, to: answerForm)
            }
        }
        try answers.printAnswers(file) { body throws(ProblemDetails) in try evaluator.answer(body) }
    }
}
