// How many places a loss or a strategy is written in by hand: what Documentation/Architecture.md says, and no more.

import Balancing
import Catalogue
import Foundation
import Losses
import TestSupport
import Testing

@Suite("Places to touch")
struct PlacesTests {
    /// The texts of the repository without those that are generated, by their paths.
    private static let texts: [(path: String, text: String, words: Set<Substring>)] = {
        let folders = ["Sources", "Tests", "Scripts", "Documentation", "Examples", "Benchmarks", "."]
        let generated = ["Tests/Fixtures/", "Documentation/Losses.md", "Documentation/Accuracy.md", "Examples/"]
        var paths: [String] = []
        for folder in folders {
            let url = Repository.root.appending(path: folder)
            if folder == "." {
                paths += (try? FileManager.default.contentsOfDirectory(atPath: url.path)) ?? []
            } else if let walk = FileManager.default.enumerator(atPath: url.path) {
                for case let path as String in walk where !path.contains(".build") { paths.append("\(folder)/\(path)") }
            }
        }
        return paths.compactMap { path in
            guard !generated.contains(where: { path.hasPrefix($0) }),
                let text = try? String(contentsOf: Repository.root.appending(path: path), encoding: .utf8)
            else { return nil }
            let kept = withoutGenerated(text)
            let words = kept.unicodeScalars.split {
                !$0.properties.isAlphabetic && !"_0123456789".unicodeScalars.contains($0)
            }
            return (path, kept, Set(words.map { Substring($0) }))
        }
    }()

    private static func withoutGenerated(_ text: String) -> String {
        var isGenerated = false
        return text.components(separatedBy: "\n").filter { line in
            if line.contains("generated: ") { isGenerated = true }
            if line.contains("end of generated") { isGenerated = false }
            return !isGenerated
        }.joined(separator: "\n")
    }

    /// The files that name a method, by its name or by its type's.
    private static func places(_ name: String, in folder: String) throws -> [String] {
        let own = try #require(
            texts.first { $0.path.hasPrefix("Sources/\(folder)/") && $0.text.contains("\"\(name)\", aliases") }
                ?? texts.first { $0.path.hasPrefix("Sources/\(folder)/") && $0.text.contains("\"\(name)\",") },
            "\(name)")
        let type = URL(filePath: own.path).deletingPathExtension().lastPathComponent
        return texts.filter { $0.words.contains(name[...]) || $0.words.contains(type[...]) }.map(\.path).sorted()
    }

    @Test("a loss is written in five places by hand, and there are losses that are in no other")
    func losses() throws {
        var fewest: [String] = []
        for type in LossCatalogue.all {
            let places = try Self.places(type.entry.name, in: "Losses")
            for place in ["Sources/Losses/LossCatalogue.swift", "CHANGELOG.md"] {
                #expect(places.contains(place), "\(type.entry.name): \(place)")
            }
            #expect(places.contains { $0.hasPrefix("Scripts/cases/") }, "\(type.entry.name)")
            if fewest.isEmpty || places.count < fewest.count { fewest = places }
        }
        // The problems and the random ones of Scripts/cases are two files of one place.
        let hands = Set(fewest.map { $0.hasPrefix("Scripts/cases/") ? "Scripts/cases" : $0 })
        #expect(hands.count <= 5, "\(fewest)")
    }

    @Test("a strategy is written in three places by hand, and there are strategies that are in no other")
    func strategies() throws {
        var fewest: [String] = []
        for type in StrategyCatalogue.all {
            let places = try Self.places(type.entry.name, in: "Balancing")
            #expect(places.contains("Sources/Balancing/StrategyCatalogue.swift"), "\(type.entry.name)")
            if fewest.isEmpty || places.count < fewest.count { fewest = places }
        }
        // Vectors by hand and vectors by a script are one place: a strategy needs one of them.
        let hands = Set(
            fewest.map { $0 == "Scripts/golden-steps" ? "Tests/BalancingTests/GoldenVectorTests.swift" : $0 })
        #expect(hands.count <= 3, "\(fewest)")
    }
}
