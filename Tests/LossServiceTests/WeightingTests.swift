// weighting in /v1/evaluate: weights, totals, gradients, tasks that take no part.

import Exchange
import LossService
import TestSupport
import Testing

@Suite("Weighting of a batch") struct WeightingTests {
    private func answer(_ body: String) throws -> JSONTree {
        let answer = Service().evaluate(body)
        #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return try answer.json
    }

    /// Two tasks with losses 4 and 2, gradients 4 and 1.
    private func batch(_ weighting: String, more: String = "", weight: String = "1") -> String {
        """
        {"dtype": "float64", "weighting": \(weighting)\(more), "tasks": [
         {"name": "a", "loss": "mse_loss", "input": [3], "target": [1]},
         {"name": "b", "loss": "l1_loss", "input": [3], "target": [1], "weight": \(weight)}]}
        """
    }

    @Test("weights are the derivatives of the total, the task's own weight included")
    func weights() throws {
        let geometric = try answer(batch(#"{"strategy": "geometric_mean"}"#, weight: "2"))
        // √(4 · 2·2) = 4, and 4/(2·4), 4/(2·4)·2.
        #expect(geometric["total"]?["loss"]?.double == 4)
        #expect(geometric["weighting"]?["weights"]?["a"]?.double == 0.5)
        #expect(geometric["weighting"]?["weights"]?["b"]?.double == 1)
        #expect(geometric["total"]?["weighted_sum"]?.double == 4)
        #expect(geometric["tasks"]?[1]?["weight"]?.double == 2)
        let fixed = try answer(batch(#"{"strategy": "fixed"}"#, weight: "0.5"))
        #expect(fixed["total"]?["loss"]?.double == 5)
    }

    @Test("gradient_of total multiplies each gradient by its weight")
    func gradients() throws {
        let task = try answer(batch(#"{"strategy": "geometric_mean"}"#, weight: "2"))
        #expect(task["tasks"]?[0]?["gradients"]?["input"]?.numbers == [4])
        let total = try answer(
            batch(#"{"strategy": "geometric_mean"}"#, more: #", "gradient_of": "total""#, weight: "2"))
        #expect(total["tasks"]?[0]?["gradients"]?["input"]?.numbers == [2])
        #expect(total["tasks"]?[1]?["gradients"]?["input"]?.numbers == [1])
    }

    @Test("a task without items weighs nothing, has the loss null and gradients of 0")
    func inactive() throws {
        let answer = try answer(
            """
            {"weighting": {"strategy": "dwa"}, "gradient_of": "total", "tasks": [
             {"name": "a", "loss": "mse_loss", "input": [3], "target": [1]},
             {"name": "b", "loss": "cross_entropy", "input": [[1, 2]], "target": [-100]},
             {"name": "c", "loss": "l1_loss", "input": [3], "target": [1], "mask": [false]}]}
            """)
        #expect(answer["weighting"]?["weights"]?.members.mapValues(\.double) == ["a": 1, "b": 0, "c": 0])
        #expect(answer["tasks"]?[1]?["loss"] == .null && answer["tasks"]?[2]?["loss"] == .null)
        #expect(answer["tasks"]?[1]?["gradients"]?["input"]?.numbers == [0, 0])
        #expect(answer["weighting"]?["state"]?["tasks"]?["b"]?.members.isEmpty == true)
        #expect(answer["total"]?["loss"]?.double == 4)
    }

    @Test("losses of one shared prediction are balanced by their gradients, asked for or not")
    func sharedInput() throws {
        let body = """
            {"dtype": "float64", "gradients": false, "tensors": {"x": [0.5, 1.5]},
             "weighting": {"strategy": "upgrad", "level": "shared_input"}, "tasks": [
             {"name": "a", "loss": "mse_loss", "input": "x", "target": [0, 1], "options": {"reduction": "sum"}},
             {"name": "b", "loss": "l1_loss", "input": "x", "target": [1, 2], "options": {"reduction": "sum"}}]}
            """
        let answer = try answer(body)
        // The gradients are (1, 1) and (−1, −1): opposed, so that nothing is left of either.
        #expect(answer["weighting"]?["diagnostics"]?["cosines"]?[0]?[1]?.double.map { abs($0 + 1) < 1e-15 } == true)
        let combined = try #require(answer["total"]?["gradients"]?["x"]?.numbers)
        #expect(combined.count == 2 && combined.allSatisfy { abs($0) < 1e-9 })
        #expect(answer["tasks"]?[0]?.members["gradients"] == nil)
        let mean = try self.answer(body.replacing("upgrad", with: "mean").replacing("[1, 2]", with: "[0, 1]"))
        #expect(mean["total"]?["gradients"]?["x"]?.numbers == [1, 1])
    }

    @Test("what is wrong is named, with its place")
    func refusals() throws {
        let shared = #""tasks": [{"loss": "mse_loss", "input": 1, "target": 0}]"#
        let cases: [(body: String, fault: String)] = [
            (#"{"weighting": 1, \#(shared)}"#, "#/weighting wrong_type"),
            (#"{"weighting": {}, \#(shared)}"#, "#/weighting missing_field"),
            (#"{"weighting": {"strategy": "x"}, \#(shared)}"#, "#/weighting/strategy unknown_strategy"),
            (#"{"weighting": {"strategy": "mean", "x": 1}, \#(shared)}"#, "#/weighting/x unknown_field"),
            (#"{"weighting": {"strategy": "upgrad"}, \#(shared)}"#, "#/weighting missing_input"),
            (#"{"weighting": {"strategy": "upgrad", "level": "shared_input"}, \#(shared)}"#, "#/tasks/0 missing_field"),
            (#"{"weighting": {"strategy": "rlw"}, \#(shared)}"#, "#/weighting missing_seed"),
            (#"{"weighting": {"strategy": "mean", "level": "all"}, \#(shared)}"#, "#/weighting/level invalid_value"),
            (
                #"{"weighting": {"strategy": "log_sum"}, "tasks": [{"loss": "mse_loss", "input": 1, "target": 1}]}"#,
                "#/tasks/0 loss_out_of_range"
            ),
            (
                #"{"weighting": {"strategy": "mean"}, "tasks": [{"loss": "mse_loss", "input": [1, 2], "target": [1, 1], "options": {"reduction": "none"}}]}"#,
                "#/tasks/0/options/reduction invalid_value"
            ),
            (
                #"{"weighting": {"strategy": "mean"}, "tasks": [{"loss": "mse_loss", "input": "NaN", "target": 1}]}"#,
                "#/tasks/0 loss_out_of_range"
            ),
        ]
        for (body, fault) in cases {
            let answer = Service().evaluate(body)
            #expect(answer.status == 422)
            let faults = try answer.faults
            #expect(faults == [fault], "\(body)")
        }
    }
}
