// The files of the console page, as they are served.

/// A file of the console.
package struct ConsoleFile: Sendable {
    /// Its name, such as `app.js`.
    package let name: String
    package let mediaType: String
    package let bytes: [UInt8]
    /// What changes whenever the file does, as an entity tag (RFC 9110 §8.8.3).
    package let tag: String

    private init(_ name: String, _ text: String) {
        self.name = name
        bytes = Array(text.utf8)
        mediaType = Self.mediaType(of: name)
        // FNV-1a: a check against change, not against forgery.
        let hash = bytes.reduce(0xCBF2_9CE4_8422_2325 as UInt64) { ($0 ^ UInt64($1)) &* 0x100_0000_01B3 }
        tag = "\"\(String(hash, radix: 16))\""
    }

    private static func mediaType(of name: String) -> String {
        switch name.split(separator: ".").last {
        case "html": "text/html; charset=utf-8"
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        default: "text/plain; charset=utf-8"
        }
    }

    private static let all = Dictionary(
        ConsoleText.files.map { ($0.name, ConsoleFile($0.name, $0.text)) }, uniquingKeysWith: { $1 })

    /// The page that the others belong to.
    package static var page: ConsoleFile? { all["index.html"] }

    /// The file of that name.
    package static func find(_ name: Substring) -> ConsoleFile? { all[String(name)] }

    /// The names of all files.
    package static var names: [String] { all.keys.sorted() }
}
