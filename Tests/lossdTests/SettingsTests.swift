// Settings: from flags, the environment and a file, and what is said when they are wrong.

import Foundation
import Glibc
import TestSupport
import Testing

@Suite("Settings")
struct SettingsTests {
    /// A file that is there while `use` runs.
    private func withFile<Result>(_ text: String, _ use: (String) throws -> Result) throws -> Result {
        let file = FileManager.default.temporaryDirectory.appending(path: "\(UUID().uuidString).conf")
        try Data(text.utf8).write(to: file)
        defer { try? FileManager.default.removeItem(at: file) }
        return try use(file.path)
    }

    @Test("flags go before the environment, and that before the file")
    func order() throws {
        try withFile("# a file\nmax-tasks = 3\r\nmax-depth=9\n\n max-tensors =\t7 \n") { path in
            let checked = try BuiltBinary.run(
                ["check-config", "--config", path, "--max-depth", "5"],
                environment: ["LOSSD_MAX_TASKS": "2", "LOSSD_MAX_DEPTH": "4", "PORT": "9999"])
            #expect(checked.status == 0)
            #expect(
                String(decoding: checked.output, as: UTF8.self)
                    == "# from the command line\nmax-depth = 5\n# from LOSSD_MAX_TASKS\nmax-tasks = 2\n"
                    + "# from PORT\nport = 9999\n"
                    + "# from \(path) line 5\nmax-tensors = 7\n# the settings can be used\n")
            // What it prints is a file of settings.
            try withFile(String(decoding: checked.output, as: UTF8.self)) { copy in
                let again = try BuiltBinary.run(["check-config", "--config", copy])
                #expect(again.status == 0)
            }
            let server = try ServingBinary([], environment: ["LOSSD_CONFIG": path, "LOSSD_MAX_TASKS": "1"])
            let client = try #require(RawClient(port: UInt16(server.port)))
            let task = #"{"loss":"mse_loss","input":1,"target":1}"#
            let body = "{\"tasks\":[\(task),\(task)]}"
            client.send("POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)")
            #expect(client.receive(until: "}]}").text.contains("at most 1 are evaluated"))
            #expect(server.stop() == 0)
        }
    }

    /// The settings that check-config prints, without comments and in order.
    private func printed(_ arguments: [String], _ environment: [String: String] = [:]) throws -> (String, [String]) {
        let checked = try BuiltBinary.run(["check-config"] + arguments, environment: environment)
        #expect(checked.status == 0, "\(checked.errors)")
        let text = String(decoding: checked.output, as: UTF8.self)
        return (text, text.split(separator: "\n").filter { !$0.hasPrefix("#") }.map(String.init).sorted())
    }

    @Test(
        "what check-config prints is read back, whatever the values",
        arguments: [
            "plain", "with # in it", "#first", "a#b", " blanks around ", "\"quoted\"", "back\\slash", "\"",
            "two\nlines", "a = b", "carriage\r\nreturn", "\r", "sep\u{2028}arator", "\u{85}",
            "\ttab", "# \" \\ #", "é",
        ])
    func readBack(value: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let path = folder.appending(path: value).path
        let line = try BuiltBinary.run(["token", "trainer"]).output
        try line.write(to: URL(filePath: path))
        for (arguments, environment) in [
            (["--token-file", path, "--port", "1", "--port=2"], [:]), ([], ["LOSSD_TOKEN_FILE": path]),
        ] as [([String], [String: String])] {
            let (text, settings) = try printed(arguments, environment)
            #expect(settings.count == (arguments.isEmpty ? 1 : 2))
            try withFile(text) { copy in
                let (_, again) = try printed(["--config", copy])
                #expect(again == settings)
            }
            try withFile(text) { copy in
                let (_, again) = try printed([], ["LOSSD_CONFIG": copy])
                #expect(again == settings)
            }
        }
    }

    @Test("comments may follow values, and values may be quoted")
    func comments() throws {
        try withFile("max-tasks = 5 # five\nmax-depth = \"7\" # seven\n  # none\nport = 1#2\n") { path in
            let wrong = try BuiltBinary.run(["check-config", "--config", path])
            #expect(wrong.status == 78 && wrong.errors.contains("1#2"))
        }
        try withFile("max-tasks = 5 # five\nmax-depth = \"7\" # seven\n\t# none\nport = 1\t#2\n") { path in
            let (_, settings) = try printed(["--config", path])
            #expect(settings == ["max-depth = 7", "max-tasks = 5", "port = 1"])
        }
        for (line, message) in [
            ("port = \"1\" 2", "expected nothing but a comment after the closing quote"),
            ("port = \"1", "the closing quote is missing"), ("port = \"1\\", "inside quotes there are the escapes"),
            ("unix = \"/a\\x\"", "inside quotes there are the escapes"),
        ] {
            try withFile(line) { path in
                let wrong = try BuiltBinary.run(["check-config", "--config", path])
                #expect(wrong.status == 78 && wrong.errors.contains("line 1: \(message)"), "\(wrong.errors)")
            }
        }
    }

    @Test(
        "settings that do not go together are 78, wherever they are from",
        arguments: [
            ["--tls-cert", "/a"], ["--tls-key", "/a"], ["--tls-client-ca", "/a"],
            ["--drain-seconds", "1", "--drain-delay-seconds", "2"],
        ])
    func conflicts(arguments: [String]) throws {
        for command in ["check-config", "serve"] {
            let finished = try BuiltBinary.run([command] + arguments)
            #expect(finished.status == 78)
            #expect(finished.errors.split(separator: "\n").count == 1, "\(finished.errors)")
        }
    }

    @Test(
        "what is wrong is said in one line, with its place",
        arguments: [
            ("prot = 1", "line 1: there is no setting prot; lossd serve --help lists them"),
            ("max-body = 1", "line 1: there is no setting max-body; there is max-body-bytes"),
            ("port", "line 1: a setting is NAME = VALUE"), ("port = 1\nport = 2", "line 2: duplicate setting port"),
            ("port = x", "line 1)"), ("\n\nidle-seconds = -1", "line 3)"), ("tls-cert = /a", "go together"),
            ("config = x", "line 1: config cannot be set in the file that it names"), ("port = -1", "'-1' is invalid"),
            ("token-file = /nowhere", "cannot read /nowhere"),
            ("host = no.such.host.invalid", "cannot resolve"),
            ("host =", "Missing value for '--host <host>' (host is from"),
            ("unix-mode = 999", "octal permissions"),
            ("unix = /\(String(repeating: "x", count: 200))", "1 to 107 bytes"),
            ("token-file = /tmp", "Is a directory"), ("tls-cert = /tmp\ntls-key = /tmp", "/tmp is a directory"),
            ("cors-origins = a.example", "a.example is not an origin"),
        ])
    func wrong(text: String, message: String) throws {
        try withFile(text) { path in
            for command in ["check-config", "serve"] {
                let finished = try BuiltBinary.run([command, "--config", path])
                #expect(finished.status == 78, "\(command)")
                #expect(finished.errors.hasPrefix("lossd: "))
                #expect(finished.errors.contains(message), "\(finished.errors)")
                #expect(finished.errors.split(separator: "\n").count == 1, "\(finished.errors)")
            }
        }
    }

    @Test("certificates and keys are checked before anything is served")
    func certificates() throws {
        let certificates = try Certificates()
        try certificates.make("one")
        try certificates.make("two")
        func errors(_ certificate: String, _ key: String, _ more: [String] = []) throws -> String {
            try BuiltBinary.run(
                ["check-config", "--tls-cert", certificates.path(certificate), "--tls-key", certificates.path(key)]
                    + more
            ).errors
        }
        #expect(try errors("one.pem", "one.key").isEmpty)
        #expect(try errors("no.pem", "one.key").contains("cannot read \(certificates.path("no.pem")): No such file"))
        #expect(try errors("one.pem", "two.key").contains("the key \(certificates.path("two.key"))"))
        #expect(
            try errors("one.pem", "one.key", ["--tls-client-ca", "/nowhere"]).contains(
                "cannot read /nowhere: No such file"))
    }

    @Test("unknown variables are refused, those of Kubernetes for a service of this name are not")
    func environment() throws {
        let flag = try BuiltBinary.run(["check-config"], environment: ["LOSSD_CONSOLE": "maybe"])
        #expect(flag.status == 78)
        #expect(flag.errors == "lossd: LOSSD_CONSOLE: console is maybe; it is true or false\n")
        let client = try BuiltBinary.run(
            ["check-config"], environment: ["LOSSD_URL": "http://127.0.0.1:8080", "LOSSD_TOKEN": "x"])
        #expect(client.status == 0, "\(client.errors)")
        let unknown = try BuiltBinary.run(["check-config"], environment: ["LOSSD_COLOUR": "blue"])
        #expect(unknown.status == 78)
        // What is set to nothing is no way to do without tokens.
        let empty = try BuiltBinary.run(["check-config"], environment: ["LOSSD_TOKEN_FILE": ""])
        #expect(empty.status == 78)
        #expect(unknown.errors == "lossd: LOSSD_COLOUR: there is no setting colour; lossd serve --help lists them\n")
        let kubernetes = try BuiltBinary.run(
            ["check-config"],
            environment: [
                "LOSSD_SERVICE_HOST": "10.0.0.1", "LOSSD_SERVICE_PORT": "80", "LOSSD_PORT": "tcp://10.0.0.1:80",
                "LOSSD_PORT_80_TCP_ADDR": "10.0.0.1", "LOSSD_METRICS_SERVICE_HOST": "10.0.0.2",
                "LOSSD_METRICS_PORT": "tcp://10.0.0.2:9100",
            ])
        #expect(kubernetes.status == 0)
        #expect(String(decoding: kubernetes.output, as: UTF8.self) == "# the settings can be used\n")
    }

    @Test("a byte order mark before a file is no part of it")
    func mark() throws {
        try withFile("\u{FEFF}max-tasks = 7\n") { path in
            let again = try BuiltBinary.run(["check-config", "--config", path])
            #expect(again.status == 0)
        }
    }

    @Test(
        "what is wrong on the command line is one line too",
        arguments: [
            ["--port", "-1"], ["--port"], ["--loops", "0"], ["--bogus"], ["--max-tasks", "-1"], ["--port", "x"],
        ])
    func wrongArguments(arguments: [String]) throws {
        for command in ["check-config", "serve"] {
            let finished = try BuiltBinary.run([command] + arguments)
            #expect(finished.status == 64)
            #expect(finished.errors.hasPrefix("lossd: ") && finished.errors.contains(arguments[0]))
            #expect(finished.errors.split(separator: "\n").count == 1, "\(finished.errors)")
        }
    }

    @Test("one client has no more than three quarters of the connections, unless a setting says otherwise")
    func connectionsPerAddress() throws {
        for (setting, allowed) in [([], 3), (["--max-connections-per-address", "4"], 4)] {
            let server = try ServingBinary(["--max-connections", "4", "--loops", "1"] + setting)
            // Half of a request each, so that none of them is idle.
            var clients: [RawClient] = []
            for _ in 0..<4 {
                let client = try #require(RawClient(port: UInt16(server.port), timeoutSeconds: 1))
                client.send("GET /livez HTTP/1.1\r\nHost: x\r\n")
                clients.append(client)
            }
            for client in clients { client.send("\r\n") }
            #expect(clients.count { $0.receive(until: "ok").text.hasPrefix("HTTP/1.1 200") } == allowed)
            #expect(server.stop() == 0)
        }
    }

    @Test("a start without the descriptors that it needs ends with one line", arguments: [5, 6, 7, 8, 16, 31])
    func fewDescriptors(limit: Int) throws {
        let finished = try BuiltBinary.finish(
            URL(filePath: "/bin/sh"), ["-c", "ulimit -n \(limit) && exec \(BuiltBinary.url.path) serve --port 0"])
        #expect(finished.status == 1)
        #expect(finished.errors.contains("\(limit)") || finished.errors.contains("Too many open files"))
        #expect(finished.errors.split(separator: "\n").count == 1, "\(finished.errors)")
    }

    @Test("a server that others can reach without TLS and tokens says so")
    func warning() throws {
        let open = try ServingBinary(["--host", "0.0.0.0"])
        #expect(
            open.firstWords.hasPrefix(
                "lossd: warning: 0.0.0.0:\(open.port) can be reached from other machines, and there are no TLS"))
        #expect(try !ServingBinary(["--host", "::1"]).firstWords.contains("warning"))
        #expect(open.stop() == 0)
    }

    @Test("a service manager is notified when the server is ready, and when it ends")
    func notification() throws {
        let path = "/tmp/lossd-\(UUID().uuidString)"
        defer { _ = unsafe unlink(path) }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { unsafe $0.copyBytes(from: path.utf8) }
        let bound = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_un>.size))
            }
        }
        #expect(bound == 0)
        var limit = timeval(tv_sec: 10, tv_usec: 0)
        _ = unsafe setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        func received() -> String {
            var buffer = [UInt8](repeating: 0, count: 100)
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
        }
        let server = try ServingBinary(environment: ["NOTIFY_SOCKET": path])
        #expect(received() == "READY=1")
        #expect(server.stop() == 0)
        #expect(received() == "STOPPING=1")
    }

    @Test(
        "a flag is set by its option, or as true or false elsewhere",
        arguments: [
            ([], [:], true), (["--no-console"], [:], false), ([], ["LOSSD_CONSOLE": "false"], false),
            (["--console"], ["LOSSD_CONSOLE": "false"], true), (["--no-console"], ["LOSSD_CONSOLE": "true"], false),
            ([], ["LOSSD_CONSOLE": "True"], true),
        ] as [([String], [String: String], Bool)])
    func flags(arguments: [String], environment: [String: String], hasConsole: Bool) throws {
        let server = try ServingBinary(arguments, environment: environment)
        let client = try #require(RawClient(port: UInt16(server.port)))
        client.send("GET / HTTP/1.1\r\nHost: x\r\nConnection: close\r\nAccept: text/html\r\n\r\n")
        #expect(client.receive().text.contains("<!doctype html>") == hasConsole)
        #expect(server.stop() == 0)
        let printed = try BuiltBinary.run(["check-config"] + arguments, environment: environment)
        #expect(printed.status == 0)
        let text = String(decoding: printed.output, as: UTF8.self)
        let isSet = !arguments.isEmpty || !environment.isEmpty
        #expect(text.contains("console = \(hasConsole)\n") == (isSet && !(environment["LOSSD_CONSOLE"] == "True")))
    }
}
