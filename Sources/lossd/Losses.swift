// lossd losses: the catalogue, without a server.

import ArgumentParser
import Contract
import LossService

struct Losses: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print the catalogue of losses, or one loss, as JSON; or all of it as a page to read.")

    @Argument(help: "The name or an alias of a loss.")
    var name: String?

    @Flag(help: "Print the page Documentation/Losses.md, which has all losses.")
    var markdown = false

    func validate() throws {
        if markdown, name != nil { throw ValidationError("--markdown prints all losses, not one") }
    }

    func run() throws {
        if markdown { return StandardStreams.printLine(Array(LossReference.markdown.utf8)) }
        guard let name else { return StandardStreams.printLine(LossReference.list.json) }
        do {
            StandardStreams.printLine(try LossReference.list.json(of: name))
        } catch {
            StandardStreams.printErrorLine(error.body(requestID: nil))
            throw ExitCode(2)
        }
    }
}
