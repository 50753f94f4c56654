// The sequences of a problem of tokens: where each lies, and which of its tokens count.

import Catalogue

/// Tokens in sequences: padded (B, T), packed (N) with lengths, or a single sequence (T).
struct TokenLayout<Scalar: LossScalar> {
    /// Whether a tensor has a number for each token or for each sequence.
    enum Level { case token, sequence }

    /// The shape of a tensor of tokens.
    let shape: [Int]
    /// The number of tokens, those that are left out included.
    let count: Int
    /// The tokens of each sequence; what lies between them is padding.
    let sequences: [Range<Int>]
    /// How much each token counts, 0 for one that is left out; `nil` where all of a sequence count once.
    let weights: [Scalar]?
    /// How many tokens of each sequence count.
    let counted: [Int]
    /// Whether all of N tokens follow each other.
    private let isPacked: Bool

    /// - Parameters:
    ///   - name: the tensor that has the shape.
    ///   - trailing: how many of its last dimensions belong to a token.
    ///   - problem: the problem.
    ///   - takesWeights: whether `sample_weight` may be given.
    /// - Throws: when the tensors do not go together.
    // Tests of single elements are made where the type of numbers is not known.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    init(
        of name: String, trailing: Int = 0, _ problem: Problem<Scalar>, takesWeights: Bool = true
    ) throws(LossFaults) {
        let full = try problem.tensor(name).shape
        let lengths = problem.tensors["lengths"]
        let shape = Array(full.dropLast(trailing))
        guard full.count > trailing, shape.count <= 2 else {
            let own = trailing == 0 ? "" : ", K"
            throw LossFaults(
                .shapeMismatch, at: .tensor(name),
                "\(name) has shape \(full); this loss takes tokens as (B, T\(own)), as (N\(own)) with lengths, or as (T\(own))"
            )
        }
        if let lengths, lengths.shape.count != 1 {
            throw LossFaults(
                .shapeMismatch, at: .tensor("lengths"),
                "lengths has shape \(lengths.shape); it has one number for each sequence, as (B)")
        }
        self.shape = shape
        count = Saturating.count(of: shape)
        isPacked = shape.count == 1 && lengths != nil
        sequences = try Self.sequences(shape, lengths)
        let spans = Spans(shape: shape, sequences: sequences, isPacked: isPacked)
        let mask = try problem.mask.map { mask throws(LossFaults) in
            try Self.checkMask(mask)
            return try spans.expand(mask, at: .mask(), "mask")
        }
        guard problem.sampleWeight == nil || (takesWeights && !problem.reduction.isBySequence) else {
            throw LossFaults(
                .optionConflict, at: .sampleWeight,
                takesWeights
                    ? "sample_weight goes with the reductions token_mean, token_sum and none; importance_weights multiplies "
                        + "terms with all of them"
                    : "this loss has one term for each sequence, and no weights of tokens: leave sample_weight out"
            )
        }
        var weights = try problem.sampleWeight.map { weight throws(LossFaults) in
            try spans.expand(weight, at: .sampleWeight, "sample_weight")
        }
        // Selected, not multiplied: whatever weight is masked is ignored.
        if let mask { weights = weights.map { zip($0, mask).map { $1 == 0 ? 0 : $0 } } ?? mask }
        self.weights = weights
        counted = sequences.map { range in
            guard let weights else { return range.count }
            var sum = Lanes()
            for (start, count) in TokenGroups(range) {
                sum += Lanes(weights.lanes(at: start, count: count) .!= 0)
            }
            return Int(sum.sum())
        }
    }

    private static func sequences(_ shape: [Int], _ lengths: Tensor<Scalar>?) throws(LossFaults) -> [Range<Int>] {
        let isPadded = shape.count == 2
        guard let lengths else {
            guard isPadded else { return [0..<shape[0]] }
            return (0..<shape[0]).map { $0 * shape[1]..<($0 + 1) * shape[1] }
        }
        if isPadded, lengths.values.count != shape[0] {
            throw LossFaults(
                .shapeMismatch, at: .tensor("lengths"),
                "lengths has \(lengths.values.count) numbers, for \(shape[0]) sequences")
        }
        let whole = try TokenLengths.whole(lengths, "lengths", limit: isPadded ? shape[1] : shape[0])
        if isPadded { return whole.enumerated().map { $0 * shape[1]..<($0 * shape[1] + $1) } }
        var ranges: [Range<Int>] = []
        var start = 0
        for length in whole {
            ranges.append(start..<Saturating.sum(start, length))
            start = Saturating.sum(start, length)
        }
        guard start == shape[0] else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("lengths"), "lengths sum to \(start), and there are \(shape[0]) tokens")
        }
        return ranges
    }

    private static func checkMask(_ mask: Tensor<Scalar>) throws(LossFaults) {
        // Bits instead of Booleans, since those become branches and not vector instructions.
        var isOdd: Int32 = 0
        for value in mask.values {
            let (isZero, isOne): (Int32, Int32) = (value == 0 ? 1 : 0, value == 1 ? 1 : 0)
            isOdd |= 1 ^ (isZero | isOne)
        }
        guard isOdd != 0, let index = mask.values.firstIndex(where: { $0 != 0 && $0 != 1 }) else { return }
        throw LossFaults(.invalidMask, at: .mask(element: index), "\(mask.values[index]) is neither 0 nor 1")
    }

    /// The numbers that a tensor has for tokens or sequences.
    ///
    /// - Throws: when it is of another shape.
    func operand(_ tensor: Tensor<Scalar>, _ name: String, allowsSequences: Bool) throws(LossFaults) -> TokenOperand<
        Scalar
    > {
        let spans = Spans(shape: shape, sequences: sequences, isPacked: isPacked)
        let level = spans.level(of: tensor.shape)
        guard let level, allowsSequences || level == .token || tensor.shape == shape else {
            throw LossFaults(
                .shapeMismatch, at: .tensor(name),
                "\(name) has shape \(tensor.shape); \(allowsSequences ? spans.description : "the tokens have \(shape)")"
            )
        }
        return TokenOperand(values: tensor.values, level: allowsSequences ? level : .token)
    }

    /// An operand that need not be given.
    func operand(
        _ name: String, of problem: Problem<Scalar>, allowsSequences: Bool = false
    ) throws(LossFaults) -> TokenOperand<Scalar>? {
        guard let tensor = problem.tensors[name] else { return nil }
        return try operand(tensor, name, allowsSequences: allowsSequences)
    }

    /// Whether a token counts.
    @specialized(where Scalar == Float)
    @specialized(where Scalar == Double)
    func counts(_ token: Int) -> Bool {
        guard weights?[token] != 0 else { return false }
        if shape.count == 2 { return sequences[token / shape[1]].contains(token) }
        return true
    }

    /// The sequence of a token.
    func sequence(of token: Int) -> Int {
        if shape.count == 2 { return token / shape[1] }
        var (low, high) = (0, sequences.count)
        while low < high {
            let middle = (low + high) / 2
            if sequences[middle].upperBound > token { high = middle } else { low = middle + 1 }
        }
        return low
    }

    /// The number of tokens that count.
    var tokens: Int { counted.reduce(0, +) }

    /// The number of sequences in which any does.
    var nonEmpty: Int { counted.count { $0 > 0 } }

    /// What is to be said where no token counts.
    func warnings(_ problem: Problem<Scalar>, input: String) -> [LossWarning] {
        guard tokens == 0 else { return [] }
        let isNaN = problem.reduction.divides && !problem.isSafe && problem.denominator == nil
        let outcome = isNaN ? "their mean is NaN" : "the loss is 0"
        guard sequences.contains(where: { !$0.isEmpty }) else {
            return [LossWarning(code: .empty, place: .tensor(input), detail: "there are no tokens; \(outcome)")]
        }
        return [
            LossWarning(
                code: .allIgnored, place: problem.mask == nil ? .sampleWeight : .mask(),
                detail: "every token is excluded; \(outcome)")
        ]
    }

    /// The tokens of a sequence, eight at a time.
    ///
    /// For a loop, not for a closure: one of this size stays a function of its own, and vectors that cross a call are taken apart.
    @inline(always)
    func groups(of sequence: Int) -> TokenGroups { TokenGroups(sequences[sequence]) }

    /// How much each of eight tokens counts; 0 beyond the last one.
    @inline(always)
    func weights(at start: Int, count: Int) -> Lanes {
        weights?.lanes(at: start, count: count) ?? Lanes(Lanes.places .< Double(count))
    }

    /// Which of eight tokens count.
    @inline(always)
    func counted(at start: Int, count: Int) -> LaneMask { weights(at: start, count: count) .!= 0 }

    /// What the shapes of other tensors are compared with.
    private struct Spans {
        let shape: [Int]
        let sequences: [Range<Int>]
        let isPacked: Bool

        var description: String {
            "the tokens have \(shape), and the sequences \(shape.count == 2 ? "[\(sequences.count)] or [\(sequences.count), 1]" : "[\(sequences.count)]")"
        }

        func level(of other: [Int]) -> Level? {
            let perSequence = isSequences(other)
            guard other == shape else { return perSequence ? .sequence : nil }
            // As many tokens as sequences: the same, unless a sequence is empty.
            return perSequence && isPacked && sequences.contains(where: \.isEmpty) ? .sequence : .token
        }

        private func isSequences(_ other: [Int]) -> Bool {
            if other == [sequences.count] { return true }
            if shape.count == 2 { return other == [sequences.count, 1] }
            return !isPacked && other.isEmpty
        }

        /// A number for each token.
        func expand(_ tensor: Tensor<Scalar>, at place: LossPlace, _ name: String) throws(LossFaults) -> [Scalar] {
            switch level(of: tensor.shape) {
            case .token: return tensor.values
            case .sequence:
                var expanded = [Scalar](repeating: 0, count: Saturating.count(of: shape))
                for (range, value) in zip(sequences, tensor.values) {
                    for index in range { expanded[index] = value }
                }
                return expanded
            case nil:
                throw LossFaults(.shapeMismatch, at: place, "\(name) has shape \(tensor.shape); \(description)")
            }
        }
    }
}

