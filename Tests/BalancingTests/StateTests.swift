// State: steps counted, mismatches told apart, tasks that take no part left alone.

import Balancing
import Catalogue
import Testing

@Suite("State of strategies") struct StateTests {
    static let stateful = StrategyCatalogue.all.filter { $0.traits.memory != nil }.map(\.entry.name)

    @Test("advance false leaves the state as it was", arguments: stateful)
    func standing(_ name: String) throws {
        let type = try #require(StrategyCatalogue.find(name))
        var request = BalancingRequest(tasks: ["a", "b"])
        (request.losses, request.gradientNorms, request.seed) = ([1, 2], [3, 1], 5)
        for step in 1...3 {
            request.losses = [1 / Double(step), 2]
            request.state = try Balancer(type, [:]).run(request).state
            #expect(request.state?.step == step)
        }
        request.advances = false
        let standing = try Balancer(type, [:]).run(request)
        #expect(standing.state == request.state)
    }

    @Test("a task that takes no part keeps its memory and weighs nothing", arguments: stateful)
    func inactive(_ name: String) throws {
        let type = try #require(StrategyCatalogue.find(name))
        var request = BalancingRequest(tasks: ["a", "b", "c"])
        (request.losses, request.gradientNorms, request.seed) = ([1, 2, 3], [3, 1, 2], 5)
        let first = try Balancer(type, [:]).run(request)
        (request.losses, request.state) = ([0.5, nil, 2], first.state)
        let second = try Balancer(type, [:]).run(request)
        #expect(second.weights[1] == 0 && second.isActive == [true, false, true])
        let (before, after) = (try #require(first.state).memory, try #require(second.state).memory)
        #expect(before.row(1) == after.row(1) && before.row(0) != after.row(0))
        #expect((before.row(0) + after.row(0)).allSatisfy(\.isFinite) && !after.row(0).isEmpty)
    }

    @Test("nothing is remembered of a task before it takes part, and from then on all", arguments: stateful)
    func late(_ name: String) throws {
        let type = try #require(StrategyCatalogue.find(name))
        var request = BalancingRequest(tasks: ["c", "b", "a"])
        (request.losses, request.gradientNorms, request.seed) = ([nil, 2, 3], [3, 1, 2], 5)
        let first = try #require(try Balancer(type, [:]).run(request).state)
        #expect(first.memory.row(0).allSatisfy(\.isNaN) && first.memory.row(1).allSatisfy(\.isFinite))
        (request.losses, request.state) = ([1, 2, 3], first)
        let second = try #require(try Balancer(type, [:]).run(request).state)
        #expect(second.memory.row(0).allSatisfy(\.isFinite) && second.tasks == ["c", "b", "a"])
    }

    @Test("a state of another strategy, format or set of tasks is refused")
    func mismatches() throws {
        func code(_ state: StrategyState) -> BalancingFaultCode? {
            do {
                _ = try weigh("famo", losses: [1, 2], state: state)
                return nil
            } catch {
                return (error as? BalancingFault)?.code
            }
        }
        let good = try #require(try weigh("famo", losses: [1, 2]).state)
        #expect(code(good) == nil)
        func state(
            of strategy: String = "famo", format: Int = 1, tasks: [String] = ["a", "b"], _ memory: Memory? = nil
        ) -> StrategyState {
            StrategyState(format: format, strategy: strategy, step: 1, tasks: tasks, memory: memory ?? good.memory)
        }
        #expect(code(state()) == nil)
        #expect(code(state(of: "dwa")) == .stateMismatch)
        #expect(code(state(format: 2)) == .stateMismatch)
        #expect(code(state(tasks: ["a"], [:])) == .stateMismatch)
        #expect(code(state(tasks: ["a", "c"])) == .stateMismatch)
        #expect(code(state(tasks: ["a", "b", "c"], [:])) == .stateMismatch)
        #expect(code(state(tasks: ["a", "a"])) == .stateMismatch)
        #expect(code(state([:])) == nil)
        #expect(code(state(["logit": [.nan, .nan]])) == nil)
        #expect(code(state(["logit": [.nan, 1]])) == .invalidState)
        #expect(code(state(good.changed("moment", [.infinity, 0]))) == .invalidState)
        #expect(code(state(good.changed("moment", [.nan, 0]))) == .invalidState)
        #expect(code(state(good.changed("moment", [-1, 0]))) == nil)
        for name in ["steps", "squared_moment"] {
            #expect(code(state(good.changed(name, [0, -1]))) == .invalidState)
        }
    }

    @Test("the first task whose part of a state is wrong is named")
    func named() throws {
        let good = try #require(try weigh("famo", losses: [1, 2]).state)
        let state = StrategyState(
            strategy: "famo", step: 1, tasks: good.tasks, memory: good.changed("steps", [0, -1]))
        let fault = try #require(throws: BalancingFault.self) { try weigh("famo", losses: [1, 2], state: state) }
        #expect(fault.detail.hasPrefix("the state of b must be empty, or hold logit, moment"))
    }

    @Test("a state's tasks may have another order")
    func order() throws {
        let first = try #require(try weigh("famo", losses: [1, 2]).state)
        let turned = StrategyState(
            strategy: first.strategy, step: first.step, tasks: ["b", "a"],
            memory: Memory(first.memory.columns.map { ($0, $1.reversed()) }))
        let expected = try weigh("famo", losses: [0.5, 2], state: first)
        let answer = try weigh("famo", losses: [0.5, 2], state: turned)
        #expect(answer.weights == expected.weights && answer.state == expected.state)
        #expect(expected.weights[0] != expected.weights[1])
    }

    @Test("steps are counted as far as a state can hold them")
    func lastStep() throws {
        let last = StrategyState(strategy: "random_loss_weighting", step: 1 << 53, tasks: ["a", "b"], memory: [:])
        #expect(try weigh("rlw", losses: [1, 2], state: last, seed: 1).state == last)
    }

    @Test("random strategies want a seed, and draw anew at each step")
    func seeds() throws {
        #expect(throws: BalancingFault.self) { try weigh("rlw", losses: [1, 2]) }
        let first = try weigh("rlw", losses: [1, 2, 3], seed: 1)
        #expect(try weigh("rlw", losses: [1, 2, 3], seed: 1).weights == first.weights)
        #expect(try weigh("rlw", losses: [1, 2, 3], state: first.state, seed: 1).weights != first.weights)
        #expect(try weigh("rlw", losses: [1, 2, 3], seed: 2).weights != first.weights)
        #expect(abs(first.weights.reduce(0, +) - 1) < 1e-15)
    }

    @Test(
        "what is missing is named",
        arguments: StrategyCatalogue.all.filter { !$0.traits.needs.isEmpty }.map(\.entry.name))
    func missing(_ name: String) throws {
        let type = try #require(StrategyCatalogue.find(name))
        #expect(throws: BalancingFault.self) { try Balancer(type, [:]).run(BalancingRequest(tasks: ["a", "b"])) }
    }
}

extension Memory {
    /// What is remembered of a task, in the order of the names.
    fileprivate func row(_ row: Int) -> [Double] {
        columns.map { $1[row] }
    }
}

extension StrategyState {
    /// The memory with other numbers by one name.
    fileprivate func changed(_ name: String, _ numbers: [Double]) -> Memory {
        Memory(memory.columns.map { ($0, $0 == name ? numbers : $1) })
    }
}
