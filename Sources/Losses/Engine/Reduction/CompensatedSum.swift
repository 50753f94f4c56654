// A sum that loses no digits: kept in Double, with what each addition rounds off carried along.

/// A running sum; the order of the additions decides its last bit, and nothing else does.
///
/// Source: Neumaier, Rundungsfehleranalyse einiger Verfahren zur Summation endlicher Summen (1974).
struct CompensatedSum {
    private var sum = 0.0
    private var lost = 0.0

    @inline(__always)
    mutating func add(_ term: Double) {
        let next = sum + term
        lost += abs(sum) >= abs(term) ? (sum - next) + term : (term - next) + sum
        sum = next
    }

    /// The sum of all terms.
    ///
    /// Where it is not finite the part that was lost means nothing.
    var value: Double {
        let corrected = sum + lost
        return corrected.isFinite ? corrected : sum
    }
}