/// The tokens of a sequence in groups of eight, the last of which may have fewer.
struct TokenGroups: Sequence, IteratorProtocol {
    private var start: Int
    private let end: Int

    @inline(always)
    init(_ tokens: Range<Int>) {
        start = tokens.lowerBound
        end = tokens.upperBound
    }

    @inline(always)
    mutating func next() -> (start: Int, count: Int)? {
        guard start < end else { return nil }
        defer { start += 8 }
        return (start, Swift.min(8, end - start))
    }
}

/// The numbers of a tensor that has one for each token or for each sequence.
struct TokenOperand<Scalar: LossScalar> {
    let values: [Scalar]
    let level: TokenLayout<Scalar>.Level

    /// Those of eight tokens of a sequence.
    @inline(always)
    func lanes(at start: Int, count: Int, of sequence: Int) -> Lanes {
        level == .token ? values.lanes(at: start, count: count) : Lanes(repeating: Double(values[sequence]))
    }
}

/// Numbers of tokens, which are whole and not negative.
enum TokenLengths {
    static func whole<Scalar: LossScalar>(
        _ tensor: Tensor<Scalar>, _ name: String, limit: Int
    ) throws(LossFaults) -> [Int] {
        var faults: [LossFault] = []
        var lengths: [Int] = []
        lengths.reserveCapacity(tensor.values.count)
        for (index, value) in tensor.values.enumerated() {
            let whole = value.whole
            lengths.append(whole ?? 0)
            guard whole.map({ !(0...limit).contains($0) }) ?? true else { continue }
            let isWhole = value.isFinite && value.rounded() == value
            if faults.count < LossFaults.limit {
                faults.append(
                    LossFault(
                        isWhole ? .outOfDomain : .notWhole, at: .tensor(name, element: index),
                        isWhole ? "\(value) is not in 0...\(limit)" : "\(value) is not a whole number"))
            }
        }
        try LossFaults.throwing(faults)
        return lengths
    }
}

extension Reduction {
    /// Whether sequences count alike, however long they are.
    var isBySequence: Bool {
        switch self {
        case .sequenceMeanTokenMean, .sequenceMeanTokenSum, .fixedHorizon: true
        default: false
        }
    }
}
