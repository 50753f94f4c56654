// The eigenvalues of a symmetric matrix through a tridiagonal one: fast, with digits that the largest of them decides.

/// M = Q·T·Qᵀ with Householder's reflections in Q, and T = Z·Λ·Zᵀ with the rotations of the implicit QL algorithm in Z.
///
/// Neither Q nor Z is multiplied out: what a function of M does to a vector is computed from reflections and rotations.
/// Golub and Van Loan (2013), Matrix Computations, sections 8.3.1 and 8.3.3. Every eigenvalue is off by some units in the
/// last place of the largest: where the smallest is much smaller, `Eigenvalues` knows it better.
struct Tridiagonal: Decomposition {
    /// Turns numbers `index` and `index` + 1 of a vector.
    private struct Rotation {
        let index: Int
        let cosine: Double
        let sine: Double
    }

    /// The eigenvalues, the largest first.
    let values: [Double]
    let report: SolverReport
    private let size: Int
    /// The vectors of the reflections 1 − 2·v·vᵀ/vᵀv, `size` numbers each, and 2/vᵀv for each.
    private var reflections: [Double]
    private var factors: [Double]
    private var rotations: [Rotation] = []
    /// The positions of the eigenvalues that `values` has in order.
    private var order: [Int] = []

    init(_ matrix: Matrix) {
        size = matrix.size
        reflections = [Double](repeating: 0, count: size * size)
        factors = [Double](repeating: 0, count: size)
        rotations.reserveCapacity(size * size)
        // Of about 1, so that squares neither overflow nor vanish; by a power of two, which rounds nothing.
        let scale = matrix.diagonal.max().flatMap { $0 > 0 ? $0.binade : nil } ?? 1
        let scaled = Matrix(size: size) { matrix[$0, $1] / scale }
        var (diagonal, offDiagonal) = Self.reduce(scaled, &reflections, &factors)
        let rounds = Self.diagonalise(&diagonal, &offDiagonal, &rotations)
        let largest = diagonal.lazy.map(abs).max() ?? 0
        let rest = offDiagonal.lazy.map(abs).max() ?? 0
        report = SolverReport(
            "tridiagonal_ql", iterations: rounds, residual: largest > 0 ? rest / largest : 0,
            hasConverged: rest <= largest * 0x1p-50 && diagonal.allSatisfy(\.isFinite))
        order = diagonal.indices.sorted { (diagonal[$1], $0) < (diagonal[$0], $1) }
        values = order.map { diagonal[$0] * scale }
    }

    func apply(_ function: (Double) -> Double, to b: [Double]) -> [Double] {
        var vector = b
        for index in 0..<size { reflect(&vector, index) }
        for rotation in rotations {
            let (p, q) = (vector[rotation.index], vector[rotation.index + 1])
            vector[rotation.index] = rotation.cosine * p - rotation.sine * q
            vector[rotation.index + 1] = rotation.sine * p + rotation.cosine * q
        }
        for (place, value) in zip(order, values) { vector[place] *= function(value) }
        for rotation in rotations.reversed() {
            let (p, q) = (vector[rotation.index], vector[rotation.index + 1])
            vector[rotation.index] = rotation.cosine * p + rotation.sine * q
            vector[rotation.index + 1] = rotation.cosine * q - rotation.sine * p
        }
        for index in (0..<size).reversed() { reflect(&vector, index) }
        return vector
    }

    private func reflect(_ vector: inout [Double], _ index: Int) {
        guard factors[index] != 0 else { return }
        let share = factors[index] * reflections.dot(index * size, vector, 0, size)
        vector.subtract(0, reflections, index * size, size, times: share)
    }

    /// Reflects rows and columns until nothing but the diagonal and the numbers next to it is left, and returns those.
    private static func reduce(
        _ matrix: Matrix, _ reflections: inout [Double], _ factors: inout [Double]
    ) -> (diagonal: [Double], offDiagonal: [Double]) {
        let size = matrix.size
        var rest = matrix.numbers
        var offDiagonal = [Double](repeating: 0, count: size)
        var product = [Double](repeating: 0, count: size)
        for column in 0..<max(size - 1, 0) {
            let start = column * size
            for row in (column + 1)..<size { reflections[start + row] = rest[start + row] }
            let square = reflections.dot(start, reflections, start, size)
            let first = reflections[start + column + 1]
            let length = first < 0 ? -square.squareRoot() : square.squareRoot()
            offDiagonal[column] = -length
            guard square > first * first, square > 0x1p-900 else {
                // There is nothing to reflect.
                offDiagonal[column] = first
                for row in (column + 1)..<size { reflections[start + row] = 0 }
                continue
            }
            reflections[start + column + 1] += length
            let factor = 2 / (square + 2 * first * length + square)
            factors[column] = factor
            for row in (column + 1)..<size {
                product[row] = factor * rest.dot(row * size, reflections, start, size)
            }
            for row in 0...column { product[row] = 0 }
            product.subtract(
                0, reflections, start, size, times: factor / 2 * product.dot(0, reflections, start, size))
            for row in (column + 1)..<size {
                rest.subtract(row * size, product, 0, size, times: reflections[start + row])
                rest.subtract(row * size, reflections, start, size, times: product[row])
            }
        }
        return ((0..<size).map { rest[$0 * size + $0] }, offDiagonal)
    }

    /// Reduces the numbers next to the diagonal to 0; returns how often it went round.
    private static func diagonalise(
        _ diagonal: inout [Double], _ offDiagonal: inout [Double], _ rotations: inout [Rotation]
    ) -> Int {
        let size = diagonal.count
        var rounds = 0
        for first in 0..<size {
            // Two or three do for each; thirty that do not show as a residual.
            for _ in 0..<30 {
                let last =
                    (first..<max(size - 1, first)).first { index in
                        abs(offDiagonal[index]) <= 0x1p-53 * (abs(diagonal[index]) + abs(diagonal[index + 1]))
                    } ?? (size - 1)
                guard last > first else { break }
                rounds += 1
                sweep(first, last, &diagonal, &offDiagonal, &rotations)
            }
        }
        return rounds
    }

    /// One round of the QL algorithm with Wilkinson's shift over the numbers from `first` to `last`.
    private static func sweep(
        _ first: Int, _ last: Int, _ diagonal: inout [Double], _ offDiagonal: inout [Double],
        _ rotations: inout [Rotation]
    ) {
        let half = (diagonal[first + 1] - diagonal[first]) / (2 * offDiagonal[first])
        let root = (half * half + 1).squareRoot()
        var bulge = diagonal[last] - diagonal[first] + offDiagonal[first] / (half + (half < 0 ? -root : root))
        var (sine, cosine, shift) = (1.0, 1.0, 0.0)
        for index in (first..<last).reversed() {
            let (away, kept) = (sine * offDiagonal[index], cosine * offDiagonal[index])
            let length = (away * away + bulge * bulge).squareRoot()
            offDiagonal[index + 1] = length
            guard length > 0 else {
                diagonal[index + 1] -= shift
                offDiagonal[last] = 0
                return
            }
            (sine, cosine) = (away / length, bulge / length)
            bulge = diagonal[index + 1] - shift
            let turned = (diagonal[index] - bulge) * sine + 2 * cosine * kept
            shift = sine * turned
            diagonal[index + 1] = bulge + shift
            bulge = cosine * turned - kept
            rotations.append(Rotation(index: index, cosine: cosine, sine: sine))
        }
        diagonal[first] -= shift
        offDiagonal[first] = bulge
        offDiagonal[last] = 0
    }
}
