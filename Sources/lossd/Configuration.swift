// The parts of a server, made from its settings: what can be wrong with them is found here.

import Access
import HTTP1
import LossService
import Telemetry
import Transport

/// What a server is made of, before it listens.
struct Configuration {
    let options: ServeOptions
    let limits: LimitOptions
    /// TLS, where the settings ask for it.
    let security: TLSProvider?
    /// The tokens of clients, where they need any.
    let tokens: TokenStore?

    /// Reads the files that the settings name.
    ///
    /// - Throws: what is wrong with one of them.
    init(_ options: ServeOptions, _ limits: LimitOptions) throws(SettingsFailure) {
        self.options = options
        self.limits = limits
        if let conflict = options.conflict { throw SettingsFailure(description: conflict) }
        do throws(TLSError) {
            security = try options.tlsFiles.map { files throws(TLSError) in try TLSProvider(files) }
        } catch {
            throw SettingsFailure(description: "\(error)")
        }
        tokens = try options.tokenFile.map { path throws(SettingsFailure) in TokenStore(try Self.tokens(path)) }
    }

    private static func tokens(_ path: String, isReload: Bool = false) throws(SettingsFailure) -> TokenFile {
        let text = String(decoding: try StandardStreams.contents(of: path, isReload: isReload), as: UTF8.self)
        do throws(TokenFile.Failure) {
            return try TokenFile(text)
        } catch {
            throw SettingsFailure(description: "the tokens \(path): \(error)")
        }
    }

    /// Reads certificates and tokens again; what cannot be read stays as it was.
    ///
    /// - Returns: what is wrong.
    func reload() -> [String] {
        var problems: [String] = []
        do throws(TLSError) {
            try security?.reload()
        } catch {
            problems.append("\(error)")
        }
        do throws(SettingsFailure) {
            if let path = options.tokenFile { tokens?.replace(try Self.tokens(path, isReload: true)) }
        } catch {
            problems.append("\(error)")
        }
        return problems
    }

    /// Resolves the addresses, without listening on them, and returns the one for requests.
    func checkAddresses() throws(SettingsFailure) -> SocketAddress {
        if let port = options.metricsPort { _ = try address(options.metricsHost, port) }
        guard let path = options.unix else { return try address(options.host, options.port) }
        return try unixAddress(path)
    }

    /// - Throws: when the path cannot be that of a Unix socket.
    func unixAddress(_ path: String) throws(SettingsFailure) -> SocketAddress {
        do throws(SystemError) {
            return try SocketAddress(unixPath: path)
        } catch {
            throw SettingsFailure(description: "cannot listen on \(path): \(error)")
        }
    }

    /// - Throws: when the host has no address.
    func address(_ host: String, _ port: UInt16) throws(SettingsFailure) -> SocketAddress {
        do throws(SystemError) {
            return try SocketAddress(host: host, port: port)
        } catch {
            throw SettingsFailure(description: "cannot listen on \(host) port \(port): \(error)")
        }
    }

    /// What an operator should think about, with a server that listens on `addresses`.
    func warnings(on addresses: [SocketAddress]) -> [String] {
        addresses.flatMap(exposure) + size + [security?.warning].compactMap(\.self)
    }

    /// Warns of bodies that would always be refused.
    private var size: [String] {
        let limits = limits.serverLimits(descriptors: .max)
        let body = max(limits.bodyBytes, limits.inflatedBytes)
        let bytes = ReadingCost.bytes(ofBody: body)
        guard limits.heldBytes < bytes else { return [] }
        return [
            "--max-held-bytes is too small for a body of \(body) bytes, which can take \(bytes) bytes while it is read"
        ]
    }

    private func exposure(_ address: SocketAddress) -> [String] {
        guard !address.isLoopback else { return [] }
        var missing: [String] = []
        if security == nil { missing.append("TLS (--tls-cert, --tls-key)") }
        if tokens == nil, options.tlsClientCa == nil { missing.append("tokens (--token-file)") }
        guard !missing.isEmpty else { return [] }
        return [
            "\(address) can be reached from other machines, and there are no \(missing.joined(separator: ", no "))"
        ]
    }
}
