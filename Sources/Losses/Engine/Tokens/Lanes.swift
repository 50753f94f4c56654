// Eight tokens at a time: the vectors that losses of tokens compute in, and how they are read and written.

/// Eight numbers, in Double whatever the dtype of the problem.
typealias Lanes = SIMD8<Double>
/// Which of eight tokens something holds for.
typealias LaneMask = SIMDMask<SIMD8<Int64>>

extension SIMD8<Double> {
    /// The places of the numbers.
    @inline(always)
    static var places: Lanes { Lanes(0, 1, 2, 3, 4, 5, 6, 7) }

    /// These numbers where the mask is set, and another elsewhere.
    @inline(always)
    func kept(_ mask: LaneMask, else other: Double = 0) -> Lanes { replacing(with: other, where: .!mask) }

    /// 1 where the mask is set, 0 elsewhere.
    @inline(always)
    init(_ mask: LaneMask) { self = Lanes(repeating: 0).replacing(with: 1, where: mask) }

    /// Each number, or the bound that it is beyond; NaN stays NaN.
    @inline(always)
    func clipped(_ low: Double, _ high: Double) -> Lanes {
        replacing(with: low, where: self .< low).replacing(with: high, where: self .> high)
    }

    /// These slopes, half of them where a bound is met, and 0 beyond it.
    @inline(always)
    func bounded(meets: LaneMask, isBeyond: LaneMask) -> Lanes {
        replacing(with: 0.5 * self, where: meets).replacing(with: 0, where: isBeyond)
    }

    /// These numbers, with zeros that have no sign.
    @inline(always)
    var withPlainZeros: Lanes { self + 0 }

    /// Each number through a function, in a loop that becomes vector instructions.
    @inline(always)
    func mapped(_ function: (Double) -> Double) -> Lanes {
        var result = self
        for lane in 0..<8 { result[lane] = function(self[lane]) }
        return result
    }

    /// Which of them are NaN.
    @inline(always)
    var isNaN: LaneMask { self .!= self }
}

extension Array where Element: LossScalar {
    /// Eight numbers from `index` on, of which `count` are there; the others are 0.
    @inline(always)
    func lanes(at index: Int, count: Int) -> Lanes {
        if count >= 8 {
            return unsafe withUnsafeBufferPointer { numbers in
                unsafe Element.lanes(numbers.baseAddress.unsafelyUnwrapped + index)
            }
        }
        return lastLanes(at: index, count: count)
    }

    /// The last numbers of a list.
    private func lastLanes(at index: Int, count: Int) -> Lanes {
        var lanes = Lanes()
        for lane in 0..<count { lanes[lane] = Double(self[index + lane]) }
        return lanes
    }

    /// Stores so many of eight numbers from `index` on.
    @inline(always)
    mutating func store(_ lanes: Lanes, at index: Int, count: Int) {
        unsafe withUnsafeMutableBufferPointer { numbers in
            unsafe (numbers.baseAddress.unsafelyUnwrapped + index).store(lanes, count: count)
        }
    }
}

extension UnsafeMutablePointer where Pointee: LossScalar {
    /// Stores so many of eight numbers from here on.
    @inline(always)
    func store(_ lanes: Lanes, count: Int) {
        guard count < 8 else { return unsafe Pointee.store(lanes, self) }
        for lane in 0..<count { unsafe self[lane] = Pointee(lanes[lane]) }
    }
}
