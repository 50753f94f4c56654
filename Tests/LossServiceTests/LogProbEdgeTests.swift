// Losses over log-probabilities at their edges: nothing that counts, infinite numbers, many warnings, lists of different lengths.

import LossService
import TensorJSON
import TestSupport
import Testing

@Suite("Losses over log-probabilities at their edges")
struct LogProbEdgeTests {
    private static func answer(_ task: String) throws -> JSONTree {
        let answer = Service().evaluate("{\"dtype\":\"float64\",\"tensor_format\":\"nested\",\"tasks\":[\(task)]}")
        #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return try JSONTree(answer.body)
    }

    private static func task(_ task: String) throws -> JSONTree { try #require(try answer(task)["tasks"]?[0]) }

    /// The codes and places of the warnings.
    private static func warnings(_ task: String) throws -> [String] {
        let found = try answer(task)["warnings"]?.elements ?? []
        return found.map { "\($0["code"]?.text ?? "") \($0["pointer"]?.text ?? "")" }
    }

    @Test(
        "finding the one odd number that counts takes time in proportion to the batch",
        arguments: [
            #""loss":"reinforce","log_probs":L,"advantages":A,"mask":M"#,
            #""loss":"cpo","policy_chosen_logps":L,"policy_rejected_logps":L,"chosen_mask":M,"rejected_mask":M,"options":{"log_prob_level":"token"}"#,
            #""loss":"kto","policy_logps":L,"labels":A,"answer_mask":M,"options":{"log_prob_level":"token"}"#,
        ])
    func linear(task: String) throws {
        // Were the layout made for each of the 20 000 odd numbers, this would take a minute.
        let count = 20_000
        func list(_ item: String) -> String {
            "[" + [String](repeating: item, count: count).joined(separator: ",") + "]"
        }
        let body =
            "{"
            + task.replacing("L", with: list("[2]")).replacing("A", with: list("1")).replacing("M", with: list("[0]"))
            + "}"
        let start = ContinuousClock.now
        let found = try Self.warnings(body)
        #expect(!found.contains { $0.hasPrefix("log_prob_above_zero") }, "\(found)")
        #expect(ContinuousClock.now - start < .seconds(20))
    }

    @Test(
        "a mask of sequences leaves out their numbers, also where there are as many as tokens",
        arguments: [
            (#""loss":"reinforce","log_probs":[[1,-1],[-1,-1]],"advantages":[1,1],"mask":[0,1]"#, [String]()),
            (#""loss":"reinforce","log_probs":[[-1,-1],[-1,1]],"advantages":[1,1],"mask":[1,0]"#, []),
            (#""loss":"ppo_value","values":[[1,2],[3,4]],"returns":[[1,1],[1,1]],"mask":[1,0]"#, []),
            (
                #""loss":"distillation_kl","student_logits":[[[1,2],[3,4]],[[1,1],[1,0]]],"teacher_logits":[[[1,2],[3,4]],[[1,1],[1,0]]],"mask":[1,0]"#,
                []
            ),
            (
                #""loss":"reinforce","log_probs":[[-1,1],[-1,-1]],"advantages":[1,1],"mask":[1,0]"#,
                ["log_prob_above_zero #/tasks/0/log_probs/0/1"]
            ),
            (
                #""loss":"kto","policy_logps":[[1,-1],[-1,1]],"labels":[1,0],"mask":[0,1],"options":{"log_prob_level":"token"}"#,
                ["log_prob_above_zero #/tasks/0/policy_logps/1/1"]
            ),
            (
                #""loss":"cpo","policy_chosen_logps":[[1,-1],[-1,-1]],"policy_rejected_logps":[[-1,-1],[1,1]],"mask":[0,1],"options":{"log_prob_level":"token"}"#,
                ["log_prob_above_zero #/tasks/0/policy_rejected_logps/1/0"]
            ),
            (
                #""loss":"soft_cross_entropy_topk","log_probs":[[[1,-1]],[[-1,2]]],"target_weights":[[[1,1]],[[1,1]]],"mask":[0,1]"#,
                ["log_prob_above_zero #/tasks/0/log_probs/1/0/1"]
            ),
            (
                #""loss":"distillation_topk_kl","student_log_probs":[[[1,-1]],[[-1,-2]]],"teacher_log_probs":[[[-1,-1]],[[-1,2]]],"mask":[0,1]"#,
                ["log_prob_above_zero #/tasks/0/teacher_log_probs/1/0/1"]
            ),
        ])
    func masks(task: String, expected: [String]) throws {
        #expect(try Self.warnings("{\(task)}") == expected)
    }

    @Test("a likelihood of no tokens adds nothing")
    func noTokens() throws {
        let inputs = #""policy_chosen_logps":[[-1]],"policy_rejected_logps":[[-2]],"chosen_mask":[[0]]"#
        func loss(_ weight: Double) throws -> [Double] {
            let options = "\"options\":{\"log_prob_level\":\"token\",\"nll_weight\":\(weight)}"
            return try Self.task("{\"loss\":\"cpo\",\(inputs),\(options)}")["loss"]?.numbers ?? []
        }
        let (with, without) = (try loss(1), try loss(0))
        #expect(with == without && with.allSatisfy(\.isFinite))
    }

    @Test("without the old policy, log-ratios are 0, at any level and within their bounds")
    func noOldPolicy() throws {
        for level in ["token", "sequence", "sequence_token"] {
            let found = try Self.task(
                #"{"loss":"importance_sampling","log_probs":["-Infinity",-1],"advantages":[1,1],"options":{"log_ratio_min":0.5,"ratio_level":"\#(level)"}}"#
            )
            #expect(Closeness.difference(found["loss"]?.numbers ?? [], [-1.6487212707001282], tolerance: 1e-15) == nil)
            #expect(found["gradients"]?["log_probs"]?.numbers == [0, 0])
        }
        let found = try Self.task(#"{"loss":"gmpo","log_probs":["-Infinity",-1],"advantages":[1,1]}"#)
        #expect(found["loss"]?.numbers == [-1])
    }

    @Test("a ratio that is held at its bound has no slope, however large the term's is")
    func heldRatio() throws {
        let found = try Self.task(
            #"{"loss":"importance_sampling","log_probs":[-1],"old_log_probs":[-9],"advantages":["Infinity"],"options":{"log_ratio_max":2}}"#
        )
        #expect(found["gradients"]?["log_probs"]?.numbers == [0])
    }

    @Test(
        "infinite advantages and returns have the slopes that torch 2.15 gives them, also beyond a bound",
        arguments: ["", #","dual_clip":3"#])
    func infinite(options: String) throws {
        for advantage in ["Infinity", "-Infinity"] {
            for logProb in [-2, -1.5, -0.9, -0.5, 1] {
                let inputs = #""log_probs":[\#(logProb)],"old_log_probs":[-1],"advantages":["\#(advantage)"]"#
                let found = try Self.task(
                    #"{"loss":"ppo_clip",\#(inputs),"options":{"reduction":"sum"\#(options)}}"#)
                let expected = advantage == "Infinity" ? "-Infinity" : "Infinity"
                #expect(found["loss"]?.text == expected)
                #expect(found["gradients"]?["log_probs"]?.elements.map(\.text) == [expected])
            }
        }
        let value = #"{"loss":"ppo_value","values":[2],"old_values":[0],"returns":["Infinity"]}"#
        #expect(try Self.task(value)["gradients"]?["values"]?.elements.map(\.text) == ["-Infinity"])
    }

    @Test(
        "NaN in old_values reaches the loss and the gradient, as in torch; a token that is left out has no part in it")
    func oldValues() throws {
        let inputs = #""values":[-2,1],"returns":[0.3,1],"old_values":["NaN",1]"#
        let found = try Self.task("{\"loss\":\"ppo_value\",\(inputs)}")
        #expect(found["loss"]?.text == "NaN")
        #expect(found["gradients"]?["values"]?[0]?.text == "NaN")
        #expect(found["gradients"]?["values"]?[1]?.double == 0)
        let masked = try Self.task("{\"loss\":\"ppo_value\",\(inputs),\"mask\":[0,1]}")
        #expect(masked["loss"]?.double == 0)
        #expect(masked["gradients"]?["values"]?.numbers == [0, 0])
    }

    @Test("gradients of 0 have no sign")
    func zeros() throws {
        for level in ["sequence", "token"] {
            let found = try Self.task(
                #"{"loss":"dpo_loss","policy_chosen_logps":[[20]],"policy_rejected_logps":[[0]],"reference_chosen_logps":[[0]],"reference_rejected_logps":[[0]],"gradients":["policy_chosen_logps","policy_rejected_logps","reference_chosen_logps"],"options":{"loss_type":"hinge","log_prob_level":"\#(level)"}}"#
            )
            let gradients = found["gradients"]?.members.values.flatMap(\.numbers) ?? []
            #expect(gradients.count == 3 && gradients.allSatisfy { $0.sign == .plus && $0 == 0 })
        }
        for task in [
            #"{"loss":"ppo_value","values":[1,1],"returns":[1,1],"grad_output":[-1,1],"options":{"reduction":"none"}}"#,
            #"{"loss":"ppo_clip","log_probs":[-1,-1],"advantages":0,"grad_output":[-1,1],"options":{"reduction":"none"}}"#,
            #"{"loss":"gmpo","log_probs":[-1,-1],"advantages":0}"#,
            #"{"loss":"kl_estimate","log_probs":[-1,-1],"reference_log_probs":[-1,-1]}"#,
        ] {
            let gradients = try Self.task(task)["gradients"]?.members.values.flatMap(\.numbers) ?? []
            #expect(gradients.count == 2 && gradients.allSatisfy { $0.sign == .plus && $0 == 0 }, "\(task)")
        }
    }

    @Test("an infinite penalty of cross_entropy is answered, and one of no rows adds nothing")
    func penalties() throws {
        func loss(_ inputs: String) throws -> [Double] {
            try Self.task("{\"loss\":\"cross_entropy\",\(inputs),\"options\":{\"z_loss\":0.1}}")["loss"]?.numbers ?? []
        }
        #expect(try loss(#""input":[["NaN",0]],"target":[0]"#).first?.isNaN == true)
        #expect(try loss(#""input":[[1,0]],"target":[-100],"denominator":1"#) == [0])
    }

    @Test("the gradient of the total by a tensor in lists of different lengths is in such lists")
    func raggedTotal() throws {
        let body =
            #"{"tensor_format":"nested","tensors":{"lp":[[-1],[-1,-2]]},"weighting":{"strategy":"mean","level":"shared_input"},"#
            + #""tasks":[{"loss":"reinforce","log_probs":"lp","advantages":[1,2]},{"loss":"reinforce","log_probs":"lp","advantages":[1,2]}]}"#
        let answer = Service().evaluate(body)
        let total = try JSONTree(answer.body)["total"]?["gradients"]?["lp"]
        #expect(
            total?.elements.map { $0.numbers.count } == [1, 2], "\(String(decoding: answer.body, as: UTF8.self))")
    }

    @Test("the work of a task may be that of more elements than a tensor may have")
    func work() throws {
        var limits = ServiceLimits()
        limits.json.elements = 100
        let list = "[" + [String](repeating: "-1", count: 60).joined(separator: ",") + "]"
        let body = "{\"tasks\":[{\"loss\":\"importance_sampling\",\"log_probs\":\(list),\"advantages\":\(list)}]}"
        for (elements, status) in [(120, 200), (119, 422)] {
            limits.evaluatedElements = elements
            #expect(Service(limits: limits).evaluate(body).status == status)
        }
    }

    @Test("gmpo warns that nothing counts, also with upstream gradients of its sequences")
    func nothingCounts() throws {
        let task =
            #""loss":"gmpo","log_probs":[[-1,-2]],"advantages":[1],"mask":[[0,0]],"options":{"reduction":"none"}"#
        for more in ["", #","grad_output":[1]"#] {
            #expect(try Self.warnings("{\(task)\(more)}") == ["all_ignored #/tasks/0/mask"])
        }
    }

    @Test("a loss with one number for each item is no list of lists, whatever the lengths are")
    func itemsOfPairs() throws {
        let found = try Self.task(
            #"{"loss":"kto","policy_logps":[[-1],[-2]],"labels":[1,0],"answer_lengths":[1,1],"options":{"log_prob_level":"token","reduction":"none"}}"#
        )
        #expect(found["loss"]?.shape == [2])
    }
}
