// What unmodified clients sent, byte by byte, sent again; Scripts/oip-clients records it.

import Foundation
import TestSupport
import Testing

@Suite("Recorded clients")
struct RecordedClientTests {
    /// The parts of an answer that are the same each time.
    private struct Response: Equatable {
        var status = 0
        var mediaType: String?
        var jsonBytes: Int?
        var body: [UInt8] = []

        /// The answer that was recorded.
        init(_ exchange: JSONTree) throws {
            status = Int(try #require(exchange["status"]?.double))
            mediaType = exchange["type"]?.text
            jsonBytes = exchange["json_bytes"]?.double.map { Int($0) }
            body = try exchange["body"]?.text.map { Array(try #require(Data(base64Encoded: $0))) } ?? []
        }

        /// The answer as it arrives; its body is left out where none was recorded.
        init(_ bytes: [UInt8], isBodyKnown: Bool) throws {
            let end = try #require(bytes.firstRange(of: Array("\r\n\r\n".utf8)))
            let lines = String(decoding: bytes[..<end.lowerBound], as: UTF8.self).split(separator: "\r\n")
            status = try #require(lines.first.flatMap { Int($0.split(separator: " ")[1]) })
            func field(_ name: String) -> String? {
                lines.first { $0.lowercased().hasPrefix("\(name): ") }.map { String($0.dropFirst(name.count + 2)) }
            }
            mediaType = field("content-type")
            jsonBytes = field("inference-header-content-length").flatMap { Int($0) }
            body = isBodyKnown ? Array(bytes[end.upperBound...]) : []
        }
    }

    @Test("tritonclient, the KServe SDK and safetensors are answered what they were answered when they were recorded")
    func exchanges() throws {
        let exchanges =
            try JSONTree(Array(try Repository.read("Tests/Fixtures/clients.json")))["exchanges"]?.elements ?? []
        #expect(exchanges.count == 48)
        let server = try ServingBinary([])
        for exchange in exchanges {
            let request = try #require(exchange["request"]?.text.flatMap { Data(base64Encoded: $0) })
            let client = try #require(RawClient(port: UInt16(server.port)))
            #expect(client.send(Array(request)))
            client.finishSending()
            let found = try Response(client.receiveBytes().bytes, isBodyKnown: exchange["body"] != nil)
            let what = "\(exchange["client"]?.text ?? "") \(String(decoding: request.prefix(60), as: UTF8.self))"
            #expect(try found == Response(exchange), "\(what)")
        }
    }
}
