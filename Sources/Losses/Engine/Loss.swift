// What every loss is: a value made of its options, which describes itself and evaluates a problem.

package import Catalogue

/// A loss of the catalogue.
///
/// Conform to `ElementwiseLoss`, `RowLoss` or `VectorLoss`, which bring the loops; a loss of another shape evaluates
/// itself, most simply by an `ItemProblem`.
package protocol Loss: Configurable {
    static var entry: Entry { get }
    static var options: [Option<Self>] { get }

    /// How much work a problem with tensors of these shapes is, in elements of elementwise losses; never too little.
    static func work(_ shapes: [String: [Int]]) -> Int

    // Two requirements without generics, so that every loss is compiled for each type on its own.
    func evaluate(_ problem: Problem<Float>) throws(LossFaults) -> Evaluation<Float>
    func evaluate(_ problem: Problem<Double>) throws(LossFaults) -> Evaluation<Double>
}

extension Loss {
    package static var options: [Option<Self>] { [] }
    package static func work(_ shapes: [String: [Int]]) -> Int { Work.broadcasting(Array(shapes.values)) }
}
