// The p-norm of a vector and its gradient, with torch's conventions where it has a kink.

import RealModule

/// ‖x‖ₚ for any real p, infinities included.
struct PNorm {
    let power: Double
    /// The largest number of the dtype: a sum of powers beyond it is infinite, as in torch.
    var largest = Double.greatestFiniteMagnitude

    func value(_ vector: [Double]) -> Double {
        switch power {
        case 0: return Double(vector.count { $0 != 0 })
        case 1: return vector.reduce(0) { $0 + abs($1) }
        case 2: return bounded(vector.sumOfSquares).squareRoot()
        case .infinity: return vector.reduce(0) { Double.larger($0, abs($1)) }
        case -.infinity: return -vector.reduce(-.infinity) { Double.larger($0, -abs($1)) }
        default: return .power(bounded(vector.reduce(0) { $0 + .power(abs($1), power) }), 1 / power)
        }
    }

    private func bounded(_ sum: Double) -> Double {
        sum > largest ? .infinity : sum
    }

    /// Adds `factor` times the derivative of the norm by each element to `gradient`.
    ///
    /// 0 where the norm is 0; where several elements are the largest, they share.
    func addGradient(of vector: [Double], norm: Double, times factor: Double, to gradient: inout [Double]) {
        switch power {
        case 0: return
        case 1:
            gradient.update(vector) { $0 + factor * Self.sign($1) }
        case .infinity, -.infinity:
            let count = Double(vector.count { abs($0) == norm })
            for index in vector.indices where abs(vector[index]) == norm {
                gradient[index] += factor * Self.sign(vector[index]) / count
            }
        case 2:
            guard norm != 0 else { return }
            gradient.update(vector) { $0 + factor * ($1 / norm) }
        default:
            guard norm != 0 else { return }
            for index in vector.indices where vector[index] != 0 || power >= 2 {
                gradient[index] += factor * slope(vector[index], norm)
            }
        }
    }

    private func slope(_ element: Double, _ norm: Double) -> Double {
        // torch multiplies the power of the element by that of the norm, which is 0 where the norm is infinite.
        if norm == .infinity, power > 1 { return Self.sign(element) * bounded(.power(abs(element), power - 1)) * 0 }
        return Self.sign(element) * .power(abs(element) / norm, power - 1)
    }

    /// torch's sign: 0 at 0, and 0 for NaN.
    private static func sign(_ number: Double) -> Double {
        number > 0 ? 1 : number < 0 ? -1 : 0
    }
}
