// The solvers on their own, by the conditions that only a solution meets.

import Glibc
import TestSupport
import Testing

@testable import Balancing

@Suite("Solvers") struct SolverTests {
    /// A positive definite matrix whose rows are of different size.
    private static func matrix(_ size: Int, seed: UInt64) -> Matrix {
        let gramian = Family(tasks: size, dimensions: size + 4, spread: 0.5, seed: seed).gramian
        return Matrix(size: size) { gramian[$0][$1] }
    }

    private static func vector(_ size: Int, seed: UInt64) -> [Double] {
        var generator = SeededGenerator(seed: seed)
        return (0..<size).map { _ in Double.random(in: -1..<1, using: &generator) }
    }

    @Test("a non-negative minimum has no slope inside and none outwards at its bounds", arguments: [1, 2, 5, 17, 64])
    func nonNegative(_ size: Int) {
        for seed in 0..<20 as Range<UInt64> {
            let (matrix, linear) = (Self.matrix(size, seed: seed), Self.vector(size, seed: seed + 99))
            let solution = ActiveSet.nonNegative(matrix, linear)
            #expect(solution.report.hasConverged)
            let product = matrix.times(solution.x)
            for index in 0..<size {
                let slope = product[index] - linear[index]
                #expect(solution.x[index] >= 0 && slope > -1e-10)
                if solution.x[index] > 0 { #expect(abs(slope) < 1e-10) }
            }
        }
    }

    @Test("a minimum on the simplex is its own projection after a step downhill", arguments: [1, 2, 5, 17, 64])
    func simplex(_ size: Int) {
        for seed in 0..<20 as Range<UInt64> {
            let (matrix, linear) = (Self.matrix(size, seed: seed), Self.vector(size, seed: seed + 99))
            let solution = ActiveSet.simplex(matrix, linear, constraint: linear.map { _ in 1 })
            #expect(abs(solution.x.reduce(0, +) - 1) < 1e-13)
            #expect(solution.x.allSatisfy { $0 >= 0 })
            #expect(SimplexProjection.residual(matrix, linear, solution.x) < 1e-12)
        }
    }

    @Test("projections on the simplex: on it, and nearer than its corners")
    func projection() {
        #expect(SimplexProjection.project([0.2, 0.3, 0.5]) == [0.2, 0.3, 0.5])
        #expect(SimplexProjection.project([3, 0, 0]) == [1, 0, 0])
        #expect(SimplexProjection.project([1, 1]) == [0.5, 0.5])
        #expect(SimplexProjection.project([-5]) == [1])
        let (vector, projected) = ([0.9, -0.4, 0.7], SimplexProjection.project([0.9, -0.4, 0.7]))
        #expect(zip(projected, [0.6, 0, 0.4]).allSatisfy { abs($0 - $1) < 1e-15 })
        #expect(vector.count == projected.count)
    }

    @Test("Newton's root solves its equation, whatever the power", arguments: [1.0, 0.5, 2, 0.1])
    func newton(_ power: Double) {
        for seed in 0..<20 as Range<UInt64> {
            let cosines = EquilibratedGramian(Self.matrix(12, seed: seed)).cosines
            let b = Self.vector(12, seed: seed).map { abs($0) + 0.1 }
            let solution = DampedNewton.root(cosines, logarithms: b.map { log($0) }, power: power)
            let y = solution.x.map { exp($0) }
            for (index, product) in cosines.times(y).enumerated() {
                let expected = b[index] * pow(y[index], -power)
                let size = y.indices.reduce(0) { $0 + abs(cosines[index, $1]) * y[$1] }
                #expect(abs(product - expected) < 1e-12 * max(size, expected))
            }
            #expect(solution.report.residual < 1e-9 && solution.report.iterations < 60)
        }
    }

    @Test("eigenvalues put the matrix together again, and their vectors are orthonormal", arguments: [1, 2, 9, 64])
    func eigenvalues(_ size: Int) {
        let matrix = Self.matrix(size, seed: 3)
        check(Eigenvalues(matrix, tolerance: 0x1p-52), of: matrix)
        check(Tridiagonal(matrix), of: matrix)
        // Where squares of its numbers overflow, or vanish.
        for scale in [0x1p600, 0x1p-600] {
            let scaled = Matrix(size: size) { matrix[$0, $1] * scale }
            check(Tridiagonal(scaled), of: scaled)
        }
    }

    private func check(_ eigenvalues: some Decomposition, of matrix: Matrix) {
        let size = matrix.size
        #expect(eigenvalues.report.hasConverged && eigenvalues.values.count == size)
        #expect(zip(eigenvalues.values, eigenvalues.values.dropFirst()).allSatisfy { $0 >= $1 })
        let largest = eigenvalues.values[0]
        for column in 0..<size {
            let unit = (0..<size).map { $0 == column ? 1.0 : 0 }
            let image = eigenvalues.apply({ $0 }, to: unit)
            #expect((0..<size).allSatisfy { abs(image[$0] - matrix[$0, column]) < 1e-13 * largest })
            let same = eigenvalues.apply({ _ in 1 }, to: unit)
            #expect((0..<size).allSatisfy { abs(same[$0] - unit[$0]) < 1e-12 })
        }
    }

    @Test("the fast way to eigenvalues is taken where the smallest has enough digits, and is right there")
    func decomposition() {
        let even = Matrix(size: 12) { $0 == $1 ? 2 : 1 / Double($0 + $1 + 1) }
        let fast = even.decomposed(tolerance: 0)
        let exact = Eigenvalues(even, tolerance: 0)
        #expect(fast.report.name == "tridiagonal_ql" && exact.report.name == "one_sided_jacobi")
        #expect(zip(fast.values, exact.values).allSatisfy { abs($0 - $1) < 1e-13 * $1 })
        let b = Self.vector(12, seed: 4)
        let roots = zip(fast.apply({ 1 / $0.squareRoot() }, to: b), exact.apply({ 1 / $0.squareRoot() }, to: b))
        #expect(roots.allSatisfy { abs($0 - $1) < 1e-13 })
        let graded = Matrix(size: 3) { $0 == $1 ? [1, 1e-3, 1e-6][$0] : 1e-8 }
        #expect(graded.decomposed(tolerance: 0).report.name == "one_sided_jacobi")
        #expect(Matrix(size: 4, repeating: 1).decomposed(tolerance: 1e-15).values.count == 1)
        #expect(Matrix(size: 1, repeating: 3).decomposed(tolerance: 0).values == [3])
    }

    @Test("a search that goes on from another one's end finds what a new one finds")
    func searches() {
        let matrix = Self.matrix(20, seed: 5).plus(onDiagonal: 0.1)
        var search = ActiveSet(nonNegative: matrix)
        for seed in 1...20 {
            let linear = Self.vector(20, seed: UInt64(seed))
            let (next, new) = (search.solve(linear), ActiveSet.nonNegative(matrix, linear))
            #expect(next.report.hasConverged && zip(next.x, new.x).allSatisfy { abs($0 - $1) < 1e-11 })
            #expect(zip(next.x, new.x).allSatisfy { ($0 == 0) == ($1 == 0) })
        }
    }

    @Test("rows and columns that depend on others are passed over when several are added")
    func dependence() {
        let rows = Family(tasks: 6, dimensions: 4, seed: 2).gradients
        let vectors = [rows[0], rows[1], zip(rows[0], rows[1]).map { $0 + $1 }, rows[2], rows[0], rows[3]]
        let matrix = Matrix(size: 6) { vectors[$0].dot(vectors[$1]) }
        var factor = Cholesky(of: matrix)
        factor.append(contentsOf: [0, 1, 2, 3, 4, 5])
        #expect(factor.indices == [0, 1, 3, 5])
        let b = [1.0, 2, -1, 0.5]
        let product = matrix.part([0, 1, 3, 5]).times(factor.solve(b))
        #expect(zip(product, b).allSatisfy { abs($0 - $1) < 1e-9 })
    }

    @Test("a matrix of rank 3 has rank 3, and one that is not semidefinite leaves a remainder")
    func rank() {
        let rows = Family(tasks: 8, dimensions: 3, seed: 2).gradients
        let gramian = Matrix(size: 8) { rows[$0].dot(rows[$1]) }
        #expect(PivotedCholesky(gramian, tolerance: 1e-13).rank == 3)
        #expect(PivotedCholesky(gramian, tolerance: 1e-13).remainder < 1e-12)
        #expect(Eigenvalues(gramian, tolerance: 1e-13).values.count == 3)
        let indefinite = Matrix(size: 2) { $0 == $1 ? 1 : 2 }
        #expect(PivotedCholesky(indefinite, tolerance: 1e-13).remainder > 1)
    }

    @Test("a factor that lost indices is that of what is left")
    func removal() {
        let matrix = Self.matrix(10, seed: 8)
        var factor = Cholesky(of: matrix)
        for index in [4, 1, 9, 0, 6] {
            let isDefinite = factor.append(index)
            #expect(isDefinite)
        }
        factor.remove { $0 == 1 || $0 == 0 }
        #expect(factor.indices == [4, 9, 6])
        let b = [1.0, -2, 0.5]
        let product = matrix.part([4, 9, 6]).times(factor.solve(b))
        #expect(zip(product, b).allSatisfy { abs($0 - $1) < 1e-10 })
    }
}
