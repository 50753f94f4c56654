// Eight tokens at a time: the vectors that losses of tokens compute in, and how they are read and written.

/// Eight numbers, in Double whatever the dtype of the problem.
typealias Lanes = SIMD8<Double>
/// Which of eight tokens something holds for.
typealias LaneMask = SIMDMask<SIMD8<Int64>>

extension SIMD8<Double> {
    /// These numbers where the mask is set, and another elsewhere.
    @inline(__always)
    func kept(_ mask: LaneMask, else other: Double = 0) -> Lanes { replacing(with: other, where: .!mask) }

    /// 1 where the mask is set, 0 elsewhere.
    @inline(__always)
    init(_ mask: LaneMask) { self = Lanes(repeating: 0).replacing(with: 1, where: mask) }

    /// Each number, or the bound that it is beyond; NaN stays NaN.
    @inline(__always)
    func clipped(_ low: Double, _ high: Double) -> Lanes {
        replacing(with: low, where: self .< low).replacing(with: high, where: self .> high)
    }

    /// Each number through a function, in a loop that becomes vector instructions.
    @inline(__always)
    func mapped(_ function: (Double) -> Double) -> Lanes {
        var result = self
        for lane in 0..<8 { result[lane] = function(self[lane]) }
        return result
    }

    /// Which of them are NaN.
    @inline(__always)
    var isNaN: LaneMask { self .!= self }
}

extension Array where Element: LossScalar {
    /// Eight numbers from `index` on, of which `count` are there; the others are 0.
    @inline(__always)
    func lanes(at index: Int, count: Int) -> Lanes {
        var lanes = Lanes()
        unsafe withUnsafeBufferPointer { numbers in
            if count >= 8 {
                for lane in 0..<8 { unsafe lanes[lane] = Double(numbers[index &+ lane]) }
            } else {
                for lane in 0..<count { unsafe lanes[lane] = Double(numbers[index &+ lane]) }
            }
        }
        return lanes
    }

    /// Stores so many of eight numbers from `index` on.
    @inline(__always)
    mutating func store(_ lanes: Lanes, at index: Int, count: Int) {
        unsafe withUnsafeMutableBufferPointer { numbers in
            if count >= 8 {
                for lane in 0..<8 { unsafe numbers[index &+ lane] = Element(lanes[lane]) }
            } else {
                for lane in 0..<count { unsafe numbers[index &+ lane] = Element(lanes[lane]) }
            }
        }
    }
}
