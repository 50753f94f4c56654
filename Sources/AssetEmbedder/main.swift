// Writes a Swift file that holds the text files of a folder; run by the build, not part of lossd.

import Foundation

struct Failure: Error, CustomStringConvertible {
    let description: String
}

let arguments = CommandLine.arguments
guard arguments.count >= 3 else { throw Failure(description: "usage: AssetEmbedder OUTPUT FILE...") }
let delimiter = "###"
let members = try arguments.dropFirst(2).sorted().map { path in
    let text = try String(contentsOfFile: path, encoding: .utf8)
    guard !text.contains("\"\"\"" + delimiter), !text.contains("\\" + delimiter), !text.contains("\r") else {
        throw Failure(description: "\(path) contains what a Swift string cannot hold as it is")
    }
    let name = URL(filePath: path).lastPathComponent
    return "        (\"\(name)\", \(delimiter)\"\"\"\n\(text)\n\"\"\"\(delimiter)),\n"
}
let swift =
    "// The files of the console, embedded by the build.\n\nenum ConsoleText {\n"
    + "    static let files: [(name: String, text: String)] = [\n\(members.joined())    ]\n}\n"
try swift.write(toFile: arguments[1], atomically: true, encoding: .utf8)
