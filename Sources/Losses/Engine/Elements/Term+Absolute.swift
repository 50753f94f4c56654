// Terms that several losses are made of.

extension Term {
    /// |error| and its derivatives by the first operand and, with the other sign, the second.
    @inline(__always)
    static func absolute(_ error: Double) -> Term {
        // torch's sign: 0 at 0, and 0 for NaN.
        let sign: Double = error > 0 ? 1 : error < 0 ? -1 : 0
        return Term(abs(error), precisely: (sign, -sign, 0))
    }
}
