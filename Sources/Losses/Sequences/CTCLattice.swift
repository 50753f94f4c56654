// All alignments of a label sequence with the steps of a sequence, in log space.

import RealModule

/// The states of one sequence: its labels with blanks around them, at every step.
struct CTCLattice {
    /// The class of each state.
    private let states: [Int]
    private let steps: Int
    /// The logarithm of the probability of all ways into each state, that step's included; step by step.
    private var forward: [Double] = []

    init(labels: [Int], blank: Int, steps: Int) {
        states = labels.reduce(into: [blank]) { $0 += [$1, blank] }
        self.steps = steps
    }

    /// Whether a state may be entered from the one two before: over a blank, to another label.
    private func canSkip(to state: Int) -> Bool {
        state >= 2 && states[state] != states[state - 2]
    }

    /// The negative log-likelihood of the labels.
    mutating func cost(_ logProb: (_ step: Int, _ label: Int) -> Double) -> Double {
        let count = states.count
        forward = [Double](repeating: -.infinity, count: steps * count)
        forward[0] = logProb(0, states[0])
        if count > 1 { forward[1] = logProb(0, states[1]) }
        for step in 1..<max(steps, 1) {
            for state in 0..<count {
                let before = (step - 1) * count + state
                let stay = forward[before]
                let next = state >= 1 ? forward[before - 1] : -.infinity
                let skip = canSkip(to: state) ? forward[before - 2] : -.infinity
                forward[step * count + state] = Self.sum(stay, next, skip) + logProb(step, states[state])
            }
        }
        let last = steps * count - 1
        return -Self.sum(forward[last], count > 1 ? forward[last - 1] : -.infinity, -.infinity)
    }

    /// Goes backwards through the steps, and hands over, for each class, the logarithm of the probability of all
    /// alignments through it, times its own probability once more.
    func forEachStepBackwards(
        _ logProb: (_ step: Int, _ label: Int) -> Double, classes: Int,
        _ body: (_ step: Int, _ joint: [Double]) -> Void
    ) {
        let count = states.count
        var joint = [Double](repeating: -.infinity, count: classes)
        var backward = [Double](repeating: -.infinity, count: count)
        for step in (0..<steps).reversed() {
            for label in 0..<classes { joint[label] = -.infinity }
            if step == steps - 1 {
                // torch keeps one of the two states there are if their labels are the same.
                for state in (max(count - 2, 0)..<count).reversed() {
                    backward[state] = logProb(step, states[state])
                    joint[states[state]] = forward[step * count + state] + backward[state]
                }
            } else {
                // From the left: what lies to the right is still that of the step behind.
                for state in 0..<count {
                    let next = state + 1 < count ? backward[state + 1] : -.infinity
                    let skip = state + 2 < count && canSkip(to: state + 2) ? backward[state + 2] : -.infinity
                    backward[state] = Self.sum(backward[state], next, skip) + logProb(step, states[state])
                    let label = states[state]
                    joint[label] = Self.sum(joint[label], forward[step * count + state] + backward[state], -.infinity)
                }
            }
            body(step, joint)
        }
    }

    /// log(eᵃ + eᵇ + eᶜ).
    @inline(__always)
    private static func sum(_ a: Double, _ b: Double, _ c: Double) -> Double {
        let largest = Double.larger(Double.larger(a, b), c)
        guard largest != -.infinity else { return largest }
        return .logarithm(.exponential(a - largest) + .exponential(b - largest) + .exponential(c - largest)) + largest
    }
}
