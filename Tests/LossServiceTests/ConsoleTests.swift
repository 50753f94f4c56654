// The console: who gets it, and what it is made of.

import Compression
import Console
import Exchange
import Foundation
@testable import LossService
import TestSupport
import Testing

@Suite("The console")
struct ConsoleTests {
    private func get(_ path: String, _ fields: [String: String] = [:], service: Service = Service()) -> Answer {
        var head = RequestHead(method: .get, target: path)
        for (name, value) in fields { head.fields.append(name, value) }
        guard case .answer(let answer) = service.receive(head, admit: { nil }).outcome else { return Answer(0) }
        return answer
    }

    @Test(
        "browsers get the page and programs the index",
        arguments: [
            ("text/html,application/xhtml+xml,application/xml;q=0.9,image/avif,image/webp,*/*;q=0.8", true),
            ("text/html", true), ("TEXT/HTML;level=1", true), ("application/json;q=0.5, text/html", true),
            ("*/*", false), ("application/json", false), ("application/json, text/plain, */*", false), ("", false),
            // What generated clients send.
            ("application/json, text/html", false), ("text/html;q=0", false), ("text/html;q=0.4, */*;q=0.5", false),
        ])
    func accept(value: String, isPage: Bool) {
        let answer = get("/", value.isEmpty ? [:] : ["Accept": value])
        #expect(answer.status == 200)
        #expect((answer.fields[.contentType] == "text/html; charset=utf-8") == isPage)
        #expect(
            String(decoding: answer.body, as: UTF8.self).hasPrefix(isPage ? "<!doctype html>" : #"{"name":"lossd""#))
        #expect(answer.fields[.vary] == "Accept")
    }

    @Test("without a console browsers get the index, and there are no files")
    func off() {
        let service = Service(hasConsole: false)
        #expect(get("/", ["Accept": "text/html"], service: service).fields[.contentType] == "application/json")
        #expect(get("/console/app.js", service: service).status == 404)
        // With metrics on a port of their own the page stays, and is not on that port.
        #expect(get("/console/app.js", service: Service().withoutMetrics).status == 200)
        #expect(
            get("/", ["Accept": "text/html"], service: Service().operations).fields[.contentType] == "application/json")
    }

    @Test(
        "every file is served with its type, a policy and a tag, and only again when it has changed",
        arguments: ConsoleFile.names)
    func files(name: String) throws {
        let answer = get("/console/\(name)")
        #expect(answer.status == 200)
        #expect(try #require(answer.fields[.contentType]).hasPrefix(name.hasSuffix(".svg") ? "image/svg+xml" : "text/"))
        let policy = try #require(answer.fields[.contentSecurityPolicy])
        #expect(policy.hasPrefix("default-src 'self'") && !policy.contains("unsafe"))
        let tag = try #require(answer.fields[.entityTag])
        #expect(tag.hasPrefix("\"") && tag.hasSuffix("\""))
        for known in [tag, "W/\(tag)", "\"x\", \(tag)", "*"] {
            let again = get("/console/\(name)", ["If-None-Match": known])
            #expect(again.status == 304 && again.body.isEmpty && again.fields[.entityTag] == tag)
        }
        #expect(get("/console/\(name)", ["If-None-Match": "\"x\""]).status == 200)
    }

    @Test("the page needs nothing but its own files")
    func selfContained() throws {
        let texts = try ConsoleFile.names.map { name in
            (name, String(decoding: try #require(ConsoleFile.find(name[...])).bytes, as: UTF8.self))
        }
        var bytes = 0
        for (name, text) in texts {
            // Namespaces of XML are names, not addresses.
            let addresses = text.matches(of: #/https?:\/\/[^\s"'`)]+/#).map { String($0.0) }
                .filter { !$0.hasPrefix("http://www.w3.org/") }
            #expect(addresses.isEmpty, "\(name)")
            for found in text.matches(of: #/(?:from|src=|href=) ?"(\.\/|\/console\/)([a-z.]+)"/#) {
                #expect(ConsoleFile.find(found.2) != nil, "\(name): \(found.2)")
            }
            #expect(!text.contains("innerHTML") && !text.contains("eval("), "\(name)")
            bytes += try #require(Deflater.deflate(Array(text.utf8), as: .gzip)).count
        }
        #expect(bytes < 60_000)
        let page = try #require(texts.first { $0.0 == "index.html" }).1
        #expect(
            !page.contains("<style") && !page.contains(" style=")
                && page.firstMatch(of: #/<script(?![^>]*src=)/#) == nil)
        #expect(page.firstMatch(of: #/ on[a-z]+=/#) == nil)
        #expect(get("/console/nothing").status == 404)
    }

    @Test("every text of the console has a Chinese one, and none is left over")
    func chinese() throws {
        var used: Set<String> = []
        var translated: Set<String> = []
        for name in ConsoleFile.names where name.hasSuffix(".js") {
            let text = String(decoding: try #require(ConsoleFile.find(name[...])).bytes, as: UTF8.self)
            if name == "i18n.js" {
                translated = Set(text.matches(of: #/"([^"]+)":\s+"/#).map { String($0.1) })
                continue
            }
            used.formUnion(text.matches(of: #/\bt\("([^"]+)"/#).map { String($0.1) })
            // Texts that are passed on by lists of them.
            for list in text.matches(of: #/\[((?:"[^"]+"(?:, )?)+)\]\.map\(\((?:text|label)\)/#) {
                used.formUnion(list.1.matches(of: #/"([^"]+)"/#).map { String($0.1) })
            }
            used.formUnion(
                text.matches(of: #/(?:auto|light|dark|default|on_request|never): "([^"]+)"/#).map { String($0.1) })
            used.formUnion(text.matches(of: #/\["[a-z]+", "([A-Z][^"]+)", [a-zA-Z]+\]/#).map { String($0.1) })
        }
        #expect(used.count > 100)
        #expect(used.subtracting(translated).sorted() == [])
        #expect(translated.subtracting(used).sorted() == [])
    }
}
