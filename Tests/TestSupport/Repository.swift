// Where the files of the repository are, seen from a test.

package import Foundation

/// The checkout that the tests were built from.
package enum Repository {
    package static let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
        .deletingLastPathComponent()

    /// The content of a file, by its path from the top.
    package static func read(_ path: String) throws -> Data {
        try Data(contentsOf: root.appending(path: path))
    }

    /// The names of the files of a folder that end in a certain way.
    package static func files(in folder: String, ending: String) throws -> [String] {
        try FileManager.default.contentsOfDirectory(atPath: root.appending(path: folder).path)
            .filter { $0.hasSuffix(ending) }.sorted()
    }
}
