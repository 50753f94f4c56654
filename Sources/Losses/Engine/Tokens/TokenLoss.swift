// The shape of the losses of tokens: what follows from the tensor that has a number, or a row of numbers, for each token.

import Catalogue
import Parallelism

/// A loss of tokens in sequences.
protocol TokenLoss: Loss {
    /// The tensor that has the gradient.
    static var main: String { get }
    /// How many of its last dimensions belong to a token.
    static var trailing: Int { get }
}

extension TokenLoss {
    static var main: String { "log_probs" }
    static var trailing: Int { 0 }

    package static func work(_ shapes: NamedList<[Int]>) -> Int { TokenInputs.work(shapes[main] ?? []) }
    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] { (shapes[main] ?? []).dropLast(trailing) }

    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        let shape = shapes[main] ?? []
        // Where a token has a row: a few numbers for each entry of one, on each processor.
        let row = trailing == 0 ? 0 : Work.product([64, Parallel.processors, max(shape.lastSize, 1)])
        return Work.sum([row, TokenInputs.scratchBytes(shape.dropLast(trailing), shapes["lengths"])])
    }

    package var readerAppliesMask: Bool { true }

    package func reader<Scalar: LossScalar>(_ problem: Problem<Scalar>, _ name: String) -> (Int) -> Bool {
        tokenReader(problem, name)
    }

    /// A test of whether the token of an element counts, of a tensor of the shape of `main`.
    func tokenReader<Scalar: LossScalar>(_ problem: Problem<Scalar>, _ name: String) -> (Int) -> Bool {
        let shapes = problem.shapes
        guard let shape = shapes[Self.main], shapes[name] == shape,
            let layout = try? TokenLayout(of: Self.main, trailing: Self.trailing, problem)
        else { return { _ in true } }
        let width = max(1, Work.product(Array(shape.suffix(Self.trailing))))
        return { layout.counts($0 / width) }
    }
}
