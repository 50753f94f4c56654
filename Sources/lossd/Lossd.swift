// The command line: lossd and its subcommands.

import ArgumentParser
import LossService

@main
struct Lossd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lossd",
        abstract: "Evaluates losses and their gradients, with PyTorch's names and numbers, over HTTP.",
        version: "lossd \(Version.number)",
        subcommands: [Serve.self, Evaluate.self, Losses.self, HealthCheck.self],
        defaultSubcommand: Serve.self)
}
