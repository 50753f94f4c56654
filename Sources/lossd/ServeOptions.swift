// The settings of a server, which serve and check-config share.

import Access
import ArgumentParser
import Transport

/// Where to listen, whose requests to answer, how to log, and how to stop.
///
/// Each setting can also come from the environment and from a file: SettingSources.swift.
struct ServeOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "A file of settings: lines of NAME = VALUE, named like these options.", valueName: "file"))
    var config: String?

    @Option(help: "The address to listen on; \"::\" is every address of this machine.")
    var host = "127.0.0.1"

    @Option(parsing: .unconditional, help: "The port to listen on; 0 picks a free one.")
    var port: UInt16 = 8080

    @Option(help: ArgumentHelp("A Unix socket to listen on, instead of an address and a port.", valueName: "path"))
    var unix: String?

    @Option(help: ArgumentHelp("Who may connect to --unix, as the permissions of its file.", valueName: "octal"))
    var unixMode = "600"

    @Option(
        parsing: .unconditional,
        help: "Threads that serve connections; by default one for each processor that the process may use.")
    var loops: Int?

    @Option(help: "The address for --metrics-port.")
    var metricsHost = "127.0.0.1"

    @Option(
        parsing: .unconditional,
        help: "A separate port for /metrics, /livez and /readyz, without TLS and tokens.")
    var metricsPort: UInt16?

    @Option(help: ArgumentHelp("The certificate chain of this server, in PEM; turns on TLS.", valueName: "file"))
    var tlsCert: String?

    @Option(help: ArgumentHelp("The key of the certificate, in PEM.", valueName: "file"))
    var tlsKey: String?

    @Option(
        help: ArgumentHelp(
            "Certificate authorities in PEM; clients need a certificate signed by one of them.", valueName: "file"))
    var tlsClientCa: String?

    @Option(
        help: ArgumentHelp(
            "The tokens of clients, one per line, as lossd token writes them.", valueName: "file"))
    var tokenFile: String?

    @Option(
        help: ArgumentHelp(
            "Comma-separated origins whose scripts may read answers in browsers; * for all.",
            valueName: "origins"))
    var corsOrigins: String?

    @Flag(
        inversion: .prefixedNo,
        help: "Answer browsers at / with a page that shows losses, tries requests and draws metrics.")
    var console = true

    @Option(help: "How requests are logged to standard output; auto is text on a terminal and JSON lines otherwise.")
    var logFormat = LogFormat.auto

    @Option(help: "Which requests are logged; slow has those that fail (status 400 and above), too.")
    var logRequests = LoggedRequests.all

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Seconds from the last byte of a request to its answer, from which on it is slow.", valueName: "seconds"))
    var slowSeconds = 1.0

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Seconds to go on listening after SIGTERM, while /readyz answers 503, so that load balancers notice; by "
                + "default 5 under a service manager or in a container, and 0 otherwise.", valueName: "seconds"))
    var drainDelaySeconds: Double?

    @Option(
        parsing: .unconditional,
        help: ArgumentHelp(
            "Seconds from SIGTERM until lossd exits even if answers are under way.", valueName: "seconds"))
    var drainSeconds = 25.0

    /// How long the server goes on listening after SIGTERM; by default most of the time is left for answers under way.
    var drainDelay: Double {
        drainDelaySeconds ?? (ServiceManager.isThere ? min(5, drainSeconds / 5) : 0)
    }

    /// The origins, one by one.
    var origins: [String] {
        (corsOrigins ?? "").split(separator: ",").map { $0.filter { $0 != " " } }
    }

    /// The files for TLS, where it is used.
    var tlsFiles: TLSFiles? {
        guard let tlsCert, let tlsKey else { return nil }
        return TLSFiles(certificate: tlsCert, key: tlsKey, clientAuthorities: tlsClientCa)
    }

    /// The permissions of the Unix socket.
    var unixPermissions: UInt32? {
        UInt32(unixMode, radix: 8).flatMap { $0 <= 0o777 ? $0 : nil }
    }

    /// Why settings that are valid by themselves cannot be used together; `nil` when they can.
    var conflict: String? {
        if (tlsCert == nil) != (tlsKey == nil) { return "--tls-cert and --tls-key go together" }
        if tlsClientCa != nil, tlsCert == nil { return "--tls-client-ca needs --tls-cert and --tls-key" }
        guard (0...drainSeconds).contains(drainDelay) else {
            return "--drain-delay-seconds takes a number from 0 to --drain-seconds"
        }
        return nil
    }

    func validate() throws {
        guard unixPermissions != nil else {
            throw ValidationError("--unix-mode takes octal permissions such as 660")
        }
        guard loops.map({ (1...256).contains($0) }) ?? true else {
            throw ValidationError("--loops takes a number from 1 to 256")
        }
        guard (0...86_400.0).contains(drainSeconds) else {
            throw ValidationError("--drain-seconds takes a number from 0 to 86400.0")
        }
        guard (0...86_400.0).contains(slowSeconds) else {
            throw ValidationError("--slow-seconds takes a number from 0 to 86400.0")
        }
        for origin in origins where !AllowedOrigins.isOrigin(origin) {
            throw ValidationError("--cors-origins: \(origin) is not an origin such as https://example.org")
        }
    }
}
