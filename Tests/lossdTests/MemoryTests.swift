// The memory of a serving lossd: clients that ask for much and do not read hold no more than --max-held-bytes.

import Foundation
import TestSupport
import Testing

// One after the other: they measure memory. A sanitizer's own memory would be measured with it.
@Suite(
    "The memory of a serving lossd", .serialized,
    .disabled(if: ProcessInfo.processInfo.environment["SANITIZER"] != nil, "a sanitizer takes memory of its own"))
struct MemoryTests {
    /// Sends a request on each of some connections, reads nothing, and returns the most memory that lossd took, in bytes.
    private func peak(_ body: String, path: String = "/v1/evaluate", clients: Int, held: Int) throws -> Int {
        let server = try ServingBinary(["--max-held-bytes", "\(held)", "--log-format", "off", "--drain-seconds", "0.2"])
        let before = try server.peakBytes
        let request = Array(
            "POST \(path) HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n\(body)".utf8)
        let deaf = try (0..<clients).map { _ in try #require(RawClient(port: UInt16(server.port))) }
        for client in deaf { client.send(request) }
        // Each gets an answer or a refusal; the first byte shows that its request was processed.
        let answers = deaf.map { $0.receive(count: 12) }
        #expect(answers.allSatisfy { $0.hasPrefix("HTTP/1.1 200") || $0.hasPrefix("HTTP/1.1 503") })
        #expect(answers.contains { $0.hasPrefix("HTTP/1.1 200") })
        let after = try server.peakBytes
        withExtendedLifetime(deaf) {}
        _ = server.stop()
        return after - before
    }

    /// What allocator, stacks and buffers of the system take besides what is counted.
    private static let slack = 48 << 20

    @Test("six clients that ask for long answers and do not read stay within the bound")
    func deafClients() throws {
        // 2²⁰ numbers of a loss that is not reduced: 16 MB of text each at most, from 10 KB.
        let column = (0..<1024).map { "[\($0).123]" }.joined(separator: ",")
        let row = (0..<1024).map { "\($0).456" }.joined(separator: ",")
        let body =
            "{\"gradients\":false,\"tasks\":[{\"loss\":\"mse_loss\",\"input\":[\(column)],\"target\":[\(row)],"
            + "\"options\":{\"reduction\":\"none\"}}]}"
        let held = 100 << 20
        #expect(try peak(body, clients: 12, held: held) < held + Self.slack)
    }

    @Test("the densest numbers, and the densest base64, stay within the bound while they are read")
    func densestNumbers() throws {
        let ones = [String](repeating: "1", count: 3 << 20).joined(separator: ",")
        let base64 = String(repeating: "AQEB", count: 1 << 20)
        let held = 100 << 20
        for tensor in ["[\(ones)]", "{\"shape\":[\(3 << 20)],\"dtype\":\"uint8\",\"base64\":\"\(base64)\"}"] {
            let task = #"{"loss":"mse_loss","input":"x","target":"x","gradients":false}"#
            let body = "{\"dtype\":\"float64\",\"tensors\":{\"x\":\(tensor)},\"tasks\":[\(task)]}"
            #expect(try peak(body, clients: 6, held: held) < held + Self.slack)
        }
    }

    @Test("a request is freed before its answer is written")
    func freedRequest() throws {
        // The body is 11.1 MiB, the input and its gradient 3.9 MiB each, and the answer has room for 15.6 MiB. At most the
        // gradient and the answer are held together, 19.5 MiB, beside code that is read for the first time (about 1 MiB).
        // With a hole of the input's size beside them it would be 24 MiB.
        let row = "[" + (0..<1000).map { "\(Float($0) / 977 - 0.5)" }.joined(separator: ",") + "]"
        let rows = [String](repeating: row, count: 1024).joined(separator: ",")
        let classes = [String](repeating: "1", count: 1024).joined(separator: ",")
        let body = "{\"tasks\":[{\"loss\":\"cross_entropy\",\"input\":[\(rows)],\"target\":[\(classes)]}]}"
        let peak = try peak(body, clients: 1, held: 1 << 30)
        #expect(peak < 22 << 20, "\(peak) bytes")
    }

    @Test("answers that are read at once are let go of, however many follow each other")
    func steadyTraffic() throws {
        let held = 64 << 20
        let server = try ServingBinary(["--max-held-bytes", "\(held)", "--log-format", "off"])
        let before = try server.peakBytes
        // 1.7 MB of answer each: large enough to be given back off the loops.
        let numbers = (0..<130_000).map { "\(Float($0) / 977)" }.joined(separator: ",")
        let body = "{\"tasks\":[{\"loss\":\"mse_loss\",\"input\":[\(numbers)],\"target\":[\(numbers)]}]}"
        let head = "POST /v1/evaluate HTTP/1.1\r\nHost: x\r\nContent-Length: \(body.utf8.count)\r\n\r\n"
        let request = Array((head + body).utf8)
        let (group, port) = (DispatchGroup(), UInt16(server.port))
        let count = 8
        for _ in 0..<count {
            DispatchQueue.global().async(group: group) {
                for _ in 0..<12 {
                    guard let client = RawClient(port: port) else { return }
                    client.send(request)
                    client.finishSending()
                    _ = client.receive()
                }
            }
        }
        group.wait()
        #expect(try server.peakBytes - before < held + Self.slack)
        #expect(server.stop() == 0)
    }

    @Test("many tasks that share a tensor stay within the bound")
    func sharedTensors() throws {
        let numbers = (0..<8000).map { "\($0).25" }.joined(separator: ",")
        let task = #"{"loss":"mse_loss","input":"x","target":"x"}"#
        let tasks = [String](repeating: task, count: 200).joined(separator: ",")
        let body = "{\"dtype\":\"float64\",\"tensors\":{\"x\":[\(numbers)]},\"tasks\":[\(tasks)]}"
        let held = 100 << 20
        #expect(try peak(body, clients: 12, held: held) < held + Self.slack)
    }

    @Test("pairs of tasks in conflict stay within the bound")
    func conflictingPairs() throws {
        let names = (0..<256).map { "\"\(String(repeating: "n", count: 250))\($0)\"" }.joined(separator: ",")
        let rows = (0..<256).map { $0 % 2 == 0 ? "[-5,1]" : "[5,1]" }.joined(separator: ",")
        let body = "{\"tasks\":[\(names)],\"strategy\":\"mean\",\"jacobian\":[\(rows)]}"
        let held = 100 << 20
        #expect(try peak(body, path: "/v1/weights", clients: 12, held: held) < held + Self.slack)
    }
}

extension ServingBinary {
    /// The most memory that the process has had, in bytes.
    fileprivate var peakBytes: Int {
        get throws {
            let status = try String(contentsOfFile: "/proc/\(processIdentifier)/status", encoding: .utf8)
            let line = status.split(separator: "\n").first { $0.hasPrefix("VmHWM:") } ?? ""
            return (Int(line.split(separator: " ").dropFirst().first ?? "") ?? 0) << 10
        }
    }
}
