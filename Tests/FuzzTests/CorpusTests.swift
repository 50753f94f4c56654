// The corpus of the fuzz targets, and seeded mutations of it, in every test run.

import Foundation
import Fuzz
import TestSupport
import Testing

@Suite("Fuzz targets")
struct CorpusTests {
    private static func corpus(_ name: String) throws -> [(name: String, bytes: [UInt8])] {
        let folder = "Tests/Fuzz/Corpus/\(name)"
        return try Repository.files(in: folder, ending: "").map {
            ($0, [UInt8](try Repository.read("\(folder)/\($0)")))
        }
    }

    /// A change as a fuzzer makes it: a byte, a piece left out, or a piece twice.
    private static func mutated(_ bytes: [UInt8], _ generator: inout SeededGenerator) -> [UInt8] {
        var bytes = bytes
        for _ in 0..<Int.random(in: 1...4, using: &generator) where !bytes.isEmpty {
            let start = Int.random(in: bytes.indices, using: &generator)
            let end = min(start + Int.random(in: 1...8, using: &generator), bytes.count)
            switch Int.random(in: 0..<4, using: &generator) {
            case 0: bytes[start] = UInt8.random(in: 0...255, using: &generator)
            case 1: bytes.removeSubrange(start..<end)
            case 2: bytes.insert(contentsOf: bytes[start..<end], at: start)
            default: bytes[start] = Array("\r\n :;,[]{}\"0-9eE.\\".utf8)[Int.random(in: 0..<18, using: &generator)]
            }
        }
        return bytes
    }

    @Test("every file of the corpus, and what is near it, is read without a trap, and the same each time")
    func corpus() throws {
        for (name, holds) in [
            ("http", FuzzHTTP.holds), ("json", FuzzJSON.holds), ("safetensors", FuzzSafetensors.holds),
            ("inference", FuzzInference.holds),
        ] {
            var generator = SeededGenerator(seed: 11)
            let files = try Self.corpus(name)
            #expect(files.count >= 10)
            for file in files {
                #expect(holds(file.bytes), "\(name)/\(file.name)")
                for round in 0..<100 {
                    let bytes = Self.mutated(file.bytes, &generator)
                    #expect(holds(bytes), "\(name)/\(file.name), mutation \(round): \(bytes)")
                }
            }
        }
    }
}
