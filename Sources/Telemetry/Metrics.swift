// What a serving process counts.

package import Exchange
import Synchronization

/// The metrics of a server and its losses; may be told of events on any thread.
package final class Metrics: Sendable {
    /// The labels whose series exist from the start.
    package struct Labels: Sendable {
        package var losses: [String] = []
        package var strategies: [String] = []
        /// The reasons that there are to refuse a request.
        package var rejections: [String] = []
        /// The codes of faults and of warnings.
        package var faults: [String] = []
        package var warnings: [String] = []

        package init() {}
    }

    /// What tells the series of one family apart.
    struct Endpoint: Hashable {
        let method: String
        let route: String
        let status: Int
    }

    struct LossCounts {
        var evaluations = 0
        var elements = 0
        var seconds = 0.0
        /// Evaluations that resulted in NaN or an infinity.
        var notFinite = 0

        mutating func add(elements: Int, seconds: Double, isFinite: Bool) {
            evaluations += 1
            self.elements += elements
            self.seconds += seconds
            if !isFinite { notFinite += 1 }
        }
    }

    struct StrategyCounts {
        var weightings = 0
        var seconds = 0.0
        var rounds = 0
        var notConverged = 0

        mutating func add(seconds: Double, rounds: Int, hasConverged: Bool) {
            weightings += 1
            self.seconds += seconds
            self.rounds += rounds
            if !hasConverged { notConverged += 1 }
        }
    }

    struct State {
        var durations: [Endpoint: Histogram] = [:]
        var losses: [String: LossCounts] = [:]
        var strategies: [String: StrategyCounts] = [:]
        var rejections: [String: Int] = [:]
        var faults: [String: Int] = [:]
        var warnings: [String: Int] = [:]
        var callers: [String: Int] = [:]
        var bodySizes = Histogram(Histogram.powers(from: 1 << 8, through: 1 << 28))
        var batchTasks = Histogram(Histogram.powers(from: 1, through: 1 << 10))
        var batchElements = Histogram(Histogram.powers(from: 1, through: 1 << 26))
        var failedHandshakes = 0
        var receivedBytes = 0
        var sentBytes = 0
        var connections = 0
        var refusedConnections = 0
        var activeRequests = 0
        /// When certificates and tokens were read last, and whether all of them could be.
        var reload = (time: WallClock.seconds, isComplete: true)
        var gauges: (@Sendable () -> ServerGauges)?

        mutating func count(faults codes: [String]) {
            for code in codes { faults[code, default: 0] += 1 }
        }
    }

    private let state: Mutex<State>
    private let secondBounds: [Double]
    let version: String
    let start = WallClock.seconds

    /// - Parameters:
    ///   - version: the version of the service.
    ///   - labels: the labels whose series exist from the start.
    ///   - longestAnswer: seconds that an answer may take.
    package init(version: String, labels: Labels, longestAnswer: Double = 60) {
        self.version = version
        secondBounds = Histogram.seconds(upTo: longestAnswer)
        var state = State()
        for loss in labels.losses { state.losses[loss] = LossCounts() }
        for strategy in labels.strategies { state.strategies[strategy] = StrategyCounts() }
        for reason in labels.rejections { state.rejections[reason] = 0 }
        for code in labels.faults { state.faults[code] = 0 }
        for code in labels.warnings { state.warnings[code] = 0 }
        self.state = Mutex(state)
    }

    /// Has what a server holds at the moment asked of it, each time that metrics are read.
    package func watch(_ gauges: @escaping @Sendable () -> ServerGauges) {
        state.withLock { $0.gauges = gauges }
    }

    package func connectionsChanged(by change: Int) {
        state.withLock { $0.connections += change }
    }

    package func connectionRefused() {
        state.withLock { $0.refusedConnections += 1 }
    }

    package func handshakeFailed() {
        state.withLock { $0.failedHandshakes += 1 }
    }

    package func requestBegan() {
        state.withLock { $0.activeRequests += 1 }
    }

    /// A request was answered, or given up by its client; `route` is the template of its path, empty where there is
    /// none, so that no client can make more series than there are routes; `caller` is the name of its token.
    package func requestEnded(
        method: String, route: String, status: Int, seconds: Double, receivedBytes: Int, sentBytes: Int,
        caller: String? = nil, answer: AnswerNote = AnswerNote()
    ) {
        let endpoint = Endpoint(method: method, route: route.isEmpty ? "unmatched" : route, status: status)
        state.withLock { state in
            state.activeRequests -= 1
            state.durations[endpoint, default: Histogram(secondBounds)].observe(seconds)
            state.receivedBytes += receivedBytes
            state.sentBytes += sentBytes
            if receivedBytes > 0 { state.bodySizes.observe(Double(receivedBytes)) }
            if let tasks = answer.tasks { state.batchTasks.observe(Double(tasks)) }
            if answer.elements > 0 { state.batchElements.observe(Double(answer.elements)) }
            state.count(faults: answer.faults)
            for code in answer.warnings { state.warnings[code, default: 0] += 1 }
            if let caller { state.callers[caller, default: 0] += 1 }
        }
    }

    /// Faults were answered to a request that was never whole.
    package func answered(faults: [String]) {
        state.withLock { $0.count(faults: faults) }
    }

    /// A request was refused by the server itself.
    package func refused(_ reason: String) {
        state.withLock { $0.rejections[reason, default: 0] += 1 }
    }

    /// A loss was evaluated.
    package func evaluated(_ loss: String, elements: Int, seconds: Double, isFinite: Bool) {
        state.withLock { state in
            state.losses[loss, default: LossCounts()].add(elements: elements, seconds: seconds, isFinite: isFinite)
        }
    }

    /// A strategy weighted a batch.
    package func weighted(_ strategy: String, seconds: Double, rounds: Int, hasConverged: Bool) {
        state.withLock { state in
            state.strategies[strategy, default: StrategyCounts()].add(
                seconds: seconds, rounds: rounds, hasConverged: hasConverged)
        }
    }

    /// Certificates and tokens were read again; `isComplete` says whether all of them could be.
    package func reloaded(isComplete: Bool) {
        state.withLock { $0.reload = (WallClock.seconds, isComplete) }
    }

    /// Everything that was counted.
    var counted: State { state.withLock { $0 } }
}
