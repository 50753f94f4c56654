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
        #expect(second.state?.tasks["b"] == first.state?.tasks["b"])
        #expect(second.state?.tasks["a"] != first.state?.tasks["a"])
    }

    @Test("a state of another strategy, format or set of tasks is refused")
    func mismatches() throws {
        func code(_ state: StrategyState) -> BalancingFault.Code? {
            do {
                _ = try weigh("famo", losses: [1, 2], state: state)
                return nil
            } catch {
                return (error as? BalancingFault)?.code
            }
        }
        let good = try #require(try weigh("famo", losses: [1, 2]).state)
        #expect(code(good) == nil)
        #expect(code(StrategyState(strategy: "dwa", step: 1, tasks: good.tasks)) == .stateMismatch)
        #expect(code(StrategyState(format: 2, strategy: "famo", step: 1, tasks: good.tasks)) == .stateMismatch)
        #expect(code(StrategyState(strategy: "famo", step: 1, tasks: ["a": [:]])) == .stateMismatch)
        #expect(code(StrategyState(strategy: "famo", step: 1, tasks: ["a": [:], "b": ["logit": 1]])) == .invalidState)
        for name in ["steps", "squared_moment"] {
            var memory: [String: TaskMemory] = [:]
            for (task, numbers) in good.tasks {
                let changed = zip(numbers.names, numbers.numbers).map { (name: $0, number: $0 == name ? -1 : $1) }
                memory[task] = TaskMemory(changed)
            }
            #expect(code(StrategyState(strategy: "famo", step: 1, tasks: memory)) == .invalidState)
        }
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
