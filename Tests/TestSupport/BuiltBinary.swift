// The lossd that was built with the tests, run as a user would run it.

package import Foundation

/// What a finished process left behind.
package struct Finished: Sendable {
    package let status: Int32
    package let output: Data
    package let errors: String
}

/// The built binary.
package enum BuiltBinary {
    /// Where the build put it: next to the tests.
    package static let url: URL = {
        let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: runner).deletingLastPathComponent().appending(path: "lossd")
    }()

    /// Runs lossd to its end.
    package static func run(
        _ arguments: [String], input: Data = Data(), environment: [String: String] = [:]
    ) throws -> Finished {
        try finish(url, arguments, input: input, environment: environment)
    }

    /// Runs any program to its end.
    package static func finish(
        _ program: URL, _ arguments: [String], input: Data = Data(), environment: [String: String] = [:]
    ) throws -> Finished {
        // Files, not pipes: a process that writes much to a full pipe would wait for ever.
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["input", "output", "errors"].map { folder.appending(path: $0) }
        try input.write(to: files[0])
        for file in files.dropFirst() { try Data().write(to: file) }
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardInput = try FileHandle(forReadingFrom: files[0])
        process.standardOutput = try FileHandle(forWritingTo: files[1])
        process.standardError = try FileHandle(forWritingTo: files[2])
        try process.run()
        process.waitUntilExit()
        return Finished(
            status: process.terminationStatus, output: try Data(contentsOf: files[1]),
            errors: String(decoding: try Data(contentsOf: files[2]), as: UTF8.self))
    }
}

/// A lossd that serves on a free port until it is stopped.
package final class ServingBinary {
    package let port: Int
    /// What it said before it listened, and that it does.
    package let firstWords: String
    private let process = Process()
    private let errors: Pipe

    /// Starts it, and waits until it says where it listens.
    ///
    /// `output` takes its log; `limit` is how many descriptors it may open.
    package init(
        _ arguments: [String] = [], output: FileHandle? = nil, environment: [String: String] = [:],
        limit: Int? = nil
    ) throws {
        let command = ["serve", "--port", "0"] + arguments
        if let limit {
            process.executableURL = URL(filePath: "/bin/sh")
            process.arguments = ["-c", "ulimit -n \(limit) && exec \"$@\"", "sh", BuiltBinary.url.path] + command
        } else {
            process.executableURL = BuiltBinary.url
            process.arguments = command
        }
        process.environment = ProcessInfo.processInfo.environment.merging(environment) { $1 }
        process.standardOutput = output ?? FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        var text = ""
        while !(text.contains("listening on ") && text.hasSuffix("\n")) {
            let more = errors.fileHandleForReading.availableData
            if more.isEmpty { break }
            text += String(decoding: more, as: UTF8.self)
        }
        guard let line = text.split(separator: "\n").last, line.hasPrefix("listening on "),
            let port = line.contains("unix:") ? 0 : line.split(separator: ":").last.flatMap({ Int($0) })
        else { throw NotServing(message: text) }
        self.port = port
        firstWords = text
        self.errors = errors
    }

    /// The identifier of the process.
    package var processIdentifier: Int32 { process.processIdentifier }

    /// What it says next, on standard error.
    package func nextWords() -> String {
        String(decoding: errors.fileHandleForReading.availableData, as: UTF8.self)
    }

    /// Sends it a signal.
    package func signal(_ number: Int32) {
        kill(process.processIdentifier, number)
    }

    /// Why it does not serve.
    package struct NotServing: Error {
        let message: String
    }

    /// Sends a signal and returns the exit status.
    package func stop(_ signal: Int32 = SIGTERM) -> Int32 {
        kill(process.processIdentifier, signal)
        process.waitUntilExit()
        return process.terminationStatus
    }

    deinit {
        if process.isRunning { process.terminate() }
    }
}
