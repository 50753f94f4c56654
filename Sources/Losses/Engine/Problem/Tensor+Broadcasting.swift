// Broadcasting as torch does it: to a larger shape, and a gradient's way back.

import Catalogue

extension Tensor {
    /// The shape that both broadcast to, aligned at the last dimension; `nil` when there is none.
    static func commonShape(_ first: [Int], _ second: [Int]) -> [Int]? {
        guard first != second else { return first }
        let rank = max(first.count, second.count)
        var shape: [Int] = []
        for dimension in 0..<rank {
            let a = size(of: first, at: dimension, rank: rank)
            let b = size(of: second, at: dimension, rank: rank)
            guard a == b || a == 1 || b == 1 else { return nil }
            shape.append(a == 1 ? b : a)
        }
        return shape
    }

    /// The values as they are in a tensor of `target`'s shape, which this one broadcasts to.
    func expanded(to target: [Int]) -> [Scalar] {
        guard shape != target else { return values }
        var result: [Scalar] = []
        result.reserveCapacity(Saturating.count(of: target))
        Self.walk(from: shape, over: target) { result.append(values[$0]) }
        return result
    }

    /// Sums the values back to the smaller `original` shape that was broadcast to this one.
    ///
    /// Sums are kept in Double, in the order of the elements, and rounded once, to what is asked for.
    func summed<Sum: LossScalar>(to original: [Int]) -> Tensor<Sum> {
        guard shape != original else {
            return Tensor<Sum>(shape: shape, values: values.map { Sum($0) })
        }
        var sums = [Double](repeating: 0, count: Saturating.count(of: original))
        var next = 0
        Self.walk(from: original, over: shape) { index in
            sums[index] += Double(values[next])
            next += 1
        }
        return Tensor<Sum>(shape: original, values: sums.map { Sum($0) })
    }

    /// Calls `body` with the index in a tensor of shape `source` for each element of shape `target`, in order.
    static func walk(from source: [Int], over target: [Int], _ body: (Int) -> Void) {
        let count = Saturating.count(of: target)
        guard count > 0 else { return }
        var strides = [Int](repeating: 0, count: target.count)
        var stride = 1
        for dimension in target.indices.reversed() {
            let size = size(of: source, at: dimension, rank: target.count)
            strides[dimension] = size == 1 ? 0 : stride
            stride *= size
        }
        var indices = [Int](repeating: 0, count: target.count)
        var offset = 0
        for _ in 0..<count {
            body(offset)
            for dimension in target.indices.reversed() {
                indices[dimension] += 1
                offset += strides[dimension]
                guard indices[dimension] == target[dimension] else { break }
                offset -= strides[dimension] * target[dimension]
                indices[dimension] = 0
            }
        }
    }

    /// The size of a dimension counted in a shape of `rank` dimensions: 1 where `shape` has none.
    private static func size(of shape: [Int], at dimension: Int, rank: Int) -> Int {
        let own = dimension - (rank - shape.count)
        return own < 0 ? 1 : shape[own]
    }
}
