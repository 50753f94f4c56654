// Tokens: what a file allows, and who is let in.

import Access
import Exchange
import TestSupport
import Testing

@Suite("Tokens")
struct TokenTests {
    @Test("a new token is accepted, under its name, and no other")
    func check() throws {
        let (token, line) = TokenFile.newToken(name: "trainer-1")
        let (other, otherLine) = TokenFile.newToken(name: "b.c_2")
        #expect(!line.contains(token) && token != other)
        let store = TokenStore(try TokenFile("# tokens\n\n\(line)\r\n  \(otherLine) # old\n"))
        func outcome(_ field: String?) -> TokenStore.Outcome {
            store.check(field.map { [.authorization: $0] } ?? [:] as HeaderFields)
        }
        #expect(outcome("Bearer \(token)") == .known(name: "trainer-1"))
        #expect(outcome("bearer  \(other)") == .known(name: "b.c_2"))
        #expect(outcome(nil) == .missing)
        for field in [
            "", "Bearer", "Bearer ", "Basic \(token)", token, "Bearer \(token)x", "Bearer \(token.dropLast())",
        ] {
            #expect(outcome(field) == .wrong, "\(field)")
        }
        store.replace(try TokenFile(otherLine))
        #expect(outcome("Bearer \(token)") == .wrong)
        #expect(outcome("Bearer \(other)") == .known(name: "b.c_2"))
    }

    @Test("a digest is SHA-256")
    func digest() throws {
        // FIPS 180-2, appendix B.1: the digest of "abc".
        let digits = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        let store = TokenStore(try TokenFile("x sha256:\(digits)"))
        #expect(store.check([.authorization: "Bearer abc"]) == .known(name: "x"))
    }

    @Test(
        "a file that is none is refused by the number of its line, and not repeated",
        arguments: [
            ("secret", "line 1"), ("a b c", "line 1"), ("# x\na sha256:12", "line 2"), ("a md5:12", "line 1"),
            ("", "no token"),
            ("é sha256:\(String(repeating: "0", count: 64))", "line 1"),
            ("a sha256:\(String(repeating: "g", count: 64))", "line 1"),
            ("a sha256:\(String(repeating: "0", count: 64))\na sha256:\(String(repeating: "0", count: 64))", "line 2"),
        ])
    func malformed(text: String, place: String) {
        #expect {
            _ = try TokenFile(text)
        } throws: { error in
            "\(error)".contains(place) && !"\(error)".contains("secret")
        }
    }
}
