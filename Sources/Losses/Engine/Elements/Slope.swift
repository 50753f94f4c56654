// What one pass over the elements makes of each term: the derivative that is wanted.

/// A derivative by something that an element is made of.
///
/// A type and not a closure, so that the loop over the elements is compiled for each.
protocol Slope {
    /// The derivative of what is differentiated, of a term, its weight, and the factor that its item's gradient carries.
    func slope<Scalar>(_ term: Term<Scalar>, weight: Double, factor: Double) -> Double
}

/// By the first operand.
struct FirstSlope: Slope {
    @inline(__always)
    func slope<Scalar>(_ term: Term<Scalar>, weight: Double, factor: Double) -> Double {
        term.derivatives.0 * weight * factor
    }
}

/// By the second operand.
struct SecondSlope: Slope {
    @inline(__always)
    func slope<Scalar>(_ term: Term<Scalar>, weight: Double, factor: Double) -> Double {
        term.derivatives.1 * weight * factor
    }
}

/// By the third operand.
struct ThirdSlope: Slope {
    @inline(__always)
    func slope<Scalar>(_ term: Term<Scalar>, weight: Double, factor: Double) -> Double {
        term.derivatives.2 * weight * factor
    }
}

/// By the element weight.
struct WeightSlope: Slope {
    /// What a weight takes away by moving the denominator.
    let share: Double

    @inline(__always)
    func slope<Scalar>(_ term: Term<Scalar>, weight: Double, factor: Double) -> Double {
        // Not the difference times the factor: weights that sum to 0 make both parts infinite.
        share == 0 ? term.value * factor : term.value * factor - share * factor
    }
}
