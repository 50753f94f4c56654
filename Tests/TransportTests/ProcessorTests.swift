// How many processors the process may use.

import Foundation
import Testing

@testable import Transport

@Suite("Processors") struct ProcessorTests {
    @Test("those that the process may run on count, as nproc counts them")
    func affinity() throws {
        let nproc = Process()
        let output = Pipe()
        nproc.executableURL = URL(filePath: "/usr/bin/nproc")
        nproc.environment = [:]
        nproc.standardOutput = output
        try nproc.run()
        let text = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        nproc.waitUntilExit()
        #expect(Processor.count == Int(text.trimmingCharacters(in: .whitespacesAndNewlines)))
    }
}
