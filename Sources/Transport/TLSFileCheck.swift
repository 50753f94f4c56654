// What is wrong with the files for TLS, in words of an operator instead of OpenSSL's.

import COpenSSL
import Glibc

enum TLSFileCheck {
    /// - Parameters:
    ///   - path: the path.
    ///   - isReload: whether it is read while the process serves, which must not wait for the writer of a pipe.
    /// - Throws: when it is not that of a file that can be read.
    static func check(_ path: String, isReload: Bool) throws(TLSError) {
        var status = stat()
        guard unsafe stat(path, &status) == 0, unsafe access(path, R_OK) == 0 else {
            throw TLSError("cannot read \(path)", code: errno)
        }
        let kind = status.st_mode & S_IFMT
        guard kind != S_IFDIR else { throw TLSError(words: "\(path) is a directory, not a file in PEM") }
        guard kind == S_IFREG || !isReload else { throw TLSError(words: "\(path) is not a regular file") }
    }

    /// What the certificate that a context has says of the moment; `nil` when it is valid.
    static func warning(_ context: OpaquePointer, _ path: String) -> String? {
        guard let certificate = unsafe SSL_CTX_get0_certificate(context) else { return nil }
        let (first, last) = unsafe (X509_get0_notBefore(certificate), X509_get0_notAfter(certificate))
        if unsafe X509_cmp_current_time(last) < 0 { return "the certificate \(path) expired on \(unsafe date(last))" }
        if unsafe X509_cmp_current_time(first) > 0 {
            return "the certificate \(path) is not valid before \(unsafe date(first))"
        }
        return nil
    }

    /// When the certificate that a context has expires, in seconds since 1970.
    static func expiry(_ context: OpaquePointer) -> Double? {
        guard let certificate = unsafe SSL_CTX_get0_certificate(context) else { return nil }
        var fields = unsafe tm()
        guard unsafe ASN1_TIME_to_tm(X509_get0_notAfter(certificate), &fields) == 1 else { return nil }
        return unsafe Double(timegm(&fields))
    }

    /// A day, such as 2026-11-27.
    private static func date(_ time: UnsafePointer<ASN1_TIME>?) -> String {
        var fields = unsafe tm()
        guard unsafe ASN1_TIME_to_tm(time, &fields) == 1 else { return "an unknown date" }
        let (year, rest) = unsafe (fields.tm_year + 1900, [fields.tm_mon + 1, fields.tm_mday])
        return rest.reduce("\(year)") { $0 + ($1 < 10 ? "-0\($1)" : "-\($1)") }
    }
}

/// Refuses to ask for a pass phrase, on a terminal or elsewhere, and notes that one was needed.
func refusePassPhrase(
    _ buffer: UnsafeMutablePointer<CChar>?, _ size: Int32, _ isForWriting: Int32, _ wasAsked: UnsafeMutableRawPointer?
) -> Int32 {
    unsafe wasAsked?.assumingMemoryBound(to: Bool.self).pointee = true
    return -1
}
