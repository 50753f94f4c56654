// The file of tokens: a name and a digest in each line.

/// The tokens that a file allows.
package struct TokenFile: Sendable {
    /// Why a file cannot be used.
    package struct Failure: Error, CustomStringConvertible {
        package let description: String
    }

    /// A token by its name; the token itself is nowhere but with its owner.
    struct NamedDigest: Sendable {
        let name: String
        let digest: Digest
    }

    let entries: [NamedDigest]

    /// Reads lines of a name, a space and `sha256:` with 64 hexadecimal digits; `#` begins a comment.
    ///
    /// - Throws: what is wrong with a line, by its number; the content is not repeated.
    package init(_ text: String) throws(Failure) {
        var entries: [NamedDigest] = []
        for (index, line) in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline).enumerated() {
            let fields = line.prefix { $0 != "#" }.split { $0 == " " || $0 == "\t" || $0 == "\r" }
            guard !fields.isEmpty else { continue }
            guard fields.count == 2, Self.isName(fields[0]), fields[1].hasPrefix(Self.prefix),
                let digest = Digest(hexadecimal: fields[1].dropFirst(Self.prefix.count))
            else {
                throw Failure(
                    description: "line \(index + 1) is not a name and sha256:DIGITS, as lossd token writes it")
            }
            guard !entries.contains(where: { $0.name == fields[0] && $0.digest.equals(digest) }) else {
                throw Failure(description: "line \(index + 1) is a duplicate")
            }
            entries.append(NamedDigest(name: String(fields[0]), digest: digest))
        }
        guard !entries.isEmpty else { throw Failure(description: "there are no tokens in it") }
        self.entries = entries
    }

    private static let prefix = "sha256:"

    /// Whether a name is allowed in the file, in logs and in metrics.
    package static func isName(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.utf8.count <= 64
            && text.unicodeScalars.allSatisfy {
                $0.isASCII && ($0.properties.isAlphabetic || "0123456789._-".unicodeScalars.contains($0))
            }
    }

    /// A new random token, and the line that allows it.
    package static func newToken(name: String) -> (token: String, line: String) {
        var generator = SystemRandomNumberGenerator()
        let words = (0..<4).map { _ in String(generator.next() as UInt64, radix: 36) }
        let token = "lossd_\(words.map { String(repeating: "0", count: 13 - $0.utf8.count) + $0 }.joined())"
        return (token, "\(name) \(prefix)\(Digest(of: token).hexadecimal)")
    }
}
