// How much room a body takes while it arrives.

import Testing

@testable import HTTP1

@Suite("The room of a body")
struct RequestBodyTests {
    /// Takes bytes in pieces of 4 kB, and returns the addresses that they have, with the places they moved to.
    private func taken(_ count: Int, announced: Int) -> (addressed: Int, sizes: [Int]) {
        var body = RequestBody(nil, announced: announced, limits: ServerLimits())
        let piece = [UInt8](repeating: 1, count: 4096)
        var sizes: [Int] = []
        for _ in 0..<(count / piece.count) {
            let isTaken = body.take(piece[...])
            #expect(isTaken)
            if sizes.last != body.addressedBytes { sizes.append(body.addressedBytes) }
        }
        return (body.addressedBytes, sizes)
    }

    @Test(
        "a large announcement takes no more than 64 times what has arrived, or twice that of a small part",
        arguments: [1, 16, 64])
    func announcement(mebibytes: Int) {
        let announced = mebibytes << 20
        for arrived in [4096, 32 << 10, 60 << 10, 64 << 10, 128 << 10, 512 << 10, 1 << 20] where arrived <= announced {
            let addressed = taken(arrived, announced: announced).addressed
            #expect(addressed <= max(64 * arrived, 4 * 4096), "\(arrived) of \(announced) bytes")
            // Little more than announced, whatever the allocator rounds to.
            #expect(addressed <= announced + announced / 16 + 4096 || addressed <= 2 * arrived + 4096)
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
