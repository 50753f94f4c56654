// One pass over the elements of a problem, in blocks whose loops compilers turn into vector instructions.

import Parallelism

/// The terms of all elements: what they sum up to, and what is made of each.
struct ElementPass<Method: ElementwiseLoss, Scalar: LossScalar> {
    let loss: Method
    /// The operands, stretched to the elements; a third one may be left out.
    let operands: [[Scalar]]
    /// The element weights, stretched likewise.
    let weights: [Scalar]?
    let layout: ItemLayout
    let reducer: Reducer<Scalar>
    let count: Int
    /// Whether elements of weight 0 have neither loss nor gradient, whatever they would cost.
    var leavesOutZeroWeights = false
    /// Whether costs that are not determined are infinite, and slopes that are not finite 0.
    var isSafe = false

    /// What came of a pass.
    struct Outcome<Number: LossScalar> {
        let losses: ItemLosses
        /// What was made of each element, where it is wanted.
        let gradient: [Number]

        /// Whether nothing overflowed, nor was infinite or NaN before.
        var isFinite: Bool { losses.isFinite && gradient.allSatisfy(\.isFinite) }
    }

    /// Goes over all elements; items that are left out have neither loss nor gradient.
    func run<Number: LossScalar>(
        keepsItems: Bool, wantsGradient: Bool, _ slope: some Slope
    ) -> Outcome<Number> {
        var items = [Double](repeating: 0, count: keepsItems ? layout.itemCount : 0)
        let partSize = layout.partSize(Parallel.partSize) ?? max(count, 1)
        let (sum, gradient): (Double, [Number]) = unsafe items.withUnsafeMutableBufferPointer { items in
            // The parts have items of their own.
            nonisolated(unsafe) let items = keepsItems ? items.baseAddress : nil
            return unsafe overParts(of: partSize, wantsGradient: wantsGradient) { range, target in
                unsafe part(range, items, target, slope)
            }
        }
        if keepsItems, layout.divisor != 1 { items = items.map { $0 / Double(layout.divisor) } }
        if keepsItems, isSafe, layout.hasRows { settle(&items) }
        return Outcome(losses: keepsItems ? .each(items) : .sum(sum), gradient: gradient)
    }

    /// Replaces what is not a number in items of which no element is.
    private func settle(_ items: inout [Double]) {
        guard items.contains(where: \.isNaN) else { return }
        var holdsNaN = [Bool](repeating: false, count: items.count)
        for values in operands + [weights].compactMap(\.self) {
            for (index, value) in values.enumerated() where value.isNaN { holdsNaN[layout.item(of: index)] = true }
        }
        for item in items.indices where !holdsNaN[item] { items[item] = Settling.cost(items[item]) }
    }

    /// The sum of what `part` returns for all parts, and what it leaves in the room for the gradient, where one is wanted.
    func overParts<Number: LossScalar>(
        of size: Int, wantsGradient: Bool, _ part: (Range<Int>, UnsafeMutablePointer<Number>?) -> Double
    ) -> (sum: Double, gradient: [Number]) {
        let (gradient, sums) = unsafe Parallel.fill(
            wantsGradient ? count : 0, over: 0..<count, size: size, part)
        var sum = CompensatedSum()
        for part in sums { sum.add(part) }
        return (sum.value, gradient)
    }

    /// Goes over the elements of a part, and returns the sum of their losses unless they are kept.
    private func part<Number: LossScalar>(
        _ range: Range<Int>, _ items: UnsafeMutablePointer<Double>?, _ gradient: UnsafeMutablePointer<Number>?,
        _ slope: some Slope
    ) -> Double {
        unsafe withUnsafeTemporaryAllocation(of: Double.self, capacity: ElementBlock.fields * ElementBlock.size) {
            room in
            guard let start = room.baseAddress else { return 0 }
            let block = unsafe ElementBlock(start: start)
            prepare(block)
            var sum = LaneSum()
            for first in stride(from: range.lowerBound, to: range.upperBound, by: ElementBlock.size) {
                let filled = min(ElementBlock.size, range.upperBound - first)
                fill(block, from: first, filled)
                evaluate(block, slope)
                if isSafe { settle(block, filled) }
                if let gradient = unsafe gradient {
                    let target = unsafe gradient + first
                    for index in 0..<filled { unsafe target[index] = Number(block.slope[index]) }
                }
                if let items = unsafe items {
                    unsafe add(block, from: first, filled, to: items)
                } else {
                    block.add(to: &sum, filled)
                }
            }
            return sum.value
        }
    }

    /// Adds the losses of a block to those of their items.
    private func add(_ block: ElementBlock, from first: Int, _ count: Int, to items: UnsafeMutablePointer<Double>) {
        guard layout.hasRows else {
            for index in 0..<count { unsafe items[first &+ index] += block.loss[index] }
            return
        }
        var index = 0
        while index < count {
            let (item, end) = layout.run(at: first + index)
            let last = min(count, end - first)
            unsafe items[item] += block.sum(index..<last)
            index = last
        }
    }

    /// Fills in what is the same for all blocks.
    private func prepare(_ block: ElementBlock) {
        for index in 0..<ElementBlock.size {
            unsafe block.third[index] = Method.absentThird
            unsafe block.weight[index] = 1
            unsafe block.kept[index] = 1
            unsafe block.factor[index] = reducer.uniformScale / Double(layout.divisor)
            unsafe block.input[index] = 0
            unsafe block.target[index] = 0
        }
    }

