// lossd strategies: the catalogue of strategies, without a server.

import ArgumentParser
import Contract
import LossService

struct Strategies: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "strategies", abstract: "Print the catalogue of strategies, or one strategy, as JSON.")

    @Argument(help: "The name or an alias of a strategy.")
    var name: String?

    @OptionGroup var answers: AnswerOptions

    func run() throws {
        try answers.printEntry(name, of: StrategyReference.list.json) { name throws(ProblemDetails) in
            try StrategyReference.list.json(of: name)
        }
    }
}
