// Certificates for tests, made by the openssl command: good, expired, and of another authority.

import Foundation

/// A folder of keys and certificates, which is deleted when it is not needed any more.
package final class Certificates {
    private let folder: URL

    /// Makes an authority, `ca`.
    package init() throws {
        folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        try makeAuthority("ca")
    }

    deinit {
        try? FileManager.default.removeItem(at: folder)
    }

    /// The path of a file in the folder.
    package func path(_ name: String) -> String {
        folder.appending(path: name).path
    }

    /// Makes NAME.pem and NAME.key of an authority.
    package func makeAuthority(_ name: String) throws {
        try openssl(
            ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2"]
                + ["-subj", "/CN=\(name)", "-keyout", path("\(name).key"), "-out", path("\(name).pem")])
    }

    /// Makes NAME.pem and NAME.key, signed by an authority; for this machine, where it is a server's.
    package func make(_ name: String, authority: String = "ca", days: Int = 2) throws {
        let extensions = "subjectAltName=DNS:localhost,IP:127.0.0.1"
        try openssl(
            ["req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-subj", "/CN=\(name)"]
                + ["-addext", extensions, "-keyout", path("\(name).key"), "-out", path("\(name).csr")])
        try openssl(
            ["x509", "-req", "-in", path("\(name).csr"), "-copy_extensions", "copy", "-days", "\(days)"]
                + ["-CA", path("\(authority).pem"), "-CAkey", path("\(authority).key"), "-out", path("\(name).pem")])
    }

    /// Makes NAME.pem and NAME.key, signed by the authority `ca`, that are valid in the year 2099.
    package func makeFuture(_ name: String) throws {
        try make(name)
        let settings = """
            [ca]
            default_ca = own
            [own]
            database = \(path("index"))
            serial = \(path("serial"))
            new_certs_dir = \(folder.path)
            default_md = sha256
            policy = any
            [any]
            commonName = supplied
            """
        for (file, text) in [("ca.conf", settings), ("index", ""), ("serial", "01\n")] {
            try Data(text.utf8).write(to: folder.appending(path: file))
        }
        try openssl(
            ["ca", "-batch", "-config", path("ca.conf"), "-cert", path("ca.pem"), "-keyfile", path("ca.key")]
                + ["-startdate", "20990101000000Z", "-enddate", "20991231000000Z"]
                + ["-in", path("\(name).csr"), "-out", path("\(name).pem")])
    }

    /// Encrypts the key of a name with a pass phrase, in the traditional form or as PKCS #8.
    package func encryptKey(_ name: String, traditionally: Bool) throws {
        let key = path("\(name).key")
        try openssl(
            (traditionally ? ["ec", "-aes128"] : ["pkcs8", "-topk8", "-v2", "aes128"])
                + ["-passout", "pass:secret", "-in", key, "-out", key + ".new"])
        try FileManager.default.removeItem(atPath: key)
        try FileManager.default.moveItem(atPath: key + ".new", toPath: key)
    }

    /// Puts the files of one name in the place of another's.
    package func copy(_ name: String, to other: String) throws {
        for suffix in ["pem", "key"] {
            let target = folder.appending(path: "\(other).\(suffix)")
            try? FileManager.default.removeItem(at: target)
            try FileManager.default.copyItem(at: folder.appending(path: "\(name).\(suffix)"), to: target)
        }
    }

    private func openssl(_ arguments: [String]) throws {
        let finished = try BuiltBinary.finish(URL(filePath: "/usr/bin/openssl"), arguments)
        guard finished.status == 0 else { throw Failure(errors: finished.errors) }
    }

    private struct Failure: Error {
        let errors: String
    }
}
