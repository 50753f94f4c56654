// A row of scores as a distribution: its logarithms, its probabilities and its entropy.

import RealModule

/// The distribution of one row at a time of a tensor of scores or of log-probabilities.
struct RowDistribution<Scalar: LossScalar> {
    private let values: [Scalar]
    private let width: Int
    /// What scores are multiplied by; `nil` of log-probabilities, which are taken as they are.
    private let scale: Double?
    private var start = 0
    /// e^(score·scale − origin).
    private var powers: [Double]
    private var origin = 0.0
    private var logarithmOfSum = 0.0
    private var inverse = 1.0
    /// −Σ p·ln p, to which an entry of probability 0 adds nothing.
    private(set) var entropy = 0.0

    init(_ values: [Scalar], width: Int, scale: Double?) {
        (self.values, self.width, self.scale) = (values, width, scale)
        powers = []
    }

    /// Makes room for a row.
    mutating func begin() { powers = [Double](repeating: 0, count: width) }

    /// Reads the row of a token.
    mutating func read(_ token: Int) {
        start = token * width
        guard width > 0 else { return }
        let row = start..<start + width
        guard let scale else {
            let found = RowPowers(&powers, of: values, in: row, scale: 1, origin: 0, .thirteen)
            entropy = 0 - found.weightedSum
            return
        }
        // Of scores that are all −∞ there is no distribution.
        origin = Double(values.largest(in: row)) * scale
        let found = RowPowers(
            &powers, of: values, in: row, scale: scale, origin: origin, Scalar.isShort ? .eleven : .thirteen)
        logarithmOfSum = .log(found.sum)
        inverse = 1 / found.sum
        entropy = logarithmOfSum - found.weightedSum * inverse
    }

    /// Calls `body` with an access to the row's entries.
    @inline(__always)
    func withEntries<Result>(_ body: (RowEntries<Scalar>) -> Result) -> Result {
        unsafe powers.withUnsafeBufferPointer { powers in
            unsafe values.withUnsafeBufferPointer { values in
                unsafe body(
                    RowEntries(
                        values: values.baseAddress.unsafelyUnwrapped + start,
                        powers: powers.baseAddress.unsafelyUnwrapped,
                        scale: scale ?? 1, origin: origin, logarithmOfSum: logarithmOfSum, inverse: inverse))
            }
        }
    }
}

/// The entries of a row that has been read, without checks of their indices.
@unsafe struct RowEntries<Scalar: LossScalar> {
    let values: UnsafePointer<Scalar>
    let powers: UnsafePointer<Double>
    let scale: Double
    let origin: Double
    let logarithmOfSum: Double
    let inverse: Double

    /// The logarithm of a probability.
    @inline(__always)
    func logarithm(_ index: Int) -> Double {
        unsafe Double(values[index]) * scale - origin - logarithmOfSum
    }

    @inline(__always)
    func probability(_ index: Int) -> Double { unsafe powers[index] * inverse }
}
