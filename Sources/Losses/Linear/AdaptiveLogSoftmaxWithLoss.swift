// Softmax over many classes: a head for the frequent ones, and clusters with fewer features for the rest.

import Catalogue

struct AdaptiveLogSoftmaxWithLoss: ItemLoss {
    static let entry = Entry(
        "adaptive_log_softmax_with_loss", aliases: ["AdaptiveLogSoftmaxWithLoss"],
        summary: "Negative log-likelihood of a softmax whose rare classes lie in clusters with fewer features.",
        formula: "−lsm(H·x + b)[y] for a class y below cutoffs[0]; for one of cluster i: "
            + "−lsm(H·x + b)[cutoffs[0] + i] − lsm(T1·T0·x)[y − cutoffs[i]]; with lsm = log_softmax, x = input, "
            + "H = head.weight, b = head.bias, T0 = tail.i.0.weight, T1 = tail.i.1.weight; the tensors are named as in "
            + "the module's state_dict",
        denominator: "the number of samples",
        inputs: [
            Input("input", .embedding, shape: "(F) or (N, F)", gradient: .byDefault, "Features."),
            Input("target", .classIndex, shape: "() or (N)", gradient: .never, "Classes, the frequent ones first."),
            Input(
                "head.weight", .linearMap, shape: "(cutoffs[0] + K, F) for K cutoffs", gradient: .byDefault,
                "The weights of the frequent classes, then those of the clusters."),
            Input(
                "head.bias", .linearMap, shape: "(cutoffs[0] + K)", required: false, gradient: .byDefault,
                "What is added to the scores of the head."),
            Input(
                "tail.{i}.0.weight", .linearMap, shape: "(F / div_value^(i + 1), F), rounded down",
                gradient: .byDefault, "What takes the features of cluster i to fewer."),
            Input(
                "tail.{i}.1.weight", .linearMap, shape: "(classes of cluster i, F / div_value^(i + 1))",
                gradient: .byDefault, "The weights of the classes of cluster i."),
        ],
        source: "torch.nn.AdaptiveLogSoftmaxWithLoss; Grave et al. (2017), Efficient Softmax Approximation for GPUs",
        example:
            #"{"loss": "adaptive_log_softmax_with_loss", "input": [[1.0, 2.0, 0.5, -1.0], [0.5, -1.0, 0.0, 2.0]], "#
            + #""target": [0, 3], "head.weight": [[0.5, 0.0, 0.1, 0.2], [0.0, 0.5, 0.3, 0.0], [0.1, 0.2, 0.0, 0.4]], "#
            + #""tail.0.0.weight": [[0.5, -0.5, 0.1, 0.3]], "tail.0.1.weight": [[0.5], [-0.25]], "#
            + #""options": {"cutoffs": [2]}}"#)

    static let options: [Option<Self>] = [
        .integers("cutoffs", \.cutoffs, "The first class of each cluster, rising; needed."),
        .number(
            "div_value", \.divValue, in: .positive, "What the number of features is divided by from cluster to cluster."
        ),
    ]

    var cutoffs: [Int] = []
    var divValue = 4.0

    package static func itemShape(_ shapes: NamedList<[Int]>) -> [Int] { shapes["target"] ?? [] }

    package static func scratchBytes(_ shapes: NamedList<[Int]>, isReduced: Bool) -> Int {
        // The gradients of matrices are summed in Double; one sample at a time has a number for each class.
        let elements = Work.sum(shapes.values.map { Work.product($0) })
        return Work.sum([Work.product([32, elements]), Work.product(itemShape(shapes) + [64])])
    }

    package static func work(_ shapes: NamedList<[Int]>) -> Int {
        // Every sample goes through the head and at most one cluster, which has two matrices.
        func product(_ name: String) -> Int? {
            shapes[name].map { Work.products($0.firstSize, 1, size: $0.lastSize) }
        }
        var (largest, cluster) = (0, 0)
        while let projection = product("tail.\(cluster).0.weight"), let scores = product("tail.\(cluster).1.weight") {
            largest = max(largest, Work.sum([projection, scores]))
            cluster += 1
        }
        let samples = Work.product([
            Work.sum([product("head.weight") ?? 0, largest]), shapes["target"]?.firstSize ?? 1,
        ])
        return max(samples, Work.product(shapes["input"] ?? []))
    }

    typealias FloatProblem = AdaptiveSoftmaxProblem<Float>
    typealias DoubleProblem = AdaptiveSoftmaxProblem<Double>
}
