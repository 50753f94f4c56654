// The pass over elements that have no weights: straight from the operands to the losses and the gradient of the first.

import Parallelism

extension ElementPass {
    /// Whether elements differ in nothing but the operands: none has a weight.
    var isPlain: Bool {
        weights == nil && reducer.scales == nil && reducer.items.values == nil && !layout.hasRows
    }

    /// Goes over all elements of a plain problem, by the first operand where the gradient is wanted.
    func runPlainly(wantsGradient: Bool) -> Outcome<Scalar> {
        let (sum, gradient) = unsafe overParts(of: Parallel.partSize, wantsGradient: wantsGradient, plainPart)
        return Outcome(losses: .sum(sum), gradient: gradient)
    }

    private func plainPart(_ range: Range<Int>, _ gradient: UnsafeMutablePointer<Scalar>?) -> Double {
        var sum = LaneSum()
        // On the stack where there are few; whole lanes, since the sum fills up the last ones.
        let capacity = min(ElementBlock.size, LaneSum.padded(range.count))
        unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: capacity) { room in
            guard let losses = room.baseAddress else { return }
            unsafe withOperands { inputs, targets, thirds in
                for first in stride(from: range.lowerBound, to: range.upperBound, by: ElementBlock.size) {
                    let filled = min(ElementBlock.size, range.upperBound - first)
                    unsafe evaluate(
                        filled, inputs + first, targets + first, thirds.map { unsafe $0 + first }, losses,
                        gradient.map { unsafe $0 + first })
                    unsafe sum.add(losses, filled, short: Scalar.isShort)
                }
            }
        }
        return sum.value
    }

    /// The first numbers of the operands, as long as `body` runs.
    @inline(__always)
    private func withOperands(
        _ body: (UnsafePointer<Scalar>, UnsafePointer<Scalar>, UnsafePointer<Scalar>?) -> Void
    ) {
        unsafe operands[0].withUnsafeBufferPointer { inputs in
            unsafe operands[1].withUnsafeBufferPointer { targets in
                guard let inputs = inputs.baseAddress, let targets = targets.baseAddress else { return }
                guard operands.count > 2 else { return unsafe body(inputs, targets, nil) }
                unsafe operands[2].withUnsafeBufferPointer { unsafe body(inputs, targets, $0.baseAddress) }
            }
        }
    }

    /// The loop: four, so that none of them has a choice to make.
    @inline(__always)
    private func evaluate(
        _ count: Int, _ inputs: UnsafePointer<Scalar>, _ targets: UnsafePointer<Scalar>,
        _ thirds: UnsafePointer<Scalar>?, _ losses: UnsafeMutablePointer<Double>,
        _ slopes: UnsafeMutablePointer<Scalar>?
    ) {
        // Copied, so that its options are not read again and again.
        let (loss, factor) = (loss, reducer.uniformScale)
        @inline(__always)
        func term(_ index: Int, _ third: Double) -> Term<Scalar> {
            unsafe loss.term(Double(inputs[index]), Double(targets[index]), third)
        }
        switch unsafe (thirds, slopes) {
        case (nil, nil):
            for index in 0..<count { unsafe losses[index] = term(index, Method.absentThird).value }
        case (let thirds?, nil):
            for index in 0..<count { unsafe losses[index] = term(index, Double(thirds[index])).value }
        case (nil, let slopes?):
            for index in 0..<count {
                let term = term(index, Method.absentThird)
                unsafe losses[index] = term.value
                unsafe slopes[index] = Scalar(FirstSlope().slope(term, weight: 1, factor: factor))
            }
        case (let thirds?, let slopes?):
            for index in 0..<count {
                let term = term(index, unsafe Double(thirds[index]))
                unsafe losses[index] = term.value
                unsafe slopes[index] = Scalar(FirstSlope().slope(term, weight: 1, factor: factor))
            }
        }
    }
}
