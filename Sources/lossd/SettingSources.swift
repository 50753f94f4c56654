// Settings from the environment and from a file, for what the command line does not set.

import Exchange

/// Why settings cannot be used, in one line.
struct SettingsFailure: Error, CustomStringConvertible {
    let description: String
    /// What the process exits with: EX_CONFIG, or another for what is no matter of settings.
    var status: Int32 = 78
}

/// A setting, and where it was found.
struct Setting: Equatable {
    let name: String
    let value: String
    let source: String
}

/// Flags before `LOSSD_*` before the file: each source fills in what those before it left open.
struct SettingSources {
    /// The names of all settings, as options have them.
    let names: [String]
    let environment: [String: String]
    /// The names of those that are flags.
    var flags: [String] = []
    /// Reads a file.
    let read: (String) throws(SettingsFailure) -> String

    /// What is to be added to the arguments of a command.
    ///
    /// - Throws: what is wrong with the environment or the file.
    func settings(besides arguments: [String]) throws(SettingsFailure) -> [Setting] {
        let given = names.filter { name in
            arguments.contains { ["--\(name)", "--no-\(name)"].contains($0) || $0.hasPrefix("--\(name)=") }
        }
        var settings = try fromEnvironment().filter { !given.contains($0.name) }
        guard
            let path = Self.value(of: "config", in: arguments) ?? settings.first(where: { $0.name == "config" })?.value
        else { return settings }
        for setting in try fromFile(path) where !given.contains(setting.name) {
            if !settings.contains(where: { $0.name == setting.name }) { settings.append(setting) }
        }
        return settings
    }

    /// A setting as an argument.
    ///
    /// - Throws: when a flag is neither true nor false.
    func argument(_ setting: Setting) throws(SettingsFailure) -> String {
        guard flags.contains(setting.name) else { return "--\(setting.name)=\(setting.value)" }
        switch setting.value.lowercased() {
        case "true": return "--\(setting.name)"
        case "false": return "--no-\(setting.name)"
        default:
            throw SettingsFailure(
                description: "\(setting.source): \(setting.name) is \(setting.value); it is true or false")
        }
    }

    /// The settings of the command line; of one that is given twice, the last.
    func settings(of arguments: [String]) -> [Setting] {
        names.compactMap { name in
            if flags.contains(name) {
                let last = arguments.last { ["--\(name)", "--no-\(name)"].contains($0) }
                return last.map { Setting(name: name, value: "\($0 == "--\(name)")", source: "the command line") }
            }
            return Self.value(of: name, in: arguments).map {
                Setting(name: name, value: $0, source: "the command line")
            }
        }
    }

    private func fromEnvironment() throws(SettingsFailure) -> [Setting] {
        var settings: [Setting] = []
        for (variable, value) in environment.sorted(by: { $0.key < $1.key }) where variable.hasPrefix(Self.prefix) {
            if Self.isOfKubernetes(variable, value) || Self.ofClients.contains(variable) { continue }
            let name = variable.dropFirst(Self.prefix.count).lowercased().replacing("_", with: "-")
            guard names.contains(name) else { throw unknown(name, variable) }
            settings.append(Setting(name: name, value: value, source: variable))
        }
        // What platforms that start containers tell them to listen on.
        if let port = environment["PORT"], !settings.contains(where: { $0.name == "port" }) {
            settings.append(Setting(name: "port", value: port, source: "PORT"))
        }
        return settings
    }

    private static let prefix = "LOSSD_"

    /// What tells clients where a server is; they may run beside one, in the same environment.
    private static let ofClients: Set = [
        "LOSSD_URL", "LOSSD_TOKEN", "LOSSD_CA", "LOSSD_CERTIFICATE", "LOSSD_TRANSPORT", "LOSSD_BINARY",
    ]

    /// Kubernetes tells every container of services whose names begin with "lossd" in variables that look like settings.
    private static func isOfKubernetes(_ variable: String, _ value: String) -> Bool {
        variable.contains("_SERVICE_HOST") || variable.contains("_SERVICE_PORT")
            || variable.contains(#/_PORT_[0-9]/#) || (variable.hasSuffix("_PORT") && value.contains("://"))
    }

    private func fromFile(_ path: String) throws(SettingsFailure) -> [Setting] {
        var settings: [Setting] = []
        let lines = try Self.withoutMark(read(path)).unicodeScalars.split(
            separator: "\n", omittingEmptySubsequences: false)
        for (index, scalars) in lines.enumerated() {
            let text = Substring(scalars)
            let line = (text.unicodeScalars.last == "\r" ? Substring(text.unicodeScalars.dropLast()) : text)
                .trimmingBlanks()
            if line.isEmpty || line.hasPrefix("#") { continue }
            let place = "\(path) line \(index + 1)"
            guard let sign = line.firstIndex(of: "=") else {
                throw SettingsFailure(description: "\(place): a setting is NAME = VALUE")
            }
            let name = String(line[..<sign].trimmingBlanks())
            guard names.contains(name), name != "config" else { throw unknown(name, place) }
            guard !settings.contains(where: { $0.name == name }) else {
                throw SettingsFailure(description: "\(place): duplicate setting \(name)")
            }
            do throws(SettingsFailure) {
                let value = try SettingText.value(line[line.index(after: sign)...].trimmingBlanks())
                settings.append(Setting(name: name, value: value, source: place))
            } catch {
                throw SettingsFailure(description: "\(place): \(error)")
            }
        }
        return settings
    }

    /// A text without the byte order mark that some editors put before it.
    private static func withoutMark(_ text: String) -> Substring {
        text.unicodeScalars.first == "\u{FEFF}" ? Substring(text.unicodeScalars.dropFirst()) : text[...]
    }

    private func unknown(_ name: String, _ source: String) -> SettingsFailure {
        guard name != "config" else {
            return SettingsFailure(description: "\(source): config cannot be set in the file that it names")
        }
        let near = names.filter { $0.contains(name) || name.contains($0) }.prefix(3)
        let hint = near.isEmpty ? "lossd serve --help lists them" : "there is \(near.joined(separator: ", "))"
        return SettingsFailure(description: "\(source): there is no setting \(name); \(hint)")
    }

    private static func value(of name: String, in arguments: [String]) -> String? {
        for (index, argument) in arguments.enumerated().reversed() {
            if argument.hasPrefix("--\(name)=") { return String(argument.dropFirst(name.count + 3)) }
            if argument == "--\(name)", index + 1 < arguments.count { return arguments[index + 1] }
        }
        return nil
    }
}
