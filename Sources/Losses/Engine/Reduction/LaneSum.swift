// A sum of many numbers that loses no digits, eight at a time.

/// Eight running sums, each with what its additions have rounded off; their order decides the last bit, and nothing else.
///
/// Source: Knuth, The Art of Computer Programming, volume 2, 4.2.2, theorem B (the error of a sum without a comparison).
struct LaneSum {
    private var sums = SIMD8<Double>(repeating: 0)
    private var lost = SIMD8<Double>(repeating: 0)

    @inline(always)
    mutating func add(_ terms: SIMD8<Double>) {
        let next = sums + terms
        let added = next - sums
        lost += (sums - (next - added)) + (terms - added)
        sums = next
    }

    /// How many numbers are summed plainly, before their sum is added.
    static var blockSize: Int { 256 }

    /// How much room `add` needs for so many numbers: those that fill up the last lanes are set to 0.
    @inline(always)
    static func padded(_ count: Int) -> Int { (count + 15) & ~15 }

    /// Adds some hundred numbers that follow each other, with room for those that fill up the last lanes.
    ///
    /// Where half the digits are plenty, their own sum may be rounded as Doubles are.
    @inline(always)
    mutating func add(_ terms: UnsafeMutablePointer<Double>, _ count: Int, short: Bool) {
        for index in count..<Self.padded(count) { unsafe terms[index] = 0 }
        var (low, high) = (SIMD8<Double>(repeating: 0), SIMD8<Double>(repeating: 0))
        for index in Swift.stride(from: 0, to: count, by: 16) {
            let first = unsafe UnsafeRawPointer(terms + index).loadUnaligned(as: SIMD8<Double>.self)
            let second = unsafe UnsafeRawPointer(terms + index + 8).loadUnaligned(as: SIMD8<Double>.self)
            if short {
                low += first
                high += second
            } else {
                add(first)
                add(second)
            }
        }
        if short { add(low + high) }
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
