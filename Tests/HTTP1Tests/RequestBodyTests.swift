// How much memory is reserved for a body while it arrives.

import Testing

@testable import HTTP1

@Suite("The memory reserved for a body")
struct RequestBodyTests {
    /// Takes bytes in pieces of 4 kB, and returns how many are reserved, last and in each step.
    private func taken(_ count: Int, announced: Int) -> (reserved: Int, sizes: [Int]) {
        var body = RequestBody(nil, announced: announced, limits: ServerLimits())
        let piece = [UInt8](repeating: 1, count: 4096)
        var sizes: [Int] = []
        for _ in 0..<(count / piece.count) {
            let isTaken = body.take(piece[...])
            #expect(isTaken)
            if sizes.last != body.reservedBytes { sizes.append(body.reservedBytes) }
        }
        return (body.reservedBytes, sizes)
    }

    @Test(
        "no more is reserved for a large announcement than 64 times the received bytes, or twice those of a small part",
        arguments: [1, 16, 64])
    func announcement(mebibytes: Int) {
        let announced = mebibytes << 20
        for arrived in [4096, 32 << 10, 60 << 10, 64 << 10, 128 << 10, 512 << 10, 1 << 20] where arrived <= announced {
            let reserved = taken(arrived, announced: announced).reserved
            #expect(reserved <= max(64 * arrived, 4 * 4096), "\(arrived) of \(announced) bytes")
            // Little more than announced, whatever the allocator rounds to.
            #expect(reserved <= announced + announced / 16 + 4096 || reserved <= 2 * arrived + 4096)
        }
    }

    @Test("a body moves to its final place while it is at most a 32nd of itself, and not again")
    func finalPlace() {
        let announced = 16 << 20
        let sizes = taken(announced, announced: announced).sizes
        #expect(sizes.last.map { $0 >= announced } == true)
        // Those before it doubled from small ones; their holes together are smaller than the body by far.
        #expect(sizes.dropLast().reduce(0, +) <= announced / 16, "\(sizes)")
    }
}
