// Looks for rows of numbers that an input hardly ever means.

import Catalogue

extension ExpectationCheck {
    /// The sum of a row; `nil` if not all of it is between 0 and 1.
    private func sum(_ row: Int, _ layout: RowLayout, _ values: [Scalar]) -> Double? {
        let (low, high) = (-Self.slack, 1 + Self.slack)
        let first = layout.start(of: row)
        var sum = 0.0
        if layout.stride == 1 {
            let numbers = values[first..<first + layout.classes]
            guard !Self.isAny(of: numbers, below: low, orAbove: high) else { return nil }
            sum = Self.sum(numbers)
        } else {
            for index in 0..<layout.classes {
                let value = values[first + index * layout.stride]
                guard !(value < low || value > high) else { return nil }
                sum += Double(value)
            }
        }
        // NaN is neither below nor above.
        return sum.isNaN ? nil : sum
    }

    /// The sum of numbers in eight running sums, which become vector instructions.
    private static func sum(_ numbers: ArraySlice<Scalar>) -> Double {
        unsafe numbers.withUnsafeBufferPointer { numbers in
            var sums = InlineArray<8, Double>(repeating: 0)
            var index = 0
            while index &+ 8 <= numbers.count {
                for lane in 0..<8 { unsafe sums[lane] += Double(numbers[index &+ lane]) }
                index &+= 8
            }
            var sum = 0.0
            for lane in 0..<8 { sum += sums[lane] }
            while index < numbers.count {
                unsafe sum += Double(numbers[index])
                index &+= 1
            }
            return sum
        }
    }

    /// Ends at the first row that is not a distribution, which is the first of all as a rule.
    func alreadyProbabilities(_ name: String, _ tensor: Tensor<Scalar>) -> LossWarning? {
        guard let layout = try? RowLayout(tensor.shape, acceptsPositions: true), layout.classes > 1 else { return nil }
        for row in 0..<layout.itemCount {
            guard let sum = sum(row, layout, tensor.values), abs(sum - 1) <= 2e-3 else { return nil }
        }
        return LossWarning(
            code: .alreadyProbabilities, place: .tensor(name),
            detail:
                "every row of \(name) is between 0 and 1 and sums to 1, as after a softmax; this loss expects scores and "
                + "applies the softmax itself")
    }

    func notADistribution(_ name: String, _ tensor: Tensor<Scalar>) -> LossWarning? {
        guard let input = problem.tensors["input"], input.shape.count == tensor.shape.count,
            let layout = try? RowLayout(tensor.shape, acceptsPositions: true), let counts = counting(layout.itemShape)
        else { return nil }
        for row in 0..<layout.itemCount {
            let sum = sum(row, layout, tensor.values)
            if let sum, abs(sum - 1) <= Self.sumSlack { continue }
            guard counts(row) else { continue }
            return LossWarning(
                code: .notADistribution, place: .tensor(name, element: layout.start(of: row)),
                detail: "a \(name) of the input's shape holds probabilities, and this row "
                    + (sum.map { "sums to \($0)" } ?? "has numbers that are not between 0 and 1")
                    + "; class indices have no dimension of classes")
        }
        return nil
    }

    /// Whether all rows of a matrix are distributions, in one pass over its numbers.
    func areDistributions(_ tensor: Tensor<Scalar>) -> Bool {
        guard tensor.shape.count == 2, let layout = try? RowLayout(tensor.shape, acceptsPositions: true) else {
            return false
        }
        return (0..<layout.itemCount).allSatisfy { row in
            sum(row, layout, tensor.values).map { abs($0 - 1) <= Self.sumSlack } ?? false
        }
    }

    /// That a row of a matrix of probabilities is no distribution, where the loss is averaged over rows.
    func notSummingToOne(_ name: String, _ tensor: Tensor<Scalar>) -> LossWarning? {
        guard problem.reduction == .batchmean, tensor.shape.count == 2, problem.tensors["input"]?.shape == tensor.shape,
            tensor.shape[1] > 1, let layout = try? RowLayout(tensor.shape, acceptsPositions: true),
            let counts = counting(tensor.shape)
        else { return nil }
        for row in 0..<layout.itemCount {
            let first = layout.start(of: row)
            guard let sum = sum(row, layout, tensor.values), abs(sum - 1) > Self.sumSlack,
                (first..<first + layout.classes).allSatisfy(counts)
            else { continue }
            return LossWarning(
                code: .notADistribution, place: .tensor(name, element: first),
                detail:
                    "a row of \(name) is a distribution where the reduction is batchmean, and this one sums to \(sum)")
        }
        return nil
    }

    func repeatedClass(_ name: String, _ tensor: Tensor<Scalar>) -> LossWarning? {
        let size = tensor.shape.last ?? 1
        guard let counts = counting(Array(tensor.shape.dropLast())) else { return nil }
        // The last row that lists a class.
        var seen = [Int](repeating: -1, count: size)
        for row in 0..<(tensor.values.count / size) {
            for element in row * size..<(row + 1) * size {
                guard let value = tensor.values[element].whole, seen.indices.contains(value) else { break }
                guard seen[value] != row || !counts(row) else {
                    return LossWarning(
                        code: .repeatedClass, place: .tensor(name, element: element),
                        detail:
                            "class \(value) is listed twice in its row and counts twice; a row lists different classes up to "
                            + "the first -1, and is not a 0 or 1 for each class")
                }
                seen[value] = row
            }
        }
        return nil
    }

    func swappedCorners(_ name: String, _ tensor: Tensor<Scalar>) -> LossWarning? {
        let values = tensor.values
        var isOdd: Int32 = 0
        for box in 0..<(values.count / 4) {
            let first = 4 &* box
            let (isLeft, isAbove): (Int32, Int32) = (
                values[first &+ 2] < values[first] ? 1 : 0, values[first &+ 3] < values[first &+ 1] ? 1 : 0
            )
            isOdd |= isLeft | isAbove
        }
        guard isOdd != 0, let counts = counting(Array(tensor.shape.dropLast())) else { return nil }
        for first in stride(from: 0, to: values.count - 3, by: 4) where counts(first / 4) {
            for (axis, offset) in [("x", first), ("y", first + 1)] where values[offset + 2] < values[offset] {
                return LossWarning(
                    code: .swappedCorners, place: .tensor(name, element: offset + 2),
                    detail:
                        "\(axis)2 \(values[offset + 2]) is less than \(axis)1 \(values[offset]), so the box has no area; "
                        + "boxes are x1, y1, x2, y2")
            }
        }
        return nil
    }
}
