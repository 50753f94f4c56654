// What each model has answered, and how long that took: the statistics extension of the protocol.

import Exchange
import Synchronization
import TensorJSON

/// Counts and times of all models; told of requests on any thread.
final class InferenceStatistics: Sendable {
    /// How often, and for how many nanoseconds altogether.
    struct Duration {
        var count = 0
        var nanoseconds = 0

        mutating func add(_ nanoseconds: Int) {
            count += 1
            self.nanoseconds += nanoseconds
        }
    }

    struct Counts {
        var success = Duration()
        var fail = Duration()
        var queue = Duration()
        var input = Duration()
        var infer = Duration()
        var output = Duration()
        /// Milliseconds since 1970.
        var last = 0
    }

    private let counts = Mutex([Counts](repeating: Counts(), count: InferenceModel.all.count))

    func update(_ model: Int, _ change: (inout Counts) -> Void) {
        counts.withLock { change(&$0[model]) }
    }

    /// The statistics of these models as JSON.
    func json(of models: [Int]) -> [UInt8] {
        let counts = counts.withLock { $0 }
        var writer = JSONWriter()
        writer.object { writer in
            writer.field("model_stats")
            writer.array { writer in
                for model in models { Self.write(counts[model], of: InferenceModel.all[model], into: &writer) }
            }
        }
        return writer.bytes
    }

    private static func write(_ counts: Counts, of model: InferenceModel, into writer: inout JSONWriter) {
        writer.object { writer in
            writer.field("name")
            writer.string(model.name)
            writer.field("version")
            writer.string(InferenceModel.version)
            for (name, number) in [
                ("last_inference", counts.last), ("inference_count", counts.success.count),
                ("execution_count", counts.success.count),
            ] {
                writer.key(name)
                writer.integer(number)
            }
            writer.field("inference_stats")
            writer.object { writer in
                let none = Duration()
                for (name, duration) in [
                    ("success", counts.success), ("fail", counts.fail), ("queue", counts.queue),
                    ("compute_input", counts.input), ("compute_infer", counts.infer), ("compute_output", counts.output),
                    ("cache_hit", none), ("cache_miss", none),
                ] {
                    writer.key(name)
                    writer.object { writer in
                        writer.field("count")
                        writer.integer(duration.count)
                        writer.field("ns")
                        writer.integer(duration.nanoseconds)
                    }
                }
            }
            writer.field("batch_stats")
            writer.array { _ in }
        }
    }
}

/// The times of one request, which pass into the statistics when it ends.
final class InferenceTally: Sendable {
    private struct Times {
        var planned: ContinuousClock.Instant?
        var started: ContinuousClock.Instant?
        var evaluated: ContinuousClock.Instant?
        var hasEnded = false
    }

    private let statistics: InferenceStatistics
    private let model: Int
    private let begin = ContinuousClock.now
    private let times = Mutex(Times())

    init(_ statistics: InferenceStatistics, _ model: Int) {
        (self.statistics, self.model) = (statistics, model)
    }

    /// The request was read and checked.
    func planned() { times.withLock { $0.planned = .now } }

    /// Its job begins.
    func started() { times.withLock { $0.started = .now } }

    /// What was evaluated is being written: notes the time, and that all went well.
    func write(_ answer: @autoclosure () -> Answer, _ note: AnswerNote) -> Answer {
        let evaluated = ContinuousClock.now
        var answer = answer()
        answer.note = note
        let end = ContinuousClock.now
        let (planned, started) = times.withLock { ($0.planned ?? begin, $0.started ?? begin) }
        statistics.update(model) { counts in
            counts.success.add(Self.nanoseconds(from: begin, to: end))
            counts.input.add(Self.nanoseconds(from: begin, to: planned))
            counts.queue.add(Self.nanoseconds(from: planned, to: started))
            counts.infer.add(Self.nanoseconds(from: started, to: evaluated))
            counts.output.add(Self.nanoseconds(from: evaluated, to: end))
            counts.last = Int(WallClock.seconds * 1000)
        }
        return answer
    }

    /// The request is faulty.
    func fail() {
        let end = ContinuousClock.now
        statistics.update(model) { $0.fail.add(Self.nanoseconds(from: begin, to: end)) }
    }

    private static func nanoseconds(from start: ContinuousClock.Instant, to end: ContinuousClock.Instant) -> Int {
        max(Int((end - start) / .nanoseconds(1)), 0)
    }
}
