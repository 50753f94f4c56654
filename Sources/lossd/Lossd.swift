// The command line: lossd and its subcommands.

import ArgumentParser
import Catalogue
import LossService
import Transport

import Glibc

@main
struct Lossd: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "lossd",
        abstract: "Evaluates losses and their gradients, with PyTorch's names and numbers, over HTTP.",
        version: "lossd \(Version.number)",
        subcommands: [
            Serve.self, CheckConfig.self, Evaluate.self, Weights.self, Losses.self, Strategies.self, HealthCheck.self,
            NewToken.self, PrintVersion.self,
        ],
        defaultSubcommand: Serve.self)

    static func main() {
        // Without them it would serve with settings that nobody asked for.
        guard let arguments = ProcessArguments.all else {
            StandardStreams.fail("the command line cannot be read; is /proc mounted?", status: 71)
        }
        var settings: [Setting] = []
        if let word = arguments.first, !word.hasPrefix("-"), !commandNames.contains(word) {
            StandardStreams.fail(unknownCommand(word), status: 64)
        }
        if let missing = Processor.missingInstructions {
            StandardStreams.fail(
                "this lossd was built for processors with \(missing), which this one lacks: build it here (make run)",
                status: 70)
        }
        do {
            let sources = SettingSources.ofProcess
            if takesSettings(arguments) { settings = try sources.settings(besides: arguments) }
            let more = try settings.map { setting throws(SettingsFailure) in try sources.argument(setting) }
            var command = try parseAsRoot(arguments + more)
            try command.run()
        } catch let failure as SettingsFailure {
            StandardStreams.fail("\(failure)", status: failure.status)
        } catch  where exitCode(for: error) == .validationFailure && !settings.isEmpty {
            StandardStreams.fail(explanation(of: error, settings), status: 78)
        } catch let error as SystemError {
            StandardStreams.fail("\(error)", status: 1)
        } catch  where exitCode(for: error) == .validationFailure {
            // One line, as for everything else that is wrong.
            StandardStreams.fail(
                "\(oneLine(message(for: error))); see lossd --help", status: 64)
        } catch  where exitCode(for: error) == .success {
            // Help, the version, or a script that completes commands.
            StandardStreams.printLine(fullMessage(for: error).utf8)
        } catch {
            exit(withError: error)
        }
    }

    /// The words that may come first.
    private static var commandNames: [String] {
        configuration.subcommands.compactMap { $0.configuration.commandName } + ["help"]
    }

    private static func unknownCommand(_ word: String) -> String {
        let names = commandNames
        let suggestion = Suggestion.text(word, among: names)
        return "there is no command \(word.quoted)\(suggestion.isEmpty ? ";" : suggestion) there are "
            + "\(names.joined(separator: ", ")); see lossd --help"
    }

    /// Whether the arguments are those of a command that has a server's settings.
    private static func takesSettings(_ arguments: [String]) -> Bool {
        guard let first = arguments.first else { return true }
        if ["serve", "check-config"].contains(first) { return true }
        // Others print something, such as help or completions.
        let name = String(first.dropFirst(first.hasPrefix("--no-") ? 5 : 2).prefix { $0 != "=" })
        return first.hasPrefix("--") && SettingNames.all.contains(name)
    }

    /// A message without line breaks, and without the full stop that some end with.
    private static func oneLine(_ message: String) -> String {
        let line = message.split(whereSeparator: \.isNewline).joined(separator: " ")
        return line.hasSuffix(".") ? String(line.dropLast()) : line
    }

    /// What is wrong, and where the setting came from that is.
    private static func explanation(of error: any Error, _ settings: [Setting]) -> String {
        let message = message(for: error)
        let sources = settings.filter { message.contains("--\($0.name)") }.map { "\($0.name) is from \($0.source)" }
        return sources.isEmpty ? message : "\(message) (\(sources.joined(separator: ", ")))"
    }
}

extension SettingSources {
    /// The sources of this process.
    static var ofProcess: SettingSources {
        SettingSources(
            names: SettingNames.all, environment: StandardStreams.environment, flags: SettingNames.flags,
            read: { path throws(SettingsFailure) in
                String(decoding: try StandardStreams.contents(of: path), as: UTF8.self)
            })
    }
}
