// Losses of boxes against boxes, as torchvision has them.

import Catalogue

/// A loss that is defined by the cost of a pair of boxes.
protocol BoxLoss: VectorLoss {
    /// The cost of a pair, with its derivatives by all coordinates.
    func loss(_ pair: BoxPair) -> Dual
}

extension BoxLoss {
    static var operands: [VectorOperand] { [.vector("boxes1"), .vector("boxes2")] }
    static var vectorSize: Int? { 4 }
    static var emptyMeanIsZero: Bool { true }

    func evaluate(_ item: inout VectorItem) -> Double {
        let loss = loss(BoxPair(item))
        for index in 0..<4 {
            item.gradients[0][index] = loss.slopes[index]
            item.gradients[1][index] = loss.slopes[index + 4]
        }
        return loss.value
    }
}

extension [Input] {
    /// Two boxes for each item.
    static let boxes: [Input] = [
        Input("boxes1", .box, shape: "(4) or (..., 4)", gradient: .byDefault, "Predicted boxes x1, y1, x2, y2."),
        Input(
            "boxes2", .box, shape: "boxes1's, or one that broadcasts with it", gradient: .onRequest,
            "The boxes that they are compared with."),
    ]
}
