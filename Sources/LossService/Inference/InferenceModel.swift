// The models of the Open Inference Protocol: one for each loss, and one for each strategy.

import Balancing
import Catalogue
import Contract
import Losses
import PackedTensors
import TensorJSON

/// A loss or a strategy, as clients of the protocol see it.
struct InferenceModel: Sendable {
    /// A tensor that a model reads or answers.
    struct Tensor: Sendable {
        let name: String
        let dtype: PackedDtype
        let rank: Int
        /// Whether a request can do without an input, or whether an output is not answered to all requests.
        var isOptional = false
    }

    enum Method: Sendable {
        case loss(LossType)
        case strategy(StrategyType)
    }

    /// The only version that there is.
    static let version = "1"
    /// Tensors that every loss reads besides its own, with the names that a task gives them.
    static let commonInputs = ["mask", "sample_weight", "grad_output"]
    /// The output of a strategy that is the combined gradient.
    static let gradientName = "gradient"
    private static let strategyPrefix = "weights_"

    let name: String
    let method: Method
    let inputs: [Tensor]
    let outputs: [Tensor]
    /// The outputs that are answered to all requests, for clients that ask for everything that a model says it has.
    var describedOutputs: [Tensor] { outputs.filter { !$0.isOptional } }
    /// The parameters of a request that are not in the catalogue, with their defaults as text.
    let parameters: [(name: String, text: String)]

    /// All models, those of losses first.
    static let all: [InferenceModel] =
        LossCatalogue.all.map { InferenceModel($0) } + StrategyCatalogue.all.map { InferenceModel($0) }
    private static let places: [String: Int] = Dictionary(
        uniqueKeysWithValues: all.indices.map { (all[$0].name, $0) })

    /// The place of a model among all, by its name.
    ///
    /// - Throws: 404.
    static func index(of name: String) throws(ProblemDetails) -> Int {
        if let index = places[name] ?? LossCatalogue.find(name).flatMap({ places[$0.entry.name] }) { return index }
        let names = all.map(\.name)
        throw ProblemDetails(
            .notFound,
            "there is no model \(name.quoted)\(Suggestion.text(name, among: names)); GET /v2/models lists all",
            known: names)
    }

    private init(_ type: LossType) {
        let entry = type.entry
        let ranks = ExampleRanks(of: entry)
        var inputs = entry.inputs.map { input in
            Tensor(
                name: Self.single(input.name), dtype: input.kind.isWhole || input.kind == .length ? .int64 : .float32,
                rank: ranks[Self.single(input.name)], isOptional: !input.isRequired)
        }
        inputs += Self.commonInputs.map {
            Tensor(name: $0, dtype: $0 == "mask" ? .bool : .float32, rank: 1, isOptional: true)
        }
        let gradients = entry.inputs.filter { $0.gradient != .never }.map { input in
            let name = Self.single(input.name)
            return Tensor(
                name: InferencePlaces.gradientPrefix + name, dtype: .float32, rank: ranks[name],
                isOptional: input.gradient != .byDefault || !input.isRequired)
        }
        name = entry.name
        method = .loss(type)
        self.inputs = inputs
        outputs =
            [Tensor(name: "loss", dtype: .float32, rank: 1), Tensor(name: "denominator", dtype: .float32, rank: 1)]
            + gradients
        parameters =
            [
                ("reduction", entry.reductions.first ?? "mean"), ("gradients", "true"), ("safe", "false"),
                ("denominator", "null"), ("preset", "null"),
            ]
            + type.options.map { ($0.name, $0.default.text) }
    }

    private init(_ type: StrategyType) {
        func tensor(_ name: String, _ rank: Int) -> Tensor {
            Tensor(name: name, dtype: .float64, rank: rank, isOptional: true)
        }
        name = Self.strategyPrefix + type.entry.name
        method = .strategy(type)
        inputs = [
            tensor("losses", 1), tensor("losses_after", 1), tensor("gradient_norms", 1), tensor("gramian", 2),
            tensor("jacobian", 2),
        ]
        outputs = [Tensor(name: "weights", dtype: .float64, rank: 1), tensor(Self.gradientName, 1)]
        parameters =
            [("seed", "null"), ("state", "null"), ("advance", "true")] + type.options.map { ($0.name, $0.default.text) }
    }

    /// The first of a family of inputs.
    private static func single(_ name: String) -> String { name.replacing("{i}", with: "0") }
}

/// How many dimensions the tensors of an entry's example have, and those that it leaves out.
private struct ExampleRanks {
    private var ranks: [String: Int] = [:]

    init(of entry: Entry) {
        var reader = JSONReader(Array(entry.example.utf8))
        try? read(&reader)
        let inExample = ranks
        for input in entry.inputs where inExample[input.name] == nil {
            ranks[input.name] = Self.rank(ofShape: input.shape, inExample)
        }
    }

    /// The rank of the first shape in words such as "(M, D), or (N, M, D)" and "log_probs's"; `nil` of others.
    private static func rank(ofShape text: String, _ ranks: [String: Int]) -> Int? {
        if let owner = text.firstRange(of: "'s") { return ranks[String(text[..<owner.lowerBound])] }
        guard text.first == "(", let end = text.firstIndex(of: ")") else { return nil }
        // One of no dimensions is written and read as [1].
        return text[..<end].split(separator: ",").count
    }

    /// As many as the example has; one where that has no such tensor.
    subscript(name: String) -> Int { max(ranks[name] ?? 1, 1) }

    private mutating func read(_ reader: inout JSONReader) throws(JSONSyntaxError) {
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch (key, try reader.peek()) {
            case ("options", .object): try read(&reader)
            case (_, .array):
                if case .tensor(let tensor) = try reader.readTensor(as: Double.self, acceptsBooleans: true) {
                    ranks[key] = tensor.shape.count
                }
            default: try reader.skipValue()
            }
        }
    }
}
