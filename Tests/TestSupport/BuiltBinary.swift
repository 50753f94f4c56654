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
    /// Where the build put it: beside the tests.
    package static let url: URL = {
        let runner = (try? FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")) ?? ""
        return URL(filePath: runner).deletingLastPathComponent().appending(path: "lossd")
    }()

    /// Runs lossd to its end.
    package static func run(_ arguments: [String], input: Data = Data()) throws -> Finished {
        try finish(url, arguments, input: input)
    }

    /// Runs any program to its end.
    package static func finish(_ program: URL, _ arguments: [String], input: Data = Data()) throws -> Finished {
        // Files, not pipes: whoever writes much while nobody reads would wait for ever.
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let files = ["input", "output", "errors"].map { folder.appending(path: $0) }
        try input.write(to: files[0])
        for file in files.dropFirst() { try Data().write(to: file) }
        let process = Process()
        process.executableURL = program
        process.arguments = arguments
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

/// A lossd that serves on a free port until it is told to stop.
package final class ServingBinary {
    package let port: Int
    private let process = Process()

    /// Starts it, and waits until it says where it listens.
    ///
    /// `output` takes its log.
    package init(_ arguments: [String] = [], output: FileHandle? = nil) throws {
        process.executableURL = BuiltBinary.url
        process.arguments = ["serve", "--port", "0"] + arguments
        process.standardOutput = output ?? FileHandle.nullDevice
        let errors = Pipe()
        process.standardError = errors
        try process.run()
        var line = Data()
        while !line.contains(UInt8(ascii: "\n")) {
            let more = errors.fileHandleForReading.availableData
            if more.isEmpty { break }
            line += more
        }
        let text = String(decoding: line, as: UTF8.self)
        guard let port = text.split(separator: ":").last.flatMap({ Int($0.filter(\.isNumber)) }),
            text.hasPrefix("listening on http://")
        else { throw NotServing(message: text) }
        self.port = port
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
