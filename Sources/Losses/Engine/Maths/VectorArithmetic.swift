// Sums and combinations of vectors, in loops that become vector instructions.

extension [Double] {
    /// The sum of the products of the first elements of both, as many as both have: in sixteen running sums, whose order
    /// is the same whatever the machine.
    func dot(_ other: [Double]) -> Double {
        unsafe withUnsafeBufferPointer { left in
            unsafe other.withUnsafeBufferPointer { right in
                let count = Swift.min(left.count, right.count)
                var (sums, index) = (SIMD16<Double>(repeating: 0), 0)
                while index &+ 16 <= count {
                    let a = unsafe UnsafeRawPointer(left.baseAddress.unsafelyUnwrapped + index)
                    let b = unsafe UnsafeRawPointer(right.baseAddress.unsafelyUnwrapped + index)
                    unsafe sums += a.loadUnaligned(as: SIMD16<Double>.self) * b.loadUnaligned(as: SIMD16<Double>.self)
                    index &+= 16
                }
                var sum = sums.sum()
                while index < count {
                    unsafe sum += left[index] * right[index]
                    index &+= 1
                }
                return sum
            }
        }
    }

    /// The sum of the squares of the elements.
    var sumOfSquares: Double { dot(self) }

    /// The sum of the elements, in sixteen running sums likewise.
    var sum: Double {
        unsafe withUnsafeBufferPointer { values in
            var (sums, index) = (SIMD16<Double>(repeating: 0), 0)
            while index &+ 16 <= values.count {
                unsafe sums += UnsafeRawPointer(values.baseAddress.unsafelyUnwrapped + index).loadUnaligned(
                    as: SIMD16<Double>.self)
                index &+= 16
            }
            var sum = sums.sum()
            while index < values.count {
                unsafe sum += values[index]
                index &+= 1
            }
            return sum
        }
    }

    /// Makes each element of what it is and the elements of two others, which must be as many.
    @inline(__always)
    mutating func update(_ first: [Double], _ second: [Double], _ element: (Double, Double, Double) -> Double) {
        let count = Swift.min(count, first.count, second.count)
        unsafe withUnsafeMutableBufferPointer { target in
            unsafe first.withUnsafeBufferPointer { first in
                unsafe second.withUnsafeBufferPointer { second in
                    for index in 0..<count {
                        unsafe target[index] = element(target[index], first[index], second[index])
                    }
                }
            }
        }
    }

    /// Makes each element of what it is and that of another, which must have as many.
    @inline(__always)
    mutating func update(_ other: [Double], _ element: (Double, Double) -> Double) {
        let count = Swift.min(count, other.count)
        unsafe withUnsafeMutableBufferPointer { target in
            unsafe other.withUnsafeBufferPointer { other in
                for index in 0..<count { unsafe target[index] = element(target[index], other[index]) }
            }
        }
    }

    /// Has that many elements from now on: all 0, unless there are as many already.
    mutating func resize(_ count: Int) {
        guard count != self.count else { return }
        self = [Double](repeating: 0, count: count)
    }
}

extension Array where Element: LossScalar {
    /// Makes all elements 0.
    mutating func clear() {
        unsafe withUnsafeMutableBufferPointer { unsafe $0.update(repeating: 0) }
    }

    /// Makes each element of another's, which must have as many.
    @inline(__always)
    mutating func fill<Other: LossScalar>(from other: [Other], _ element: (Other) -> Element) {
        let count = Swift.min(count, other.count)
        unsafe withUnsafeMutableBufferPointer { target in
            unsafe other.withUnsafeBufferPointer { other in
                for index in 0..<count { unsafe target[index] = element(other[index]) }
            }
        }
    }
}

extension Array where Element: LossScalar {
    /// The largest of the numbers at these places, or −∞; NaN is passed over.
    func largest(in range: Range<Int>) -> Element {
        guard range.count >= 16 else { return self[range].reduce(-.infinity) { $1 > $0 ? $1 : $0 } }
        return unsafe withUnsafeBufferPointer { numbers in
            // Lane by lane: of the comparison of whole vectors, generic code makes no vector instructions.
            var (largest, start) = (SIMD16<Element>(repeating: -.infinity), range.lowerBound)
            while start < range.upperBound {
                // The last ones overlap those before them.
                let place = Swift.min(start, range.upperBound &- 16)
                let chunk = unsafe UnsafeRawPointer(numbers.baseAddress.unsafelyUnwrapped + place).loadUnaligned(
                    as: SIMD16<Element>.self)
                for lane in 0..<16 {
                    largest[lane] = chunk[lane] > largest[lane] ? chunk[lane] : largest[lane]
                }
                start &+= 16
            }
            // Halves against each other, so that no comparison waits for fifteen others.
            for lane in 0..<8 { largest[lane] = largest[lane + 8] > largest[lane] ? largest[lane + 8] : largest[lane] }
            for lane in 0..<4 { largest[lane] = largest[lane + 4] > largest[lane] ? largest[lane + 4] : largest[lane] }
            for lane in 0..<2 { largest[lane] = largest[lane + 2] > largest[lane] ? largest[lane + 2] : largest[lane] }
            return largest[1] > largest[0] ? largest[1] : largest[0]
        }
    }
}
