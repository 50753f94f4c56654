// lossd check-config: whether a server could start with these settings.

import ArgumentParser

struct CheckConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check the settings that serve would start with, the files that they name included.",
        discussion:
            "Prints each setting that is not on the command line and where it comes from, in the form of a file "
            + "for --config; exits with 78 and one line when something is wrong.")

    @OptionGroup(title: "Server") var options: ServeOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions

    func run() throws {
        // In the form of a file for --config, where a comment is a line.
        for setting in try SettingSources.ofProcess.settings(besides: ProcessArguments.all ?? []) {
            StandardStreams.printLine("# from \(setting.source)".utf8)
            StandardStreams.printLine("\(setting.name) = \(setting.value)".utf8)
        }
        let checked = try Configuration(options, limits)
        for warning in checked.warnings(on: [try checked.checkAddresses()]) {
            StandardStreams.printErrorLine("lossd: warning: \(warning)".utf8)
        }
        StandardStreams.printLine("# the settings can be used".utf8)
    }
}
