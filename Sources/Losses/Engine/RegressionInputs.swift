// The tensors of losses that compare numbers and weigh them, described once for all of them.

import Catalogue

extension [Input] {
    /// Predictions, targets that broadcast with them, and a weight for each element.
    static let weightedRegression: [Input] = [
        Input("input", .number, shape: "any", gradient: .byDefault, "Predictions."),
        Input("target", .number, shape: "input's, or one that broadcasts with it", gradient: .onRequest, "Targets."),
        Input("weight", in: .options, .weight, shape: "input's", gradient: .onRequest, "A weight for each element."),
    ]
}
