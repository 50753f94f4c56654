// What every loss is: a value made of its options, which describes itself and evaluates a problem.

package import Catalogue

/// A loss of the catalogue.
///
/// Conform to `ElementwiseLoss`, `RowLoss`, `VectorLoss`, `PolicyLoss` or `PreferenceLoss`, which bring the loops; other
/// losses of tokens conform to `TokenLoss`, and a loss of another shape evaluates itself, most simply by an `ItemProblem`.
package protocol Loss: Configurable {
    static var entry: Entry { get }
    static var options: [Option<Self>] { get }

    /// How much work a problem with tensors of these shapes is, in elements of elementwise losses; never too little.
    static func work(_ shapes: NamedList<[Int]>) -> Int

    /// The shape of the unreduced loss of such a problem, or a larger one.
    static func itemShape(_ shapes: NamedList<[Int]>) -> [Int]

    /// Bytes that evaluating such a problem takes besides its tensors, losses and gradients; never too few.
    ///
    /// - Parameters:
    ///   - shapes: the shapes of the tensors.
    ///   - isReduced: whether the losses of the items are reduced to one.
    /// - Returns: an upper bound.
    static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int

    /// How many diagnostics an evaluation has, at most.
    static var diagnosticCount: Int { get }

    /// What the numbers of an input should be under these options.
    func expectation(of input: Input) -> Expectation

    /// A test of whether an element of an input of a valid problem can change the loss; made once, and called for many of
    /// them.
    func reader<Scalar: LossScalar>(_ problem: Problem<Scalar>, _ name: String) -> (Int) -> Bool

    /// Whether that test leaves out what the mask and the weights do, whose shapes are not those of `itemShape`.
    var readerAppliesMask: Bool { get }

    // Two requirements without generics, so that every loss is compiled for each type on its own.
    func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float>
    func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double>
}

extension Loss {
    package static var options: [Option<Self>] { [] }
    package static var diagnosticCount: Int { 0 }
    package func expectation(of input: Input) -> Expectation { input.expectation }
    package func reader<Scalar: LossScalar>(_ problem: Problem<Scalar>, _ name: String) -> (Int) -> Bool {
        { _ in true }
    }
    package var readerAppliesMask: Bool { false }
    package static func work(_ shapes: NamedList<[Int]>) -> Int { Work.broadcasting(shapes.values) }
    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] { Work.broadcastShape(shapes.values) }

    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        // No engine keeps more than six numbers of eight bytes for an element of its work, and three for one of its
        // tensors.
        let elements = Work.sum(shapes.values.map { Work.product($0) })
        return Work.sum([Work.product([48, work(shapes)]), Work.product([24, elements])])
    }
}
