// The tensors of losses that compare numbers, described once for all of them.

import Catalogue

extension [Input] {
    /// Predictions, and targets that broadcast with them.
    static let regression: [Input] = [
        Input("input", .number, shape: "any", gradient: .byDefault, "Predictions."),
        Input("target", .number, shape: "input's, or one that broadcasts with it", gradient: .onRequest, "Targets."),
    ]

    /// The same, and a weight for each element.
    static let weightedRegression: [Input] =
        regression + [
            Input("weight", in: .options, .weight, shape: "input's", gradient: .onRequest, "A weight for each element.")
        ]

    /// Scores, and labels of −1 and 1.
    static let hinge: [Input] = [
        Input("input", .number, shape: "any", gradient: .byDefault, "Scores."),
        Input(
            "target", .number, shape: "input's, or one that broadcasts with it", gradient: .onRequest, expects: .signs,
            "Labels, 1 or −1; 0 does not mean −1."),
    ]
}
