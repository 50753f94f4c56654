// lossd losses: the catalogue of losses, without a server.

import ArgumentParser
import Contract
import LossService

struct Losses: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "losses",
        abstract: "Print the catalogue of losses, or one loss, as JSON; or all of it as a page to read.")

    @Argument(help: "The name or an alias of a loss.")
    var name: String?

    @Flag(help: "Print the page Documentation/Losses.md, which has all losses.")
    var markdown = false

    @OptionGroup var answers: AnswerOptions

    func validate() throws {
        if markdown, name != nil { throw ValidationError("--markdown prints all losses, not one") }
    }

    func run() throws {
        if markdown { return StandardStreams.printLine(Array(LossReference.markdown.utf8)) }
        try answers.printEntry(name, of: LossReference.list.json) { name throws(ProblemDetails) in
            try LossReference.list.json(of: name)
        }
    }
}
