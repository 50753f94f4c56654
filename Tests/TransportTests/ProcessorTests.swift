// How many processors the process may use.

import CLinux
import Glibc
import Testing

@testable import Transport

@Suite("Processors") struct ProcessorTests {
    @Test("only those that the process may run on count")
    func affinity() {
        let before = Self.allowed()
        defer { Self.allow(before) }
        Self.allow([before[0]])
        #expect(Processor.count == 1)
        Self.allow(before)
        #expect(Processor.count == before.count)
    }

    /// The numbers of the processors that this thread may run on.
    private static func allowed() -> [Int] {
        var set = cpu_set_t()
        unsafe sched_getaffinity(0, MemoryLayout<cpu_set_t>.size, &set)
        return unsafe withUnsafeBytes(of: &set) { bytes in
            (0..<bytes.count * 8).filter { unsafe bytes[$0 / 8] & (1 << ($0 % 8)) != 0 }
        }
    }

    private static func allow(_ processors: [Int]) {
        var set = cpu_set_t()
        unsafe withUnsafeMutableBytes(of: &set) { bytes in
            for processor in processors { unsafe bytes[processor / 8] |= 1 << (processor % 8) }
        }
        unsafe sched_setaffinity(0, MemoryLayout<cpu_set_t>.size, &set)
    }
}
