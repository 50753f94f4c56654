// What losses, strategies, fields and options are called elsewhere: what is meant when such a name is given.

package import Catalogue
import Losses

/// Names by those of other libraries, in lower case letters and digits, without a final "loss".
package enum CommonNames {
    /// Losses of Keras, scikit-learn, segmentation and metric-learning libraries, and what people say.
    package static let losses = [
        "absoluteerror": "l1_loss", "adaptivesoftmax": "adaptive_log_softmax_with_loss", "asl": "asymmetric_loss",
        "bce": "binary_cross_entropy", "bcelogits": "binary_cross_entropy_with_logits",
        "bcewithlogit": "binary_cross_entropy_with_logits",
        "binarycrossentropywithlogit": "binary_cross_entropy_with_logits",
        "binaryfocal": "sigmoid_focal_loss", "categoricalcrossentropy": "cross_entropy",
        "categoricalfocal": "softmax_focal_loss", "ce": "cross_entropy", "ciou": "complete_box_iou_loss",
        "completeiou": "complete_box_iou_loss", "contrastive": "info_nce_loss", "cosine": "cosine_distance_loss",
        "cosinesimilarity": "cosine_distance_loss", "diou": "distance_box_iou_loss",
        "distanceiou": "distance_box_iou_loss",
        "euclidean": "mse_loss", "focal": "sigmoid_focal_loss", "gaussiannll": "gaussian_nll_loss",
        "generalizediou": "generalized_box_iou_loss", "giou": "generalized_box_iou_loss", "iou": "jaccard_loss",
        "kl": "kl_div", "kld": "kl_div", "kldivergence": "kl_div", "kullbackleibler": "kl_div",
        "kullbackleiblerdivergence": "kl_div", "l2": "mse_loss", "log": "binary_cross_entropy",
        "logistic": "binary_cross_entropy_with_logits", "mae": "l1_loss", "meanabsoluteerror": "l1_loss",
        "meansquarederror": "mse_loss", "negativeloglikelihood": "nll_loss", "ntxent": "nt_xent_loss",
        "pairwiseranking": "margin_ranking_loss", "pinball": "quantile_loss", "poisson": "poisson_nll_loss",
        "preference": "dpo_loss", "ranking": "margin_ranking_loss", "rootmeansquarederror": "rmse_loss",
        "sigmoidcrossentropy": "binary_cross_entropy_with_logits", "simclr": "nt_xent_loss",
        "softmaxcrossentropy": "cross_entropy", "softmaxcrossentropywithlogits": "cross_entropy",
        "sparsecategoricalcrossentropy": "cross_entropy", "squarederror": "mse_loss",
        "supervisedcontrastive": "supcon_loss", "triplet": "triplet_margin_loss",
    ]

    package static let strategies = [
        "average": "mean", "equalweighting": "equal", "gradientnormalization": "gradnorm",
        "homoscedastic": "uncertainty",
        "imtl": "imtl_g", "kendall": "uncertainty", "none": "fixed", "static": "fixed",
        "uncertaintyweighting": "uncertainty", "weightedsum": "fixed",
    ]

    package static let dtypes = [
        "double": "float64", "f32": "float32", "f4": "float32", "f64": "float64", "f8": "float64", "float": "float32",
        "fp32": "float32", "fp64": "float64", "single": "float32",
    ]

    package static let reductions = [
        "average": "mean", "avg": "mean", "no": "none", "null": "none",
        "sumoverbatchsize": "mean",
        "total": "sum",
    ]

    package static let options = [
        "classweight": "weight", "classweights": "weight", "weights": "weight", "ignore": "ignore_index",
        "ignorelabel": "ignore_index", "epsilon": "eps", "size": "reduction", "sizeaverage": "reduction",
        "reduce": "reduction", "tau": "temperature", "temp": "temperature", "threshold": "delta",
    ]

    /// Whether a name is what a tensor or an option of a task is called, here or elsewhere.
    static func isOfTask(_ name: String) -> Bool {
        guard name.utf8.count <= 64 else { return false }
        let letters = name.lowercased().filter { $0 != "_" }
        return name == "reduction" || predictions.contains(letters) || targets.contains(letters)
            || LossCatalogue.all.contains { $0.entry.inputs.contains { $0.isNamed(name) } }
    }

    /// What predictions and targets are called in other libraries.
    private static let predictions: Set<String> = [
        "x", "inputs", "logit", "logits", "output", "outputs", "pred", "preds", "prediction", "predictions",
        "predicted",
        "probability", "probabilities", "prob", "probs", "score", "scores", "yhat", "ypred", "estimate", "features",
    ]
    private static let targets: Set<String> = [
        "y", "actual", "expected", "groundtruth", "gt", "label", "labels", "reference", "target", "targets", "true",
        "truth", "ytrue", "class", "classes",
    ]

    /// The inputs of a loss by what its predictions and targets are called elsewhere.
    package static func inputs(of entry: Entry) -> [String: String] {
        let inputs = entry.inputs.filter { $0.place == .task && $0.isRequired }
        // A loss that compares predictions with each other has nothing that could be meant by them.
        guard let prediction = inputs.first(where: { $0.gradient == .byDefault }),
            let target = inputs.first(where: { $0.name.contains("target") || $0.kind == .label })
        else { return [:] }
        var synonyms: [String: String] = [:]
        for name in predictions { synonyms[name] = prediction.name }
        for name in targets { synonyms[name] = target.name }
        return synonyms
    }
}
