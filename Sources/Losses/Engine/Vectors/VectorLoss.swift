// The third shape of loss: vectors along the last dimension, compared with each other.

import Catalogue

/// A tensor that a vector loss reads.
struct VectorOperand {
    let name: String
    /// Whether an item has a vector of it, along its last dimension; otherwise one number.
    let isVector: Bool

    static func vector(_ name: String) -> VectorOperand { VectorOperand(name: name, isVector: true) }
    static func number(_ name: String) -> VectorOperand { VectorOperand(name: name, isVector: false) }
}

/// What one item is made of, and room for its gradients; all in Double, whatever the dtype of the problem.
struct VectorItem {
    /// The numbers of each operand, in their order: a vector, or a single number.
    var values: [[Double]]
    /// The derivatives by them.
    var gradients: [[Double]]
    /// How many elements each operand has itself, before it is stretched to the longest.
    let widths: [Int]
    /// Room for a vector.
    var scratch: [Double] = []
    /// Whether the derivatives by each operand are wanted.
    let wants: [Bool]
    /// The largest finite number of the problem's dtype.
    let largest: Double

    /// Whether any derivatives are wanted.
    var wantsGradient: Bool { wants.contains(true) }

    /// The elements that two operands have between them.
    func width(_ first: Int, _ second: Int) -> Int {
        widths[first] == 1 ? widths[second] : widths[first]
    }

    /// How often an operand's own elements are repeated in its values.
    func repeats(_ operand: Int) -> Double {
        widths[operand] == 0 ? 1 : Double(values[operand].count / widths[operand])
    }

    /// The number as the dtype holds it as far as overflow goes: infinite where it is too large.
    func overflowing(_ number: Double) -> Double {
        abs(number) > largest ? (number < 0 ? -.infinity : .infinity) : number
    }
}

/// A loss that is defined by the cost of one item, made of vectors and numbers.
protocol VectorLoss: Loss {
    static var operands: [VectorOperand] { get }
    /// The size that vectors must have, if it matters.
    static var vectorSize: Int? { get }
    /// Whether the mean of no items is 0 and not NaN.
    static var emptyMeanIsZero: Bool { get }

    /// - Throws: what is wrong with the shapes of the operands beyond what broadcasting rules out.
    static func check(_ shapes: [[Int]]) throws(LossFaults)

    /// - Throws: which options do not go together.
    func check() throws(LossFaults)

    /// Returns the cost of the item, and leaves its derivatives in the item's gradients; those that are wanted are 0 before.
    func evaluate(_ item: inout VectorItem) -> Double
}

extension VectorLoss {
    static var vectorSize: Int? { nil }
    static var emptyMeanIsZero: Bool { false }
    static func check(_ shapes: [[Int]]) throws(LossFaults) {}
    func check() throws(LossFaults) {}

    package static func work(_ shapes: NamedList<[Int]>) -> Int {
        let sizes = operands.filter(\.isVector).map { (shapes[$0.name] ?? []).lastSize }
        return Work.vectors(itemShape(shapes), size: sizes.max() ?? 1)
    }

    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] {
        Work.broadcastShape(
            operands.map { operand in
                let shape = shapes[operand.name] ?? []
                return operand.isVector ? Array(shape.dropLast()) : shape
            })
    }

    package func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float> {
        try VectorEngine(self, problem).evaluate()
    }

    package func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double> {
        try VectorEngine(self, problem).evaluate()
    }
}
