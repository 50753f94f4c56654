// The shapes of an elementwise problem: what broadcasts to what, and what that deserves a warning.

import Catalogue

/// The common shape of the operands of an elementwise loss.
struct ElementwiseShapes<Scalar: LossScalar> {
    let shape: [Int]
    let count: Int
    private(set) var warnings: [LossWarning] = []

    /// - Throws: when the operands do not go together, or what they broadcast to is too large.
    init(_ operands: [(name: String, tensor: Tensor<Scalar>)], _ rule: Broadcasting, limit: Int) throws(LossFaults) {
        var common = operands.first?.tensor.shape ?? []
        for (name, tensor) in operands.dropFirst() {
            guard rule != .sameRank || tensor.shape.count == common.count else {
                throw LossFaults(
                    .shapeMismatch, at: .tensor(name),
                    "\(name) has \(tensor.shape.count) dimensions, \(operands[0].name) has \(common.count)")
            }
            guard let larger = Tensor<Scalar>.commonShape(common, tensor.shape) else {
                throw LossFaults(
                    .shapeMismatch, at: .tensor(name),
                    "\(name) of shape \(tensor.shape) does not broadcast with shape \(common)")
            }
            common = larger
        }
        if rule == .strict { try Self.checkStrict(operands) }
        if rule == .ontoFirst, let first = operands.first, first.tensor.shape != common {
            throw LossFaults(
                .shapeMismatch, at: .tensor(operands.last?.name ?? first.name),
                "\(first.name) has shape \(first.tensor.shape), \(operands.last?.name ?? "") has "
                    + "\(operands.last?.tensor.shape ?? []): this loss does not broadcast \(first.name)")
        }
        guard Saturating.extent(of: common) <= limit else {
            throw LossFaults(
                .tooManyElements, at: .tensor(operands.last?.name ?? "input"),
                "the operands broadcast to shape \(common); at most \(max(limit, 0)) elements are allowed")
        }
        shape = common
        count = Saturating.count(of: common)
        guard rule != .strict else { return }
        for (name, tensor) in operands where tensor.shape != common {
            warnings.append(
                LossWarning(
                    code: .broadcast, place: .tensor(name),
                    detail: "\(name) of shape \(tensor.shape) was broadcast to \(common); give both the same shape "
                        + "if that is not intended"))
        }
    }

    /// The first two operands have one shape, and nothing is larger.
    private static func checkStrict(
        _ operands: [(name: String, tensor: Tensor<Scalar>)]
    ) throws(LossFaults) {
        guard let input = operands.first else { return }
        for (index, operand) in operands.enumerated().dropFirst() {
            let fits =
                index == 1
                ? operand.tensor.shape == input.tensor.shape
                : Tensor<Scalar>.commonShape(operand.tensor.shape, input.tensor.shape) == input.tensor.shape
            guard fits else {
                throw LossFaults(
                    .shapeMismatch, at: .tensor(operand.name),
                    "\(operand.name) has shape \(operand.tensor.shape), \(input.name) has \(input.tensor.shape)")
            }
        }
    }
}
