// Texts in the repository that are generated from the code: compared by tests, and rewritten by Scripts/reference.

import Foundation

/// A generated text, or a part of a file between a line with `generated: NAME` and one with `end of generated`.
package enum GeneratedText {
    /// Whether files are to be rewritten.
    private static let isUpdating = ProcessInfo.processInfo.environment["UPDATE_REFERENCE"] != nil

    /// Whether a file holds a text and nothing else; it does afterwards, where files are to be rewritten.
    package static func isCurrent(_ text: String, in path: String) throws -> Bool {
        let url = Repository.root.appending(path: path)
        if isUpdating { try Data(text.utf8).write(to: url) }
        return try Data(contentsOf: url) == Data(text.utf8)
    }

    /// Whether the part of a file that has a name holds just these lines, likewise.
    package static func isCurrent(_ lines: [String], in path: String, part: String) throws -> Bool {
        let url = Repository.root.appending(path: path)
        var file = String(decoding: try Data(contentsOf: url), as: UTF8.self).components(separatedBy: "\n")
        guard let begin = file.firstIndex(where: { $0.contains("generated: \(part) (") }),
            let end = file[begin...].firstIndex(where: { $0.contains("end of generated") })
        else { return false }
        if isUpdating, Array(file[(begin + 1)..<end]) != lines {
            file.replaceSubrange((begin + 1)..<end, with: lines)
            try Data(file.joined(separator: "\n").utf8).write(to: url)
            return true
        }
        return Array(file[(begin + 1)..<end]) == lines
    }
}
