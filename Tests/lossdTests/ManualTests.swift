// The manual page Packaging/lossd.1 is what the help of lossd says; Scripts/reference rewrites it.

import Foundation
import TestSupport
import Testing

@Suite("The manual page")
struct ManualTests {
    @Test("it is what the help says, for every command and option")
    func current() throws {
        let dump = try BuiltBinary.run(["--experimental-dump-help"])
        let command = try #require(try JSONTree(dump.output)["command"])
        #expect(
            try GeneratedText.isCurrent(Manual(command).text, in: "Packaging/lossd.1"), "run Scripts/reference")
    }
}

/// A page in the macros of man(7), made of the description of a command and its subcommands.
private struct Manual {
    private(set) var text = ""

    init(_ command: JSONTree) {
        let commands = command["subcommands"]?.elements.filter { $0["commandName"]?.text != "help" } ?? []
        line(".\\\" Written by Scripts/reference from the help of lossd.")
        line(".TH LOSSD 1")
        line(".SH NAME")
        line("lossd \\- \(escaped(command["abstract"]?.text ?? ""))")
        line(".SH SYNOPSIS")
        for command in commands { writeSynopsis(command) }
        line(".SH DESCRIPTION")
        line("Without a command, lossd serves. Each command and its options:")
        for command in commands { writeCommand(command) }
        line(".SH EXIT STATUS")
        for (status, meaning) in Self.statuses {
            line(".TP")
            line(".B \(status)")
            line(escaped(meaning))
        }
        line(".SH ENVIRONMENT")
        line(escaped("LOSSD_NAME for every option --name of serve, such as LOSSD_MAX_TASKS; PORT for --port."))
        line(escaped("OTEL_EXPORTER_OTLP_ENDPOINT and other variables of OpenTelemetry for traces."))
        line(".SH FILES")
        line(".TP")
        line(".I /etc/lossd.conf")
        line("The settings of the service under systemd.")
    }

    private static let statuses = [
        (0, "All went well; lossd serve ended after a signal."),
        (1, "lossd serve cannot listen, or gave up work at the end; lossd healthcheck found no server that is ready."),
        (2, "A request is faulty, a name is unknown, or a file of requests cannot be read."),
        (64, "The command line is wrong."), (70, "The processor lacks instructions that this lossd was built for."),
        (71, "The command line cannot be read."), (74, "Standard output cannot be written."),
        (78, "The settings cannot be used."),
    ]

    private mutating func line(_ line: String) {
        text += line + "\n"
    }

    /// A text whose characters mean themselves.
    private func escaped(_ text: String) -> String {
        let escaped = text.replacing("\\", with: "\\e").replacing("-", with: "\\-")
        return escaped.hasPrefix(".") || escaped.hasPrefix("'") ? "\\&\(escaped)" : escaped
    }

    private func arguments(of command: JSONTree) -> [JSONTree] {
        (command["arguments"]?.elements ?? []).filter {
            $0["shouldDisplay"] == .boolean(true) && !["help", "version"].contains($0["valueName"]?.text)
                && !isOpposite($0, in: command)
        }
    }

    private func name(of argument: JSONTree) -> String { argument["preferredName"]?["name"]?.text ?? "" }

    /// Whether a flag switches off what another one switches on, and is described with that.
    private func isOpposite(_ argument: JSONTree, in command: JSONTree) -> Bool {
        name(of: argument).hasPrefix("no-")
            && (command["arguments"]?.elements ?? []).contains { "no-\(name(of: $0))" == name(of: argument) }
    }

    /// Whether a flag is on by default, so that another one switches it off.
    private func isOn(_ argument: JSONTree) -> Bool {
        argument["kind"]?.text == "flag" && argument["defaultValue"]?.text == "--\(name(of: argument))"
    }

    /// How an argument is written: with its value in italics.
    private func usage(_ argument: JSONTree) -> String {
        let value = "\\fI\(escaped(argument["valueName"]?.text ?? ""))\\fR"
        guard argument["kind"]?.text != "positional" else { return value }
        func option(_ name: String) -> String { "\\fB\\-\\-\(escaped(name))\\fR" }
        let name = name(of: argument)
        guard argument["kind"]?.text == "flag" else { return "\(option(name)) \(value)" }
        return isOn(argument) ? "\(option(name)), \(option("no-\(name)"))" : option(name)
    }

    private mutating func writeSynopsis(_ command: JSONTree) {
        let arguments = arguments(of: command)
        let parts = arguments.filter { $0["kind"]?.text != "option" && !isOn($0) }.map { argument in
            argument["isOptional"] == .boolean(true) ? "[\(usage(argument))]" : usage(argument)
        }
        let options = arguments.contains { $0["kind"]?.text == "option" } ? ["[\\fIoptions\\fR]"] : []
        let words = ["\\fBlossd \(escaped(command["commandName"]?.text ?? ""))\\fR"] + options + parts
        line(words.joined(separator: " "))
        line(".br")
    }

    private mutating func writeCommand(_ command: JSONTree) {
        line(".SS lossd \(escaped(command["commandName"]?.text ?? ""))")
        line(escaped(command["abstract"]?.text ?? ""))
        if let discussion = command["discussion"]?.text {
            line(".PP")
            line(escaped(discussion))
        }
        let name = command["commandName"]?.text
        guard name != "check-config" else {
            line(".PP")
            return line("The options are those of \\fBlossd serve\\fR.")
        }
        for argument in arguments(of: command) {
            line(".TP")
            line(usage(argument))
            let fallback = argument["defaultValue"]?.text.map { " (default: \($0))" } ?? ""
            line(escaped((argument["abstract"]?.text ?? "") + fallback))
        }
    }
}
