// Products and sums of stretches of numbers: the loops that bounds checks would keep from being fast.

extension Array where Element == Double {
    /// The inner product of `count` numbers from `start` and as many of `other` from `otherStart`.
    ///
    /// In eight sums, always the same: the result depends on nothing but the numbers.
    func dot(_ start: Int, _ other: [Double], _ otherStart: Int, _ count: Int) -> Double {
        precondition(start >= 0 && otherStart >= 0 && count >= 0)
        precondition(start + count <= self.count && otherStart + count <= other.count)
        return unsafe withUnsafeBytes { left in
            unsafe other.withUnsafeBytes { right in
                var lanes = SIMD8<Double>()
                var index = 0
                while index + 8 <= count {
                    let a = unsafe left.loadUnaligned(fromByteOffset: (start + index) * 8, as: SIMD8<Double>.self)
                    let b = unsafe right.loadUnaligned(fromByteOffset: (otherStart + index) * 8, as: SIMD8<Double>.self)
                    lanes += a * b
                    index += 8
                }
                var sum = lanes.sum()
                while index < count {
                    let a = unsafe left.loadUnaligned(fromByteOffset: (start + index) * 8, as: Double.self)
                    sum += a * (unsafe right.loadUnaligned(fromByteOffset: (otherStart + index) * 8, as: Double.self))
                    index += 1
                }
                return sum
            }
        }
    }

    /// The inner product with another vector of the same length.
    package func dot(_ other: [Double]) -> Double {
        dot(0, other, 0, count)
    }

    /// Turns `count` numbers from `first` and as many from `second` against each other.
    ///
    /// p, q become cosine·p − sine·q and sine·p + cosine·q.
    mutating func rotate(_ first: Int, _ second: Int, _ count: Int, cosine: Double, sine: Double) {
        precondition(first >= 0 && second >= 0 && first + count <= self.count && second + count <= self.count)
        unsafe withUnsafeMutableBufferPointer { numbers in
            for index in 0..<count {
                let (p, q) = unsafe (numbers[first + index], numbers[second + index])
                unsafe numbers[first + index] = cosine * p - sine * q
                unsafe numbers[second + index] = sine * p + cosine * q
            }
        }
    }

    /// Subtracts `factor` times the numbers of another vector.
    mutating func subtract(_ start: Int, _ other: [Double], _ otherStart: Int, _ count: Int, times factor: Double) {
        precondition(start >= 0 && otherStart >= 0 && count >= 0)
        precondition(start + count <= self.count && otherStart + count <= other.count)
        unsafe withUnsafeMutableBytes { numbers in
            unsafe other.withUnsafeBytes { other in
                var index = 0
                // By hand: stretches are short, and a loop that is unrolled leaves much of them over.
                while index + 8 <= count {
                    let (own, from) = ((start + index) * 8, (otherStart + index) * 8)
                    let subtrahend = unsafe factor * other.loadUnaligned(fromByteOffset: from, as: SIMD8<Double>.self)
                    let minuend = unsafe numbers.loadUnaligned(fromByteOffset: own, as: SIMD8<Double>.self)
                    unsafe numbers.storeBytes(of: minuend - subtrahend, toByteOffset: own, as: SIMD8<Double>.self)
                    index += 8
                }
                while index < count {
                    let (own, from) = ((start + index) * 8, (otherStart + index) * 8)
                    let subtrahend = unsafe factor * other.loadUnaligned(fromByteOffset: from, as: Double.self)
                    let minuend = unsafe numbers.loadUnaligned(fromByteOffset: own, as: Double.self)
                    unsafe numbers.storeBytes(of: minuend - subtrahend, toByteOffset: own, as: Double.self)
                    index += 1
                }
            }
        }
    }
}
