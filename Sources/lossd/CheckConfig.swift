// lossd check-config: whether a server could start with these settings.

import ArgumentParser
import Telemetry

struct CheckConfig: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "check-config",
        abstract: "Check the settings that serve would start with, the files that they name included.",
        discussion:
            "Prints each setting and where it comes from, as a file that --config reads back; exits with 78 and one line "
            + "when something is wrong.")

    @OptionGroup(title: "Server") var options: ServeOptions
    @OptionGroup(title: "Limits") var limits: LimitOptions

    func run() throws {
        let sources = SettingSources.ofProcess
        let arguments = ProcessArguments.all ?? []
        for setting in sources.settings(of: arguments) + (try sources.settings(besides: arguments)) {
            // A file cannot name another.
            guard setting.name != "config" else { continue }
            StandardStreams.printLine("# from \(SettingText.text(setting.source))".utf8)
            StandardStreams.printLine("\(setting.name) = \(SettingText.text(setting.value))".utf8)
        }
        let checked = try Configuration(options, limits)
        let traces = Serve.traceSettings
        if let settings = traces.settings {
            StandardStreams.printLine("# traces are sent to \(settings.endpoint)".utf8)
        }
        for warning in checked.warnings(on: [try checked.checkAddresses()]) + traces.warnings {
            StandardStreams.printErrorLine("lossd: warning: \(warning)".utf8)
        }
        StandardStreams.printLine("# the settings can be used".utf8)
    }
}
