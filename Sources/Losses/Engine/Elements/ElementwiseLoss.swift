// The first shape of loss: numbers against numbers, element by element.

import Catalogue

/// What one element costs, and how that changes with each of the numbers that it is made of.
///
/// In Double, so that answers can be rounded once.
struct Term<Scalar: LossScalar> {
    let value: Double
    /// The derivatives by the operands, in their order.
    let derivatives: (Double, Double, Double)

    /// A term that was computed in Double; it is infinite where the dtype cannot hold it.
    @inline(__always)
    init(_ value: Double, precisely derivatives: (Double, Double, Double)) {
        // From half a unit above the largest number on.
        let limit = Scalar.isShort ? 0x1.ffffffp127 : Double.infinity
        self.value = abs(value) >= limit ? value * .infinity : value
        self.derivatives = derivatives
    }
}

/// Which operands may be stretched to which.
enum Broadcasting {
    /// Each to the other, as most of torch does.
    case full
    /// Each to the other, all of as many dimensions.
    case sameRank
    /// The others to the first, never the reverse.
    case ontoFirst
    /// All operands have the shape of the first; weights may broadcast to it.
    case strict
}

/// What the unreduced loss is made of.
enum Items {
    /// One item for each element.
    case elements
    /// One item for each row: the mean over the last dimension.
    case rowMeans
}

/// What the option `weight` of a loss is, where it has one.
enum Weighing {
    /// It broadcasts to the elements.
    case broadcast
    /// It has the shape of the input.
    case ofInputShape
    /// It has the shape of the input, and `mean` divides by its sum.
    case inMean
}

/// A loss that is defined by the cost of one element.
protocol ElementwiseLoss: Loss {
    /// The tensors that `term` reads, two or three.
    static var operands: [String] { get }
    /// What a third tensor counts as where it is left out of a request.
    static var absentThird: Double { get }
    static var broadcasting: Broadcasting { get }
    static var items: Items { get }
    static var weighing: Weighing { get }

    /// What deserves a warning under that reduction.
    func warnings(_ reduction: Reduction) -> [LossWarning]

    /// The cost of one element; without branches and calls, as far as it can be, so that the loop over the elements
    /// becomes vector instructions.
    /// `third` means nothing to a loss of two operands.
    func term<Scalar: LossScalar>(_ input: Double, _ target: Double, _ third: Double) -> Term<Scalar>
}

extension ElementwiseLoss {
    static var operands: [String] { ["input", "target"] }
    static var absentThird: Double { 1 }
    static var broadcasting: Broadcasting { .full }
    static var items: Items { .elements }
    static var weighing: Weighing { .broadcast }
    func warnings(_ reduction: Reduction) -> [LossWarning] { [] }

    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] {
        var shape = Work.broadcastShape(operands.compactMap { shapes[$0] })
        let classes = (shapes[operands[0]] ?? []).count - 1
        if items == .rowMeans, shape.indices.contains(classes) { shape.remove(at: classes) }
        return shape
    }

    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        // Operands of one shape are read where they are.
        guard let input = shapes[operands[0]], shapes.values.allSatisfy({ $0 == input }) else {
            return Work.product([48, work(shapes)])
        }
        return isReduced && items == .elements ? 0 : Work.product([8, Work.product(input)])
    }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try ElementwiseEngine(self, problem).evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try ElementwiseEngine(self, problem).evaluate()
    }
}
