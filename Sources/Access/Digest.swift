// SHA-256, as tokens are kept and compared.

import COpenSSL
import Exchange

/// The SHA-256 of a secret.
///
/// A hash that is slow on purpose would add nothing: tokens are random, and no list of them can be tried.
struct Digest: Sendable {
    private let bytes: [UInt8]

    /// Hashes a secret.
    init(of secret: some StringProtocol) {
        let input = Array(secret.utf8)
        var output = [UInt8](repeating: 0, count: Int(SHA256_DIGEST_LENGTH))
        unsafe SHA256(input, input.count, &output)
        bytes = output
    }

    /// Reads 64 hexadecimal digits; `nil` for anything else.
    init?(hexadecimal text: some StringProtocol) {
        let digits = text.utf8.compactMap { Character(UnicodeScalar($0)).hexDigitValue }
        guard text.utf8.count == 64, digits.count == 64 else { return nil }
        bytes = stride(from: 0, to: 64, by: 2).map { UInt8(digits[$0] << 4 | digits[$0 + 1]) }
    }

    /// The digest in hexadecimal digits.
    var hexadecimal: String { Hexadecimal.text(bytes) }

    /// Compares in a time that does not depend on what is equal.
    func equals(_ other: Digest) -> Bool {
        unsafe CRYPTO_memcmp(bytes, other.bytes, bytes.count) == 0
    }
}
