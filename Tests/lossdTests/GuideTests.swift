// The README and the guide: every command runs, every answer is the one that is printed, and both languages are in step.

import Foundation
import TestSupport
import Testing

@Suite("Documentation that runs")
struct GuideTests {
    /// A block of code, and what it is.
    struct Block: Equatable {
        let language: String
        let text: String
    }

    /// The blocks between fences.
    private static func blocks(_ path: String) throws -> [Block] {
        let text = String(decoding: try Repository.read(path), as: UTF8.self)
        return text.matches(of: #/(?m)^```([a-z]*)\n((?s).*?)^```$/#).map {
            Block(language: String($0.1), text: String($0.2))
        }
    }

    /// Runs a block against a server, in a folder.
    private func run(_ block: Block, _ port: Int, _ folder: URL) throws -> String {
        let text = block.text.replacing("127.0.0.1:8080", with: "127.0.0.1:\(port)")
        let program = block.language == "sh" ? ["bash", "-c", text] : ["python3", "-c", text]
        let done = try BuiltBinary.finish(
            URL(filePath: "/usr/bin/env"), ["-C", folder.path] + program,
            environment: ["PATH": "\(BuiltBinary.url.deletingLastPathComponent().path):/usr/local/bin:/usr/bin:/bin"])
        #expect(done.status == 0, "\(block.text)\n\(done.errors)")
        return String(decoding: done.output, as: UTF8.self)
    }

    @Test(
        "every command of the documentation runs, and answers what it says",
        arguments: [
            "README.md", "Documentation/Guide.md", "Documentation/MultiTask.zh-CN.md",
            "Documentation/HostedTraining.md",
        ])
    func commands(path: String) throws {
        let folder = FileManager.default.temporaryDirectory.appending(path: UUID().uuidString)
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        defer { try? FileManager.default.removeItem(at: folder) }
        let hasPython = FileManager.default.isExecutableFile(atPath: "/usr/bin/python3")
        let server = try ServingBinary(["--log-format", "off"])
        let blocks = try Self.blocks(path)
        var ran = 0
        for (index, block) in blocks.enumerated() {
            // Those that show torch are for reading.
            let isProgram =
                block.language == "sh"
                || (block.language == "python" && hasPython && !block.text.contains("torch"))
            guard isProgram else { continue }
            let output = try run(block, server.port, folder)
            ran += 1
            guard index + 1 < blocks.count else { continue }
            let expected = blocks[index + 1]
            switch expected.language {
            case "json":
                #expect(
                    try JSONTree(Array(output.utf8)) == JSONTree(Array(expected.text.utf8)), "\(block.text)\n\(output)")
            case "text":
                #expect(
                    output.trimmingCharacters(in: .whitespacesAndNewlines)
                        == expected.text.trimmingCharacters(in: .whitespacesAndNewlines), "\(block.text)")
            default: break
            }
        }
        #expect(ran > 0)
        #expect(server.stop() == 0)
    }

    /// The levels of the headings, outside of blocks.
    private static func headings(_ path: String) throws -> [Int] {
        let text = String(decoding: try Repository.read(path), as: UTF8.self)
            .replacing(#/(?m)^```[a-z]*\n(?s).*?^```$/#, with: "")
        return text.matches(of: #/(?m)^(#+) /#).map { $0.1.count }
    }

    @Test(
        "Chinese documentation has the headings and the code of the English one",
        arguments: [("README.md", "README.zh-CN.md"), ("Documentation/Guide.md", "Documentation/Guide.zh-CN.md")])
    func languages(english: String, chinese: String) throws {
        #expect(try Self.headings(english) == Self.headings(chinese))
        // Comments may be translated.
        func code(_ path: String) throws -> [Block] {
            try Self.blocks(path).map {
                Block(language: $0.language, text: $0.text.replacing(#/ *# [^\n]*/#, with: ""))
            }
        }
        #expect(try code(english) == code(chinese))
    }

    @Test(
        "links to files of the repository lead somewhere",
        arguments: ["README.md", "README.zh-CN.md", "CONTRIBUTING.md", "SECURITY.md"])
    func links(path: String) throws {
        try check(linksOf: path)
    }

    @Test("links between documents lead somewhere")
    func documents() throws {
        for path in try Repository.files(in: "Documentation", ending: ".md") {
            try check(linksOf: "Documentation/\(path)")
        }
    }

    private func check(linksOf path: String) throws {
        let text = String(decoding: try Repository.read(path), as: UTF8.self)
            .replacing(#/(?m)^```[a-z]*\n(?s).*?^```$/#, with: "")
        let folder = Repository.root.appending(path: path).deletingLastPathComponent()
        for link in text.matches(of: #/\]\(([^)\s]+)\)/#) {
            let target = String(link.1)
            guard !target.contains("://"), !target.hasPrefix("#") else { continue }
            let parts = target.split(separator: "#", maxSplits: 1)
            let file = folder.appending(path: String(parts[0])).standardizedFileURL
            #expect(FileManager.default.fileExists(atPath: file.path), "\(path): \(target)")
            guard parts.count == 2, let linked = try? String(contentsOf: file, encoding: .utf8) else { continue }
            let names = linked.matches(of: #/(?m)^#+ (.*)$/#).map { heading in
                heading.1.lowercased().filter { $0.isLetter || $0.isNumber || $0 == " " || $0 == "-" || $0 == "_" }
                    .replacing(" ", with: "-")
            }
            #expect(names.contains(String(parts[1])), "\(path): \(target)")
        }
    }
}
