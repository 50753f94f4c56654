// lossd version: which lossd this is.

import ArgumentParser

struct PrintVersion: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "version", abstract: "Print the version, as --version does.")

    func run() {
        StandardStreams.printLine(Lossd.configuration.version.utf8)
    }
}
