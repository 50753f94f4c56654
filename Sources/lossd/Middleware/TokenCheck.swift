// The credentials of requests.

import Access
import Contract
import Exchange

/// Checks tokens, where there are any.
struct TokenCheck: Sendable {
    /// `nil` where everybody may send requests.
    let store: TokenStore?

    /// The name of the client's token; `nil` where none is needed.
    ///
    /// - Throws: 401.
    func caller(_ fields: HeaderFields) throws(ProblemDetails) -> String? {
        guard let store else { return nil }
        switch store.check(fields) {
        case .known(let name): return name
        case .missing:
            throw Self.refusal("send Authorization: Bearer TOKEN", "Bearer realm=\"lossd\"")
        case .wrong:
            throw Self.refusal(
                "Authorization has no valid token", "Bearer realm=\"lossd\", error=\"invalid_token\"")
        }
    }

    private static func refusal(_ detail: String, _ challenge: String) -> ProblemDetails {
        ProblemDetails(.unauthorized, detail, fields: [AnswerField(.wwwAuthenticate, challenge)])
    }
}
