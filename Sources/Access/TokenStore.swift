// Who may send requests: clients with a token that is in the file.

package import Exchange
import Synchronization

/// Checks the tokens of requests; the file may change while a server runs.
package final class TokenStore: Sendable {
    /// What was found about the credentials of a request.
    package enum Outcome: Sendable, Equatable {
        case known(name: String)
        case missing
        case wrong
    }

    private let file: Mutex<TokenFile>

    package init(_ file: TokenFile) {
        self.file = Mutex(file)
    }

    /// Accepts other tokens from now on.
    package func replace(_ file: TokenFile) {
        self.file.withLock { $0 = file }
    }

    /// Looks up the bearer token of a request (RFC 6750 §2.1).
    ///
    /// Every digest is compared, whichever fits, so that the time reveals nothing about the tokens.
    package func check(_ fields: HeaderFields) -> Outcome {
        guard let field = fields[.authorization] else { return .missing }
        let parts = field.split(separator: " ", maxSplits: 1)
        guard parts.count == 2, parts[0].lowercased() == "bearer" else { return .wrong }
        let digest = Digest(of: parts[1].drop { $0 == " " })
        let entries = file.withLock { $0.entries }
        var outcome = Outcome.wrong
        for entry in entries where entry.digest.equals(digest) { outcome = .known(name: entry.name) }
        return outcome
    }
}
