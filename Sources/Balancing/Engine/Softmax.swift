// Numbers to positive shares of 1.

import RealModule

enum Softmax {
    /// exp(x)/Σexp(x), without overflow.
    static func of(_ numbers: [Double]) -> [Double] {
        let largest = numbers.max() ?? 0
        return shares(numbers.map { Double.exp($0 - largest) })
    }

    /// The same for shares of as much as there are numbers: weights whose mean is 1.
    static func weights(_ numbers: [Double]) -> [Double] {
        of(numbers).map { $0 * Double(numbers.count) }
    }

    /// The numbers over their sum.
    static func shares(_ numbers: [Double]) -> [Double] {
        let sum = numbers.reduce(0, +)
        return numbers.map { $0 / sum }
    }

    /// log Σexp(x), without overflow.
    static func logarithmOfSum(_ numbers: [Double]) -> Double {
        let largest = numbers.max() ?? 0
        return largest + .log(numbers.reduce(0) { $0 + .exp($1 - largest) })
    }
}