    @inline(__always)
    private func fill(_ block: ElementBlock, from first: Int, _ count: Int) {
        unsafe copy(operands[0], from: first, to: block.input, count)
        unsafe copy(operands[1], from: first, to: block.target, count)
        if operands.count > 2 { unsafe copy(operands[2], from: first, to: block.third, count) }
        if let weights { unsafe copy(weights, from: first, to: block.weight, count) }
        if leavesOutZeroWeights {
            for index in 0..<count { unsafe block.kept[index] = block.weight[index] == 0 ? 0 : 1 }
        }
        guard reducer.scales != nil || reducer.items.values != nil else { return }
        let share = 1 / Double(layout.divisor)
        for index in 0..<count {
            let item = layout.item(of: first + index)
            unsafe block.factor[index] = reducer.scale(item) * share
            let isNothing = unsafe leavesOutZeroWeights && block.weight[index] == 0
            unsafe block.kept[index] = isNothing ? 0 : reducer.items.values.map { Double($0[item]) } ?? 1
        }
    }

    @inline(__always)
    private func copy(_ values: [Scalar], from first: Int, to target: UnsafeMutablePointer<Double>, _ count: Int) {
        unsafe values.withUnsafeBufferPointer { source in
            guard let source = unsafe source.baseAddress?.advanced(by: first) else { return }
            for index in 0..<count { unsafe target[index] = Double(source[index]) }
        }
    }

    /// Replaces what is not a number, but not in elements that hold NaN themselves.
    private func settle(_ block: ElementBlock, _ count: Int) {
        for index in 0..<count {
            let holdsNaN =
                unsafe block.input[index].isNaN || block.target[index].isNaN || block.third[index].isNaN
                || block.weight[index].isNaN || block.factor[index].isNaN
            guard !holdsNaN else { continue }
            unsafe block.loss[index] = Settling.cost(block.loss[index])
            unsafe block.slope[index] = Settling.slope(block.slope[index])
        }
    }

    /// The loop that everything else is there for: without branches, calls, or pointers that could overlap.
    private func evaluate(_ block: ElementBlock, _ slope: some Slope) {
        // Copied, so that its options are not read again and again.
        let loss = loss
        for index in 0..<ElementBlock.size {
            let term: Term<Scalar> = unsafe loss.term(block.input[index], block.target[index], block.third[index])
            let isKept = unsafe block.kept[index] != 0
            let weight = unsafe block.weight[index]
            unsafe block.loss[index] = isKept ? weight * term.value : 0
            unsafe block.slope[index] = isKept ? slope.slope(term, weight: weight, factor: block.factor[index]) : 0
        }
    }
}

/// Room for a block of elements and what comes of them, one field after the other.
@safe struct ElementBlock {
    static var fields: Int { 8 }
    /// Elements that are worked on together: what a block needs fits in the first cache.
    static var size: Int { LaneSum.blockSize }

    private let start: UnsafeMutablePointer<Double>

    @inline(__always)
    init(start: UnsafeMutablePointer<Double>) {
        unsafe self.start = unsafe start
    }

    @inline(__always) var input: UnsafeMutablePointer<Double> { unsafe start }
    @inline(__always) var target: UnsafeMutablePointer<Double> { unsafe start + Self.size }
    @inline(__always) var third: UnsafeMutablePointer<Double> { unsafe start + 2 * Self.size }
    /// The weight of the element.
    @inline(__always) var weight: UnsafeMutablePointer<Double> { unsafe start + 3 * Self.size }
    /// The weight of the item; 0 where it is left out.
    @inline(__always) var kept: UnsafeMutablePointer<Double> { unsafe start + 4 * Self.size }
    /// What the derivative is multiplied by.
    @inline(__always) var factor: UnsafeMutablePointer<Double> { unsafe start + 5 * Self.size }
    @inline(__always) var loss: UnsafeMutablePointer<Double> { unsafe start + 6 * Self.size }
    @inline(__always) var slope: UnsafeMutablePointer<Double> { unsafe start + 7 * Self.size }

    /// The sum of the losses of some elements.
    @inline(__always)
    func sum(_ range: Range<Int>) -> Double {
        var (lanes, index) = (SIMD8<Double>(repeating: 0), range.lowerBound)
        while index + 8 <= range.upperBound {
            unsafe lanes += UnsafeRawPointer(loss + index).loadUnaligned(as: SIMD8<Double>.self)
            index += 8
        }
        var sum = lanes.sum()
        while index < range.upperBound {
            unsafe sum += loss[index]
            index += 1
        }
        return sum
    }

    /// Adds the losses, each times the weight of its item, to a sum.
    @inline(__always)
    func add(to sum: inout LaneSum, _ count: Int) {
        // Only the last block of a part is not full: what follows is left from the block before.
        for index in count..<((count + 7) & ~7) { unsafe (loss[index], kept[index]) = (0, 0) }
        for index in stride(from: 0, to: count, by: 8) {
            let losses = unsafe UnsafeRawPointer(loss + index).loadUnaligned(as: SIMD8<Double>.self)
            let weights = unsafe UnsafeRawPointer(kept + index).loadUnaligned(as: SIMD8<Double>.self)
            sum.add(losses * weights)
        }
    }
}
