// The losses of the items of a problem, or their sum where that is all that is asked for.

/// What the losses of all elements came to.
struct ItemLosses {
    /// The loss of each item, where each is asked for.
    let items: [Double]?
    /// The sum of the losses, each times the weight of its item; of no meaning beside `items`.
    let sum: Double
}
