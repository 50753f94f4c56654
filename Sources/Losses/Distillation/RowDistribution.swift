// A row of scores as a distribution: its logarithms, its probabilities and its entropy.

import RealModule

/// So many entries of a row as are summed at a time; a multiple of those that `LaneSum` sums.
enum RowBlock {
    static let size = 256
}

/// The distribution of one row at a time of a tensor of scores or of log-probabilities.
struct RowDistribution<Scalar: LossScalar> {
    private let values: [Scalar]
    private let width: Int
    /// What scores are multiplied by; `nil` of log-probabilities, which are taken as they are.
    private let scale: Double?
    private var start = 0
    /// e^((score − largest)·scale), then room for the last lanes of a sum.
    private var powers: [Double]
    private var largest = 0.0
    private var logarithmOfSum = 0.0
    private var inverse = 1.0
    /// −Σ p·ln p, to which an entry of probability 0 adds nothing.
    private(set) var entropy = 0.0

    init(_ values: [Scalar], width: Int, scale: Double?) {
        (self.values, self.width, self.scale) = (values, width, scale)
        powers = [Double](repeating: 0, count: LaneSum.padded(width))
    }

    /// Reads the row of a token.
    mutating func read(_ token: Int) {
        start = token * width
        // Of scores that are all −∞ there is no distribution.
        if scale != nil {
            let row = start..<start + width
            largest = unsafe values.withUnsafeBufferPointer {
                unsafe Double(UnsafeBufferPointer(rebasing: $0[row]).largest)
            }
        }
        let (sum, weighted) =
            Scalar.isShort && scale != nil ? fill(isShortDecay: true) : fill(isShortDecay: false)
        guard scale != nil else { return entropy = 0 - weighted }
        logarithmOfSum = .log(sum)
        inverse = 1 / sum
        entropy = logarithmOfSum - weighted * inverse
    }

    /// Fills in the powers, and returns their sum and that of each times its exponent.
    @inline(always)
    private mutating func fill(isShortDecay: Bool) -> (sum: Double, weighted: Double) {
        let (values, start, width, largest, scale) = (values, start, width, largest, scale ?? 1)
        return unsafe powers.withUnsafeMutableBufferPointer { powers in
            unsafe values.withUnsafeBufferPointer { values in
                guard let powers = powers.baseAddress, let all = values.baseAddress else { return (0, 0) }
                let values = unsafe all + start
                var (sum, weighted) = (LaneSum(), LaneSum())
                let whole = width & ~7
                for first in Swift.stride(from: 0, to: whole, by: RowBlock.size) {
                    // Of so few numbers as a block has, sums rounded as Doubles are lose nothing.
                    var (own, ownWeighted) = (Lanes(), Lanes())
                    var index = first
                    let end = min(first &+ RowBlock.size, whole)
                    while index < end {
                        let exponent = unsafe (Scalar.lanes(values + index) - largest) * scale
                        let power =
                            isShortDecay
                            ? LaneMaths.shortDecay(exponent) : LaneMaths.exponential(exponent, short: false)
                        own += power
                        ownWeighted += (power * exponent).replacing(with: 0, where: power .== 0)
                        unsafe Double.store(power, powers + index)
                        index &+= 8
                    }
                    sum.add(own)
                    weighted.add(ownWeighted)
                }
                var (rest, restWeighted) = (0.0, 0.0)
                for index in whole..<width {
                    let exponent = unsafe (Double(values[index]) - largest) * scale
                    let power = VectorMaths.exponential(exponent)
                    rest += power
                    restWeighted += power == 0 ? 0 : power * exponent
                    unsafe powers[index] = power
                }
                return (sum.value + rest, weighted.value + restWeighted)
            }
        }
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
                        largest: largest, scale: scale ?? 1, logarithmOfSum: logarithmOfSum, inverse: inverse))
            }
        }
    }
}

/// The entries of a row that has been read, without checks of their indices.
@unsafe struct RowEntries<Scalar: LossScalar> {
    let values: UnsafePointer<Scalar>
    let powers: UnsafePointer<Double>
    let largest: Double
    let scale: Double
    let logarithmOfSum: Double
    let inverse: Double

    /// The logarithm of a probability.
    @inline(__always)
    func logarithm(_ index: Int) -> Double {
        unsafe (Double(values[index]) - largest) * scale - logarithmOfSum
    }

    @inline(__always)
    func probability(_ index: Int) -> Double { unsafe powers[index] * inverse }
}
