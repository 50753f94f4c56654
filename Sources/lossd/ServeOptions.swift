// The settings of a server, which serve and check-config share.

import Access
import ArgumentParser
import Transport

/// Where to listen, whom to answer, and how to log.
///
/// Each setting can also come from the environment and from a file: SettingSources.swift.
struct ServeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file of settings: lines of NAME = VALUE, named like these options.", valueName: "file"))
    var config: String?

    @Option(help: "The address to listen on; \"::\" is every address of this machine.")
    var host = "127.0.0.1"

    @Option(help: "The port to listen on; 0 picks a free one.")
    var port: UInt16 = 8080

    @Option(help: "Threads that read and write; by default one for each processor it may use.")
    var loops: Int?

    @Option(help: "The address of /metrics, where it has its own port.")
    var metricsHost = "127.0.0.1"

    @Option(
        help: "A port of its own for /metrics, without TLS and tokens; /livez and /readyz answer there too.")
    var metricsPort: UInt16?

    @Option(help: ArgumentHelp("The certificate chain of this server, in PEM: TLS is spoken.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The key of the certificate, in PEM.", valueName: "file"))
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "Certificates in PEM, one of which must have signed the certificate of each client.", valueName: "file"))
    var tlsClientCa: String?

    @Option(
        help: ArgumentHelp(
            "Tokens, one of which clients must bear; a line for each, as lossd token writes it.", valueName: "file"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "Origins whose scripts may read answers in browsers, with commas between; * for all.",
            valueName: "origins"))
    var corsOrigins: String?

    @Option(help: "How requests are logged to standard output: auto is text on a terminal and JSON lines otherwise.")
    var logFormat = LogFormat.auto

    /// The origins, one by one.
    var origins: [String] {
        (corsOrigins ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
    }

    /// The files for TLS, where it is spoken.
    var tlsFiles: TLSFiles? {
        guard let tlsCert, let tlsKey else { return nil }
        return TLSFiles(certificate: tlsCert, key: tlsKey, clientAuthorities: tlsClientCa)
    }

    func validate() throws {
        guard loops.map({ (1...256).contains($0) }) ?? true else {
            throw ValidationError("--loops takes a number from 1 to 256")
        }
        guard (tlsCert == nil) == (tlsKey == nil) else {
            throw ValidationError("--tls-cert and --tls-key go together")
        }
        guard tlsClientCa == nil || tlsCert != nil else {
            throw ValidationError("--tls-client-ca needs --tls-cert and --tls-key")
        }
        for origin in origins where !AllowedOrigins.isOrigin(origin) {
            throw ValidationError("--cors-origins: \(origin) is no origin, such as https://example.org")
        }
    }
}
