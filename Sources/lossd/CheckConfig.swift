// lossd check-config: whether a server could start with these settings.

import ArgumentParser

struct CheckConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check the settings that serve would start with, the files that they name included.",
        discussion: "Prints each setting that is not on the command line and where it comes from; exits with 78 and "
            + "one line when something is wrong.")

    @OptionGroup(title: "Server") var options: ServeOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions

    func run() throws {
        for setting in try SettingSources.ofProcess.settings(besides: Array(CommandLine.arguments.dropFirst())) {
            StandardStreams.printLine(Array("\(setting.name) = \(setting.value)  # \(setting.source)".utf8))
        }
        let checked = try Configuration(options, limits)
        for warning in checked.warnings(on: try checked.checkAddresses()) {
            StandardStreams.printErrorLine("lossd: warning: \(warning)".utf8)
        }
        StandardStreams.printLine(Array("# the settings can be used".utf8))
    }
}
