// The losses of the items of a problem, or their sum where that is all that is asked for.

/// What the losses of all elements came to.
enum ItemLosses {
    /// The loss of each item.
    case each([Double])
    /// The sum of the losses, each times the weight of its item.
    case sum(Double)

    var isFinite: Bool {
        switch self {
        case .each(let items): items.allSatisfy(\.isFinite)
        case .sum(let sum): sum.isFinite
        }
    }
}
