// Files and standard streams, as bytes.

import Glibc

enum StandardStreams {
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

    /// Writes a line to standard output; ends the process with 74 if it cannot be written.
    static func printLine(_ text: some Sequence<UInt8>) {
        let line = Array(text) + [UInt8(ascii: "\n")]
        guard write(line, to: STDOUT_FILENO) < line.count else { return }
        let reason = unsafe String(cString: strerror(errno))
        fail("cannot write to standard output: \(reason)", status: 74)
    }

    static func printErrorLine(_ text: some Sequence<UInt8>) {
        write(Array(text) + [UInt8(ascii: "\n")], to: STDERR_FILENO)
    }

    /// Writes a file, or the part of it that there is room for.
    ///
    /// - Throws: why it cannot be written.
    static func write(_ bytes: [UInt8], toFile path: String) throws(SettingsFailure) {
        let descriptor = unsafe open(path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o666)
        guard descriptor >= 0, write(bytes, to: descriptor) == bytes.count, close(descriptor) == 0 else {
            throw SettingsFailure(
                description: "cannot write \(path): \(unsafe String(cString: strerror(errno)))", status: 74)
        }
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

    /// Why a file cannot be read, after a call that failed.
    static func reason(_ path: String) -> String {
        "cannot read \(path): \(unsafe String(cString: strerror(errno)))"
    }
}
