// lossd losses: the catalogue, without a server.

import ArgumentParser
import LossService

struct Losses: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the catalogue of losses, or one loss, as JSON.")

    @Argument(help: "The name or an alias of a loss.")
    var name: String?

    func run() throws {
        guard let name else { return StandardStreams.printLine(LossesEndpoint.catalogue()) }
        do {
            StandardStreams.printLine(try LossesEndpoint.description(of: name))
        } catch {
            StandardStreams.printErrorLine(error.body(requestID: nil))
            throw ExitCode(2)
        }
    }
}
