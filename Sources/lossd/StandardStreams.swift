// Files and standard streams, as bytes.

import ArgumentParser

import Glibc

enum StandardStreams {
    /// All bytes of a file, or of standard input for "-".
    ///
    /// - Throws: the exit status when the file cannot be read, the reason said.
    static func read(_ path: String) throws -> [UInt8] {
        let descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY)
        guard descriptor >= 0 else { throw failure(path) }
        defer { if descriptor != STDIN_FILENO { close(descriptor) } }
        guard let bytes = bytes(of: descriptor) else { throw failure(path) }
        return bytes
    }

    /// What there is to read from a descriptor; `nil` when that fails.
    private static func bytes(of descriptor: Int32) -> [UInt8]? {
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else {
                if errno == EINTR { continue }
                return nil
            }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    /// All bytes of a small file that a setting names.
    ///
    /// - Parameters:
    ///   - path: where it is.
    ///   - isReload: whether it is read while the process serves, which must not wait for the writer of a pipe.
    /// - Returns: the bytes.
    /// - Throws: why it cannot be read.
    static func contents(of path: String, isReload: Bool = false) throws(SettingsFailure) -> [UInt8] {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC | (isReload ? O_NONBLOCK : 0))
        guard descriptor >= 0 else { throw SettingsFailure(description: reason(path)) }
        defer { close(descriptor) }
        var status = stat()
        if isReload, unsafe fstat(descriptor, &status) != 0 || status.st_mode & S_IFMT != S_IFREG {
            throw SettingsFailure(description: "cannot read \(path): it is not a regular file")
        }
        guard let bytes = bytes(of: descriptor) else { throw SettingsFailure(description: reason(path)) }
        return bytes
    }

    /// The variables of the environment.
    static var environment: [String: String] {
        var variables: [String: String] = [:]
        var next = unsafe environ
        while let entry = unsafe next.pointee {
            let parts = unsafe String(cString: entry).split(
                separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            if parts.count == 2 { variables[String(parts[0])] = String(parts[1]) }
            unsafe next += 1
        }
        return variables
    }

    /// Says in one line what is wrong, and exits.
    static func fail(_ message: String, status: Int32) -> Never {
        printErrorLine("lossd: \(message)".utf8)
        exit(status)
    }

    /// Writes to standard output, and returns how many bytes were written.
    @discardableResult
    static func print(_ text: [UInt8]) -> Int {
        write(text, to: STDOUT_FILENO)
    }

    static func printLine(_ text: some Sequence<UInt8>) {
        write(Array(text) + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
    }

    static func printErrorLine(_ text: some Sequence<UInt8>) {
        write(Array(text) + [UInt8(ascii: "\n")], to: STDERR_FILENO)
    }

    @discardableResult
    private static func write(_ text: [UInt8], to descriptor: Int32) -> Int {
        var rest = text[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return rest.startIndex }
            rest = rest.dropFirst(max(count, 0))
        }
        return text.count
    }

    /// Says why a file cannot be read.
    private static func failure(_ path: String) -> ExitCode {
        printErrorLine("lossd: \(reason(path))".utf8)
        return ExitCode(2)
    }

    private static func reason(_ path: String) -> String {
        "cannot read \(path): \(unsafe String(cString: strerror(errno)))"
    }
}
