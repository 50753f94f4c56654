// Requests from a file or from standard input: a single one, or one on each line.

import Glibc

/// Reads requests one after another, each as soon as its line is complete.
///
/// A text whose first line is a whole value holds a request on every line (NDJSON). Any other text is a single request, laid
/// out over several lines.
struct Requests {
    private let input: InputFile
    private var buffer: [UInt8] = []
    /// Where the next line begins.
    private var start = 0
    private var hasEnded = false
    /// Whether there is a request on each line; unknown before the first.
    private var isByLine: Bool?
    /// The number of the line that was read last, or of the first line of a request laid out over several.
    private(set) var line = 0

    /// - Parameter path: a file, or "-" for standard input.
    /// - Throws: why the file cannot be opened.
    init(_ path: String) throws(SettingsFailure) {
        input = try InputFile(path)
    }

    /// The next request; `nil` after the last.
    ///
    /// A text without any is one request that is empty.
    ///
    /// - Throws: why the input cannot be read.
    mutating func next() throws(SettingsFailure) -> [UInt8]? {
        while let text = try nextLine() {
            line += 1
            if text.allSatisfy(Self.isBlank) { continue }
            if isByLine == nil { isByLine = Self.isWhole(text) }
            guard isByLine == false else { return text }
            while !hasEnded { try fill() }
            let rest = Array(buffer[start...])
            start = buffer.count
            return text + [UInt8(ascii: "\n")] + rest
        }
        guard isByLine == nil else { return nil }
        isByLine = false
        line = 1
        return []
    }

    /// Whether the request that was read is the only one.
    ///
    /// A writer that keeps its end of a pipe open for a second without a word has more to send.
    mutating func isOnly() throws(SettingsFailure) -> Bool {
        if isByLine == false { return true }
        while !buffer[start...].contains(where: { !Self.isBlank($0) }) {
            if hasEnded { return true }
            guard input.isReadable(within: 1000) else { return false }
            try fill()
        }
        return false
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        [0x20, 0x09, 0x0D, 0x0A].contains(byte)
    }

    /// Whether a text closes all lists, objects and strings that it opens.
    private static func isWhole(_ text: [UInt8]) -> Bool {
        var depth = 0
        var (isInString, isEscaped) = (false, false)
        for byte in text {
            if isInString {
                if isEscaped {
                    isEscaped = false
                } else if byte == UInt8(ascii: "\\") {
                    isEscaped = true
                } else if byte == UInt8(ascii: "\"") {
                    isInString = false
                }
                continue
            }
            switch byte {
            case UInt8(ascii: "\""): isInString = true
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
        }
        return depth <= 0 && !isInString
    }

    /// The next line, without its line feed; `nil` at the end.
    private mutating func nextLine() throws(SettingsFailure) -> [UInt8]? {
        var searched = start
        while true {
            if let end = buffer[searched...].firstIndex(of: UInt8(ascii: "\n")) {
                let line = Array(buffer[start..<end])
                start = end + 1
                return line
            }
            if hasEnded {
                guard start < buffer.count else { return nil }
                defer { start = buffer.count }
                return Array(buffer[start...])
            }
            searched = buffer.count - start
            try fill()
        }
    }

    /// Reads more, and forgets the lines that were returned.
    private mutating func fill() throws(SettingsFailure) {
        buffer.removeSubrange(..<start)
        start = 0
        hasEnded = try !input.read(into: &buffer)
    }
}

/// A file that is read from its beginning to its end.
final class InputFile {
    private let path: String
    private let descriptor: Int32

    /// - Parameter path: a file, or "-" for standard input.
    /// - Throws: why the file cannot be opened.
    init(_ path: String) throws(SettingsFailure) {
        self.path = path
        descriptor = path == "-" ? STDIN_FILENO : unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { throw failure }
    }

    deinit {
        if path != "-" { close(descriptor) }
    }

    private var failure: SettingsFailure {
        SettingsFailure(description: StandardStreams.reason(path), status: 2)
    }

    /// Appends what there is to read; `false` at the end.
    func read(into bytes: inout [UInt8]) throws(SettingsFailure) -> Bool {
        while true {
            var error: Int32 = 0
            let before = bytes.count
            bytes.append(addingCapacity: 1 << 16) { room in
                unsafe room.withUnsafeMutableBufferPointer { target, initialized in
                    let count = unsafe Glibc.read(descriptor, target.baseAddress, target.count)
                    (initialized, error) = (max(count, 0), count < 0 ? errno : 0)
                }
            }
            guard error != EINTR else { continue }
            guard error == 0 else { throw failure }
            return bytes.count > before
        }
    }

    /// Whether there is something to read, or the end, within some milliseconds.
    func isReadable(within milliseconds: Int32) -> Bool {
        var entry = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
        return unsafe poll(&entry, 1, milliseconds) != 0
    }
}
