// Shapes and targets of a row problem: where each row lies, and what it is compared with.

/// Where the rows of a tensor of scores lie: classes along dimension 1, or 0 where there is no batch.
struct RowLayout {
    let classes: Int
    /// The distance between the scores of one row: the number of positions behind the class dimension.
    let stride: Int
    /// The shape without the classes: that of the unreduced loss.
    let itemShape: [Int]
    let itemCount: Int

    init(_ shape: [Int], acceptsPositions: Bool) throws(LossFaults) {
        guard !shape.isEmpty else {
            throw LossFaults(.shapeMismatch, at: .tensor("input"), "input needs a dimension for the classes")
        }
        guard acceptsPositions || shape.count <= 2 else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("input"), "input has shape \(shape); this loss takes (C) or (N, C)")
        }
        let dimension = shape.count == 1 ? 0 : 1
        classes = shape[dimension]
        stride = shape[(dimension + 1)...].reduce(1, *)
        var rest = shape
        rest.remove(at: dimension)
        itemShape = rest
        itemCount = rest.reduce(1, *)
    }

    /// The index of an item's first score.
    func start(of item: Int) -> Int {
        stride == 1 ? item * classes : item / stride * classes * stride + item % stride
    }

    /// The index of an item's score for a class.
    func place(of index: Int, in item: Int) -> Int {
        start(of: item) + index * stride
    }

    /// The row that an element belongs to.
    func row(of element: Int) -> Int {
        element / (classes * stride) * stride + element % stride
    }

    /// Copies the scores of an item out of `values`.
    func gather<Scalar>(_ item: Int, of values: [Scalar], into row: inout [Scalar]) {
        let start = start(of: item)
        guard stride > 1 else {
            return unsafe row.withUnsafeMutableBufferPointer { row in
                unsafe values.withUnsafeBufferPointer { values in
                    for index in 0..<classes { unsafe row[index] = values[start &+ index] }
                }
            }
        }
        for index in 0..<classes { row[index] = values[start + index * stride] }
    }

    /// Copies a row to its place in room for all.
    func scatter<Scalar>(_ row: [Scalar], to item: Int, of values: UnsafeMutablePointer<Scalar>) {
        let start = start(of: item)
        unsafe row.withUnsafeBufferPointer { row in
            for index in 0..<classes { unsafe values[start &+ index &* stride] = row[index] }
        }
    }

    /// Copies a row to its place in `values`.
    func scatter<Scalar>(_ row: [Scalar], to item: Int, of values: inout [Scalar]) {
        let start = start(of: item)
        for index in 0..<classes { values[start + index * stride] = row[index] }
    }
}

/// The targets of all rows.
enum RowTargets<Scalar: LossScalar> {
    /// The class of each row; `nil` where it is ignored, or the row left out.
    case indices([Int?])
    case distributions([Scalar])
    /// The labels of each row.
    case labels([[Int]])

    /// - Throws: when the shape fits none of the forms, or an index is not a class.
    init(
        _ target: Tensor<Scalar>, _ layout: RowLayout, _ items: ItemWeights<Scalar>?, inputShape: [Int],
        ignoreIndex: Int?, forms: TargetForms
    ) throws(LossFaults) {
        // The shape alone decides, as in torch.
        if forms == .indexOrDistribution, target.shape == inputShape {
            self = .distributions(target.values)
            return
        }
        if forms == .labels {
            self = .labels(try Self.labels(target, layout, items, inputShape))
            return
        }
        guard target.shape == layout.itemShape else {
            let distributions = forms == .indexOrDistribution ? ", or \(inputShape) for probabilities," : ""
            throw LossFaults(
                .shapeMismatch, at: .tensor("target"),
                "input of shape \(inputShape) needs class indices of shape \(layout.itemShape)\(distributions) "
                    + "found \(target.shape)")
        }
        self = .indices(try Self.indices(target, items, classes: layout.classes, ignoreIndex: ignoreIndex))
    }

    /// How many elements they lead to: every label is compared with every class, every other target with the row.
    func elementCount(of layout: RowLayout) -> Int {
        let scores = layout.itemCount * layout.classes
        guard case .labels(let labels) = self else { return scores }
        return max(scores, labels.reduce(0) { $0 + $1.count } * layout.classes)
    }

    private static func indices(
        _ target: Tensor<Scalar>, _ items: ItemWeights<Scalar>?, classes: Int, ignoreIndex: Int?
    ) throws(LossFaults) -> [Int?] {
        var faults: [LossFault] = []
        let indices = target.values.indices.map { position -> Int? in
            // What a mask leaves out may be anything, such as the labels of padding.
            if items?.leavesOut(position) == true { return nil }
            if let index = target.whole(position) {
                if index == ignoreIndex { return nil }
                if (0..<classes).contains(index) { return index }
            }
            guard faults.count < LossFaults.limit else { return nil }
            faults.append(.notAClass(target, "target", position, "0..<\(classes)", ignoreIndex: ignoreIndex))
            return nil
        }
        try LossFaults.throwing(faults)
        return indices
    }

    /// The labels of each row, from the left up to the first −1; what follows that must be labels too, or −1.
    private static func labels(
        _ target: Tensor<Scalar>, _ layout: RowLayout, _ items: ItemWeights<Scalar>?, _ inputShape: [Int]
    ) throws(LossFaults) -> [[Int]] {
        guard target.shape == inputShape else {
            throw LossFaults(
                .shapeMismatch, at: .tensor("target"),
                "target has shape \(target.shape), input has \(inputShape): one place for each class")
        }
        var faults: [LossFault] = []
        var labels = [[Int]](repeating: [], count: layout.itemCount)
        for item in labels.indices where items?.leavesOut(item) != true {
            var hasEnded = false
            for position in (item * layout.classes)..<((item + 1) * layout.classes) {
                guard let label = target.whole(position), (-1..<layout.classes).contains(label) else {
                    if faults.count < LossFaults.limit {
                        faults.append(.notAClass(target, "target", position, "-1..<\(layout.classes)"))
                    }
                    continue
                }
                hasEnded = hasEnded || label == -1
                if !hasEnded { labels[item].append(label) }
            }
        }
        try LossFaults.throwing(faults)
        return labels
    }
}
