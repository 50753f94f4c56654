// POST /v1/weights and GET /v1/strategies, as a client sees them.

import Balancing
import Catalogue
import Exchange
import LossService
import TestSupport
import Testing

@Suite("Weights over HTTP") struct WeightsTests {
    private static func weigh(_ body: String) -> ServiceAnswer {
        Service().send(.post, "/v1/weights", body: body, fields: [.contentType: "application/json"])
    }

    private static func faults(_ body: String) throws -> [String] {
        let answer = weigh(body)
        #expect(answer.status == 422)
        return try answer.faults
    }

    @Test(
        "every strategy's example is answered, and its state passed on",
        arguments: StrategyCatalogue.all.map(\.entry.name))
    func examples(_ name: String) throws {
        let strategy = try Service().send(.get, "/v1/strategies/\(name)").json
        let example = try #require(strategy["example"])
        let first = Self.weigh(example.json)
        #expect(first.status == 200, "\(first.body)")
        let answer = try first.json
        #expect(answer["weights"]?.members.count == 2)
        #expect(Self.weigh(example.json).body == first.body)
        let state = try #require(answer["state"])
        guard state != .null else { return #expect(strategy["state"] == .null) }
        var next = example.members
        next["state"] = state
        let second = try Self.weigh(JSONTree.object(next).json).json
        #expect(second["state"]?["step"]?.double == 2)
    }

    @Test("a Gramian, its lower triangle and a Jacobian are the same problem")
    func forms() throws {
        let rows = try Self.weigh(
            #"{"tasks": ["a", "b"], "strategy": "upgrad", "gramian": [[18, -22], [-22, 38]]}"#
        ).json
        let packed = try Self.weigh(
            #"{"tasks": ["a", "b"], "strategy": "upgrad", "gramian": [18, -22, 38]}"#
        ).json
        let jacobian = try Self.weigh(
            #"{"tasks": ["a", "b"], "strategy": "upgrad", "jacobian": [[[-4, 1, 1]], [[6, 1, 1]]]}"#
        ).json
        let weights = try #require(rows["weights"])
        #expect(abs((weights["a"]?.double ?? 0) - 10.0 / 9) < 1e-9)
        #expect(packed["weights"] == weights && jacobian["weights"] == weights)
        let gradient = jacobian["gradient"]?[0]?.elements.compactMap { $0.double }
        let (a, b) = (weights["a"]?.double ?? 0, weights["b"]?.double ?? 0)
        let expected = [a * -4 + b * 6, a + b, a + b]
        // Foundation's reader of numbers does not keep the last bit.
        #expect(zip(gradient ?? [], expected).allSatisfy { abs($0 - $1) < 1e-14 } && gradient?.count == 3)
        let diagnostics = try #require(rows["diagnostics"])
        #expect(diagnostics["rank"]?.double == 2)
        #expect(diagnostics["conflicting_pairs"]?[0]?[0]?.text == "a")
        #expect(abs((diagnostics["stationarity"]?.double ?? 0) - 2.0.squareRoot()) < 1e-12)
        #expect(rows["solver"]?["converged"] == .boolean(true))
    }

    @Test("tasks in another order are the same weights, to the byte of each")
    func order() throws {
        let one = try Self.weigh(
            #"{"tasks": ["a", "b", "c"], "strategy": "rlw", "seed": 3}"#
        ).json
        let other = try Self.weigh(
            #"{"tasks": ["c", "a", "b"], "strategy": "rlw", "seed": 3}"#
        ).json
        #expect(one["weights"] == other["weights"] && one["state"] == other["state"])
    }

    @Test(
        "a hundred steps in requests are a hundred steps in one go",
        arguments: ["uncertainty", "imtl_l", "dwa", "famo", "softadapt", "relobralo", "gradnorm", "rlw"])
    func steps(_ name: String) throws {
        let type = try #require(StrategyCatalogue.find(name))
        var request = BalancingRequest(tasks: ["a", "b"])
        request.seed = 11
        var state = "null"
        for step in 0..<100 {
            let losses = [1 / (1 + Double(step) * 0.3), 2 / (1 + Double(step % 7))]
            (request.losses, request.gradientNorms) = (losses, [1 + Double(step % 3), 0.1])
            let direct = try Balancer(type, [:]).run(request)
            request.state = direct.state
            let answer = Self.weigh(
                """
                {"tasks": ["a", "b"], "strategy": "\(name)", "seed": 11, "state": \(state),
                 "losses": {"a": \(losses[0]), "b": \(losses[1])}, "gradient_norms": [\(1 + step % 3), 0.1]}
                """
            )
            let text = String(decoding: answer.body, as: UTF8.self)
            // By its text, for the same reason.
            let weights = zip(["a", "b"], direct.weights).map { "\"\($0)\":\($1)" }.joined(separator: ",")
            #expect(text.hasPrefix("{\"weights\":{\(weights)}"))
            let start = try #require(text.firstRange(of: "\"state\":")).upperBound
            let end = try #require(text.firstRange(of: ",\"diagnostics\"")).lowerBound
            state = String(text[start..<end])
        }
    }

    @Test("a state of lossd 0.1 is read by every later one")
    func savedState() throws {
        let body = #"""
            {"tasks": ["scene", "depth"], "strategy": "famo", "losses": {"scene": 0.5, "depth": 2}, "state":
             {"format": 1, "strategy": "famo", "step": 2, "tasks": {
              "scene": {"logit": -0.0249, "moment": 0.001, "previous": 0.6, "squared_moment": 1e-6, "steps": 1},
              "depth": {"logit": 0.0249, "moment": -0.001, "previous": 2.1, "squared_moment": 1e-6, "steps": 1}}}}
            """#
        let answer = try Self.weigh(body).json
        #expect(answer["state"]?["step"]?.double == 3)
        #expect(answer["state"]?["tasks"]?["scene"]?["steps"]?.double == 2)
    }

    @Test("what is wrong is named, with its place")
    func refusals() throws {
        let cases: [(body: String, fault: String)] = [
            (#"[]"#, "# wrong_type"),
            (#"{"tasks": ["a"]}"#, "# missing_field"),
            (#"{"strategy": "mean"}"#, "# missing_field"),
            (#"{"tasks": [], "strategy": "mean"}"#, "#/tasks no_tasks"),
            (#"{"tasks": ["a", "a"], "strategy": "mean"}"#, "#/tasks/1 duplicate_name"),
            (#"{"tasks": ["a"], "strategy": "best"}"#, "#/strategy unknown_strategy"),
            (#"{"tasks": ["a"], "strategy": "mean", "parameters": {"c": 1}}"#, "#/parameters/c unknown_parameter"),
            (
                #"{"tasks": ["a"], "strategy": "cagrad", "gramian": [[1]], "parameters": {"c": -1}}"#,
                "#/parameters/c out_of_range"
            ),
            (
                #"{"tasks": ["a"], "strategy": "fixed", "parameters": {"weights": {"b": 1}}}"#,
                "#/parameters/weights/b unknown_task"
            ),
            (#"{"tasks": ["a"], "strategy": "upgrad"}"#, "# missing_input"),
            (#"{"tasks": ["a"], "strategy": "rlw"}"#, "# missing_seed"),
            (#"{"tasks": ["a"], "strategy": "rlw", "seed": -1}"#, "#/seed invalid_value"),
            (
                #"{"tasks": ["a"], "strategy": "upgrad", "gramian": [[1]], "jacobian": [[1]]}"#,
                "#/jacobian invalid_value"
            ),
            (#"{"tasks": ["a"], "strategy": "upgrad", "gramian": [[1, 2]]}"#, "#/gramian invalid_value"),
            (
                #"{"tasks": ["a", "b"], "strategy": "upgrad", "gramian": [[1, 0.5], [0.4, 1]]}"#,
                "#/gramian/1/0 invalid_gramian"
            ),
            (
                #"{"tasks": ["a", "b"], "strategy": "upgrad", "gramian": [[1, 2], [2, 1]]}"#,
                "#/gramian/1/0 gramian_not_psd"
            ),
            (
                #"{"tasks": ["a", "b", "c"], "strategy": "upgrad", "gramian": [[1, -0.9, -0.9], [-0.9, 1, -0.9], [-0.9, -0.9, 1]]}"#,
                "#/gramian/0/0 gramian_not_psd"
            ),
            (#"{"tasks": ["a"], "strategy": "upgrad", "gramian": [["NaN"]]}"#, "#/gramian/0/0 invalid_gramian"),
            (#"{"tasks": ["a"], "strategy": "log_sum", "losses": {"a": 0}}"#, "#/losses/a loss_out_of_range"),
            (
                #"{"tasks": ["a"], "strategy": "softadapt", "parameters": {"variant": "loss_weighted"}, "losses": {"a": -1}}"#,
                "#/losses/a loss_out_of_range"
            ),
            (
                #"{"tasks": ["a"], "strategy": "mgda", "parameters": {"reference": "torchjd", "min_weights": 0.1}, "gramian": [[1]]}"#,
                "#/parameters/min_weights invalid_parameter"
            ),
            (#"{"tasks": ["a"], "strategy": "log_sum", "losses": {"b": 1, "a": 1}}"#, "#/losses/b unknown_task"),
            (
                #"{"tasks": ["a"], "strategy": "dwa", "losses": {"a": 1}, "state": {"format": 1}}"#,
                "#/state invalid_value"
            ),
            (
                #"{"tasks": ["a"], "strategy": "dwa", "losses": {"a": 1}, "state": {"format": 1, "strategy": "famo", "step": 1, "tasks": {"a": {}}}}"#,
                "#/state state_mismatch"
            ),
            (
                #"{"tasks": ["a", "b"], "strategy": "softadapt", "losses": {"a": 1, "b": 1}, "state": {"format": 1, "strategy": "softadapt", "step": 1, "tasks": {"a": {"previous": 1}, "b": {"prev": 1}}}}"#,
                "#/state invalid_state"
            ),
            (
                #"{"tasks": ["a", "b"], "strategy": "softadapt", "losses": {"a": 1, "b": 1}, "state": {"format": 1, "strategy": "dwa", "step": 1, "tasks": {"a": {"previous": 1}, "b": {"prev": 1}}}}"#,
                "#/state state_mismatch"
            ),
            (
                #"{"tasks": ["a"], "strategy": "rlw", "seed": 1, "state": {"format": 1, "strategy": "random_loss_weighting", "step": 1, "tasks": {"a": {"x": 1}}}}"#,
                "#/state invalid_state"
            ),
            (
                #"{"tasks": ["a"], "strategy": "rlw", "seed": 1, "state": {"format": 1, "strategy": "random_loss_weighting", "step": 9007199254740993, "tasks": {"a": {}}}}"#,
                "#/state invalid_value"
            ),
            (
                #"{"tasks": ["a"], "strategy": "gradnorm", "losses": {"a": 1}, "gradient_norms": [-1]}"#,
                "#/gradient_norms/0 invalid_norm"
            ),
            (
                #"{"tasks": ["a"], "strategy": "softadapt", "losses": {"a": 1}, "parameters": {"beta": "Infinity", "variant": "difference"}, "state": {"format": 1, "strategy": "softadapt", "step": 9007199254740991, "tasks": {"a": {"previous": 1e308}}}}"#,
                "# not_finite"
            ),
            (
                #"{"tasks": ["a"], "strategy": "dwa", "losses": {"a": 1}, "state": {"format": 1, "strategy": "dwa", "step": 9223372036854775807, "tasks": {"a": {}}}}"#,
                "#/state invalid_value"
            ),
            (#"{"tasks": ["\u00e9", "e\u0301"], "strategy": "mean"}"#, "#/tasks/1 duplicate_name"),
            (
                #"{"tasks": ["a", "b"], "strategy": "fixed", "losses": {"a": 1e308, "b": 1e308}}"#,
                "# not_finite"
            ),
            (#"{"tasks": ["a"], "strategy": "mean", "more": 1}"#, "#/more unknown_field"),
        ]
        for (body, fault) in cases {
            let faults = try Self.faults(body)
            #expect(faults == [fault], "\(body)")
        }
        #expect(Self.weigh(#"{"tasks": ["a"], "strategy": "mean""#).status == 400)
    }

    @Test("256 tasks are weighed, and no more")
    func many() throws {
        func body(_ count: Int) -> String {
            let names = (0..<count).map { "\"t\($0)\"" }.joined(separator: ",")
            return #"{"tasks": [\#(names)], "strategy": "mean"}"#
        }
        #expect(Self.weigh(body(256)).status == 200)
        #expect(try Self.faults(body(257)) == ["#/tasks too_many_tasks"])
    }

    @Test("a task that takes no part weighs nothing, and needs no loss")
    func inactive() throws {
        let answer = try Self.weigh(
            #"{"tasks": ["a", "b", "c"], "strategy": "mean", "losses": {"a": 1, "b": null, "c": 2}, "inactive": ["c"]}"#
        ).json
        #expect(["a", "b", "c"].map { answer["weights"]?[$0]?.double } == [1, 0, 0])
        #expect(answer["total"]?["weighted_sum"]?.double == 1)
    }
}
