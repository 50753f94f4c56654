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
        var bytes: [UInt8] = []
        var chunk = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = unsafe chunk.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
            guard count >= 0 else {
                if errno == EINTR { continue }
                throw failure(path)
            }
            guard count > 0 else { return bytes }
            bytes.append(contentsOf: chunk[..<count])
        }
    }

    static func print(_ text: [UInt8]) {
        write(text, to: STDOUT_FILENO)
    }

    static func printLine(_ text: [UInt8]) {
        write(text + [UInt8(ascii: "\n")], to: STDOUT_FILENO)
    }

    static func printErrorLine(_ text: some Sequence<UInt8>) {
        write(Array(text) + [UInt8(ascii: "\n")], to: STDERR_FILENO)
    }

    private static func write(_ text: [UInt8], to descriptor: Int32) {
        var rest = text[...]
        while !rest.isEmpty {
            let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
            guard count > 0 || errno == EINTR else { return }
            rest = rest.dropFirst(max(count, 0))
        }
    }

    /// Says why a file cannot be read.
    private static func failure(_ path: String) -> ExitCode {
        printErrorLine(Array("lossd: cannot read \(path): \(unsafe String(cString: strerror(errno)))".utf8))
        return ExitCode(2)
    }
}
