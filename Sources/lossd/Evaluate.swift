// lossd evaluate: one request, without a server.

import ArgumentParser
import Contract
import LossService

struct Evaluate: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Answer one request from a file, or from standard input.",
        discussion: "Prints the answer; on a faulty request prints the problem to standard error and exits with 2.")

    @Argument(help: ArgumentHelp("A file that holds a request as POST /v1/evaluate takes it.", valueName: "file|-"))
    var file: String

    func run() throws {
        let body = try StandardStreams.read(file)
        do {
            StandardStreams.printLine(try Evaluator().answer(body))
        } catch {
            StandardStreams.printErrorLine(error.body(requestID: nil))
            throw ExitCode(2)
        }
    }
}
