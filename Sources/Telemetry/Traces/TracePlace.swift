// Where a collector is, from a URL.

/// The parts of an http URL.
struct TracePlace: Equatable {
    /// Why a text is no such URL; without the text, which may hold a secret.
    struct Fault: Error {
        let reason: String

        init(_ reason: String) {
            self.reason = reason
        }
    }

    let host: String
    let port: UInt16
    /// The path with its query.
    var path: String

    init(host: String, port: UInt16, path: String) {
        (self.host, self.port, self.path) = (host, port, path)
    }

    /// - Throws: why the text is no URL that lossd can send to.
    init(_ text: String) throws(Fault) {
        guard text.lowercased().hasPrefix("http://") else {
            throw Fault(
                text.lowercased().hasPrefix("https://")
                    ? "https is unsupported: lossd sends without TLS, to a collector next to it"
                    : "it is not a URL such as http://localhost:4318")
        }
        let rest = text.dropFirst("http://".count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" && $0 != "#" }
        let path = String(rest.dropFirst(authority.count).prefix { $0 != "#" })
        guard path.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { throw Fault("its path is not that of a URL") }
        guard !authority.contains("@") else {
            throw Fault("it holds a user or a password; use OTEL_EXPORTER_OTLP_HEADERS")
        }
        let isBracketed = authority.hasPrefix("[")
        let end = isBracketed ? authority.firstIndex(of: "]") : authority.lastIndex(of: ":") ?? authority.endIndex
        guard let end else { throw Fault("it has no valid host") }
        let host = isBracketed ? authority[..<end].dropFirst() : authority[..<end]
        let behind = isBracketed ? authority[end...].dropFirst() : authority[end...]
        let allowed = isBracketed ? "0123456789abcdefABCDEF:.%" : Self.nameCharacters
        guard !host.isEmpty, host.allSatisfy(allowed.contains), behind.isEmpty || behind.hasPrefix(":") else {
            throw Fault("it has no valid host")
        }
        guard let port = behind.isEmpty ? 80 : UInt16(behind.dropFirst()), port > 0 else {
            throw Fault("its port is not a number from 1 to 65535")
        }
        self.init(host: String(host), port: port, path: path.hasPrefix("/") ? path : "/" + path)
    }

    private static let nameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._"
}
