// The certificate, key and rules that TLS connections are made with.

import COpenSSL
import Glibc

/// Where the certificate and the key of a server are.
package struct TLSFiles: Sendable {
    /// A chain in PEM, the server's own certificate first.
    package let certificate: String
    /// Its key in PEM.
    package let key: String
    /// Certificates in PEM of the authorities of clients; `nil` where clients need none.
    package let clientAuthorities: String?

    package init(certificate: String, key: String, clientAuthorities: String?) {
        self.certificate = certificate
        self.key = key
        self.clientAuthorities = clientAuthorities
    }
}

/// Why TLS is not possible, or a connection failed, in OpenSSL's words.
package struct TLSError: Error, CustomStringConvertible, Sendable {
    package let description: String

    /// What is wrong, in words of its own.
    init(words: String) {
        description = words
    }

    /// A system call that failed.
    init(_ what: String, code: Int32) {
        description = "\(what): \(unsafe String(cString: strerror(code)))"
    }

    /// What OpenSSL has to say; its words are taken from it.
    init(_ what: String) {
        var reasons: [String] = []
        while case let code = ERR_get_error(), code != 0 {
            if let reason = unsafe ERR_reason_error_string(code) { reasons.append(unsafe String(cString: reason)) }
        }
        description = reasons.isEmpty ? what : "\(what): \(reasons.joined(separator: ", "))"
    }
}

/// TLS 1.2 and 1.3 on the side of a server.
///
/// OpenSSL counts the users of a context and guards it with locks of its own, which makes it safe to share.
@safe final class TLSContext: @unchecked Sendable {
    private let context: OpaquePointer
    /// Forward secrecy and authenticated encryption only: what TLS 1.2 has of what 1.3 asks for.
    private static let ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20"
    private static let groups = "X25519:P-256:P-384"

    /// - Throws: what is wrong with a file.
    init(_ files: TLSFiles, isReload: Bool = false) throws(TLSError) {
        // OpenSSL writes without MSG_NOSIGNAL, and a client that is gone must not end the process.
        signal(SIGPIPE, SIG_IGN)
        ERR_clear_error()
        guard let context = unsafe SSL_CTX_new(TLS_server_method()) else { throw TLSError("OpenSSL") }
        unsafe self.context = context
        // OpenSSL would ask on the terminal, and block every signal while it waits.
        unsafe SSL_CTX_set_default_passwd_cb(context, refusePassPhrase)
        // What throws from here on frees the context as the end of any other does.
        try setRules()
        try load(files, isReload: isReload)
        if let authorities = files.clientAuthorities { try require(authorities) }
    }

    deinit {
        unsafe SSL_CTX_free(context)
    }

    private func setRules() throws(TLSError) {
        guard unsafe lossd_SSL_CTX_set_min_proto_version(context, TLS1_2_VERSION) == 1,
            unsafe SSL_CTX_set_cipher_list(context, Self.ciphers) == 1,
            unsafe lossd_SSL_CTX_set_groups(context, Self.groups) == 1
        else { throw TLSError("OpenSSL") }
        unsafe SSL_CTX_set_options(context, lossd_SSL_options())
        unsafe lossd_SSL_CTX_set_mode(context, lossd_SSL_modes())
        unsafe lossd_SSL_CTX_clear_auto_retry(context)
        // Tickets hold all that is needed to resume; a cache would grow with every client.
        unsafe lossd_SSL_CTX_set_session_cache_mode(context, Int(SSL_SESS_CACHE_OFF))
        // Sessions are resumed within one service only; with certificates of clients OpenSSL insists on a name.
        let name = Array("lossd".utf8)
        unsafe SSL_CTX_set_session_id_context(context, name, UInt32(name.count))
        unsafe SSL_CTX_set_alpn_select_cb(context, selectProtocol, nil)
    }

    private func load(_ files: TLSFiles, isReload: Bool) throws(TLSError) {
        // The system's reason is clearer than OpenSSL's.
        for path in [files.certificate, files.key] + [files.clientAuthorities].compactMap({ $0 }) {
            try TLSFileCheck.check(path, isReload: isReload)
        }
        guard unsafe SSL_CTX_use_certificate_chain_file(context, files.certificate) == 1 else {
            throw TLSError("the certificate \(files.certificate)")
        }
        var isEncrypted = false
        let isLoaded = unsafe withUnsafeMutablePointer(to: &isEncrypted) { pointer in
            unsafe SSL_CTX_set_default_passwd_cb_userdata(context, pointer)
            defer { unsafe SSL_CTX_set_default_passwd_cb_userdata(context, nil) }
            return unsafe SSL_CTX_use_PrivateKey_file(context, files.key, SSL_FILETYPE_PEM) == 1
        }
        guard isLoaded else {
            if isEncrypted {
                ERR_clear_error()
                throw TLSError(words: "the key \(files.key) is encrypted; lossd reads keys without a pass phrase")
            }
            throw TLSError("the key \(files.key)")
        }
        guard unsafe SSL_CTX_check_private_key(context) == 1 else {
            throw TLSError("the key \(files.key) does not match the certificate \(files.certificate)")
        }
    }

    private func require(_ authorities: String) throws(TLSError) {
        guard unsafe SSL_CTX_load_verify_file(context, authorities) == 1,
            let names = unsafe SSL_load_client_CA_file(authorities)
        else { throw TLSError("the certificates of clients' authorities \(authorities)") }
        // The context owns the names from here on.
        unsafe SSL_CTX_set_client_CA_list(context, names)
        unsafe SSL_CTX_set_verify(context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, nil)
    }

    /// When the certificate expires, in seconds since 1970.
    var expiry: Double? { unsafe TLSFileCheck.expiry(context) }

    /// What an operator should think about; `nil` when the certificate is valid now.
    func warning(_ files: TLSFiles) -> String? {
        unsafe TLSFileCheck.warning(context, files.certificate)
    }

    /// A session on a socket; `nil` when the system has no memory for it.
    func session(on descriptor: Int32) -> TLSSession? {
        guard let session = unsafe SSL_new(context) else { return nil }
        guard unsafe SSL_set_fd(session, descriptor) == 1 else {
            unsafe SSL_free(session)
            return nil
        }
        unsafe SSL_set_accept_state(session)
        return unsafe TLSSession(session)
    }
}

/// Chooses `http/1.1` of what a client offers (RFC 7301); one that offers only others gets an alert.
private func selectProtocol(
    _ session: OpaquePointer?, _ chosen: UnsafeMutablePointer<UnsafePointer<UInt8>?>?,
    _ chosenLength: UnsafeMutablePointer<UInt8>?, _ offered: UnsafePointer<UInt8>?, _ offeredLength: UInt32,
    _ argument: UnsafeMutableRawPointer?
) -> Int32 {
    let wanted = Array("http/1.1".utf8)
    var start = 0
    let offers = unsafe UnsafeBufferPointer(start: offered, count: Int(offeredLength))
    // A list of names, each after its length.
    while start < offers.count {
        let length = Int(unsafe offers[start])
        let name = unsafe Array(offers.dropFirst(start + 1).prefix(length))
        if name == wanted {
            // What is chosen must outlive the call: it points into what was offered.
            unsafe chosen?.pointee = unsafe offered?.advanced(by: start + 1)
            unsafe chosenLength?.pointee = UInt8(length)
            return SSL_TLSEXT_ERR_OK
        }
        start += 1 + length
    }
    return SSL_TLSEXT_ERR_ALERT_FATAL
}
