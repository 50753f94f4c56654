// What a strategy declares, and what it is asked.

package import Catalogue

/// A way to weigh tasks: a small struct of its parameters.
///
/// The engine brings tasks in the order of their names and without those that take no part, so that an answer does not
/// depend on the order of a request; a strategy says what the tasks that are left weigh.
package protocol Strategy: Configurable {
    static var entry: Entry { get }
    static var traits: Traits { get }
    static var options: [Option<Self>] { get }

    /// Whether random numbers are drawn, and a seed is needed.
    var drawsNumbers: Bool { get }

    /// The weights of the tasks, and what to remember.
    ///
    /// - Throws: what about the problem is wrong for this strategy.
    func balance(_ problem: BalancingProblem) throws(BalancingFault) -> Balance
}

extension Strategy {
    package static var options: [Option<Self>] { [] }
    package var drawsNumbers: Bool { Self.traits.isRandom }
}

/// What a strategy works from.
package enum Need: String, Sendable, CaseIterable {
    case losses
    case gradientNorms = "gradient_norms"
    case gramian
}

/// What a strategy declares besides its entry.
package struct Traits: Sendable {
    /// What the strategy cannot do without.
    package var needs: [Need]
    /// What it remembers of each task; `nil` when it keeps no state.
    package var memory: [String]?
    /// Whether it draws random numbers, and so needs a seed, unless its parameters say otherwise.
    package var isRandom = false
    /// Whether tasks whose gradient is 0 take no part.
    package var leavesOutZeroGradients = false
    /// What it costs, for T tasks.
    package var cost: String
    /// What holds of every answer.
    package var invariants: [String]
    /// How it differs from LibMTL, TorchJD or the paper.
    package var differences: [String] = []
    /// What it is good for, in one sentence.
    package var use: String

    /// Whether steps are counted.
    package var keepsState: Bool {
        memory != nil || isRandom
    }
}

/// What a strategy weighs.
package struct BalancingProblem: Sendable {
    /// The tasks that take part, in the order of their names.
    package let tasks: [String]
    /// The losses, where they are known.
    package let losses: [Double]
    /// The losses of the step before after it was taken, where they are known.
    package let lossesAfter: [Double]?
    /// The inner products of the gradients, where they are known.
    package let gramian: Matrix
    /// The norms of the gradients, where they are known.
    package let gradientNorms: [Double]
    /// What is remembered of the tasks.
    package let memory: Memory
    /// Random numbers of this step.
    package let generator: CounterGenerator

    package init(
        tasks: [String], losses: [Double] = [], lossesAfter: [Double]? = nil, gramian: Matrix = Matrix(size: 0),
        gradientNorms: [Double] = [], memory: Memory = [:],
        generator: CounterGenerator = CounterGenerator(seed: 0, step: 0)
    ) {
        self.tasks = tasks
        self.losses = losses
        self.lossesAfter = lossesAfter
        self.gramian = gramian
        self.gradientNorms = gradientNorms
        self.memory = memory
        self.generator = generator
    }

    var count: Int { tasks.count }

    /// The same number for every task.
    func each(_ number: Double) -> [Double] {
        tasks.map { _ in number }
    }

    /// The numbers of the tasks, one over their count where none was given.
    func shares(_ numbers: PerTask) -> [Double] {
        numbers.values(of: tasks, or: 1 / Double(count))
    }
}

/// What a strategy answers.
package struct Balance: Sendable {
    /// ∂ total / ∂ loss, for each task.
    package var weights: [Double]
    /// The total; `nil` where it is the weighted sum of the losses.
    package var total: Double?
    /// What is to be remembered of the tasks.
    package var memory: Memory?
    package var report: SolverReport?
    /// Whether there is no direction that improves every task.
    package var isStationary = false
    package var warnings: [BalancingWarning] = []

    package init(
        _ weights: [Double], total: Double? = nil, memory: Memory? = nil, report: SolverReport? = nil,
        isStationary: Bool = false, warnings: [BalancingWarning] = []
    ) {
        self.weights = weights
        self.total = total
        self.memory = memory
        self.report = report
        self.isStationary = isStationary
        self.warnings = warnings
    }

    /// No weights: no direction improves every task.
    static func stationary(_ problem: BalancingProblem, _ report: SolverReport? = nil) -> Balance {
        Balance(problem.each(0), report: report, isStationary: true)
    }
}

/// Something that has an answer which people rarely mean.
package struct BalancingWarning: Sendable, Equatable {
    /// The kinds of warning; the raw values are the stable codes of the HTTP contract.
    package enum Code: String, Sendable, CaseIterable {
        case negativeSum = "negative_sum"
        case stationary
        case notConverged = "not_converged"
        case noActiveTasks = "no_active_tasks"
    }

    package let code: Code
    package let detail: String

    package init(_ code: Code, _ detail: String) {
        self.code = code
        self.detail = detail
    }
}

/// The kinds of fault in what is to be weighed; the raw values are the stable codes of the HTTP contract.
package enum BalancingFaultCode: String, Sendable, CaseIterable {
    case missingInput = "missing_input"
    case missingSeed = "missing_seed"
    case lossOutOfRange = "loss_out_of_range"
    case invalidGramian = "invalid_gramian"
    case gramianNotPSD = "gramian_not_psd"
    case invalidNorm = "invalid_norm"
    case stateMismatch = "state_mismatch"
    case invalidState = "invalid_state"
    case invalidParameter = "invalid_parameter"
    case notFinite = "not_finite"
}

/// What part of the request a fault refers to.
package enum BalancingPlace: Sendable, Equatable {
    case request
    case loss(task: String)
    case gramian(row: Int, column: Int)
    case norm(task: String)
    case state
    case parameter(String, task: String?)
}

/// What is wrong with what is to be weighed.
package typealias BalancingFault = Fault<BalancingFaultCode, BalancingPlace>
