// A sum of many numbers that loses no digits, eight at a time.

/// Eight running sums, each with what its additions have rounded off; their order decides the last bit, and nothing else.
///
/// Source: Knuth, The Art of Computer Programming, volume 2, 4.2.2, theorem B (the error of a sum without a comparison).
struct LaneSum {
    private var sums = SIMD8<Double>(repeating: 0)
    private var lost = SIMD8<Double>(repeating: 0)

    @inline(__always)
    mutating func add(_ terms: SIMD8<Double>) {
        let next = sums + terms
        let added = next - sums
        lost += (sums - (next - added)) + (terms - added)
        sums = next
    }

    /// The sum of all lanes; what was lost means nothing where it is not finite.
    var value: Double {
        var sum = CompensatedSum()
        for lane in 0..<8 {
            sum.add(sums[lane])
            if lost[lane].isFinite { sum.add(lost[lane]) }
        }
        return sum.value
    }
}
