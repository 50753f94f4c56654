// When two lists of numbers are the same, up to rounding.

/// Compares lists of numbers element by element.
package enum Closeness {
    /// What differs, in words; `nil` when nothing does.
    ///
    /// NaN equals NaN, an infinity itself, minus zero zero; finite numbers may differ by `tolerance` times the largest
    /// finite one of `expected`.
    package static func difference(_ found: [Double], _ expected: [Double], tolerance: Double) -> String? {
        guard found.count == expected.count else { return "\(found.count) numbers instead of \(expected.count)" }
        let scale = expected.filter(\.isFinite).map(abs).max() ?? 0
        for (index, (a, b)) in zip(found, expected).enumerated() {
            let isSame = a == b || (a.isNaN && b.isNaN) || (a.isFinite && b.isFinite && abs(a - b) <= tolerance * scale)
            if !isSame { return "\(a) instead of \(b) at \(index)" }
        }
        return nil
    }

    /// What differs by more than `tolerance`, where it is not nearer to the truth than what was expected.
    package static func difference(
        _ found: [Double], _ expected: [Double], truth: [Double], tolerance: Double
    ) -> String? {
        guard found.count == truth.count, expected.count == truth.count else { return "lists of different lengths" }
        let nearer = found.indices.map { index in
            abs(found[index] - truth[index]) <= abs(expected[index] - truth[index]) ? expected[index] : found[index]
        }
        return difference(nearer, expected, tolerance: tolerance)
    }

    /// The tolerance that an answer of a dtype must keep.
    ///
    /// float64: a relative 1e-12, as the contract has it. float32: eight units in the last place of the largest number.
    package static func tolerance(_ dtype: String) -> Double {
        dtype == "float64" ? 1e-12 : 8 * 0x1p-23
    }
}
