// Losses of tokens, preferences and distillation: the cases of their specification, and the laws that hold between them.

import Catalogue
import LossService
import Losses
import TestSupport
import Testing

@Suite("Losses over log-probabilities")
struct LogProbTests {
    /// A case of the specification.
    struct Case: Sendable, CustomStringConvertible {
        let description: String
        let task: JSONTree
        let expected: JSONTree

        static let all: [Case] = {
            guard let tree = try? JSONTree(Repository.read("Tests/Fixtures/LogProbs/cases.json")) else { return [] }
            return (tree["cases"]?.elements ?? []).map { Case($0) }
        }()

        private init(_ tree: JSONTree) {
            description = tree["name"]?.text ?? ""
            expected = tree["expected"] ?? .null
            var members = tree["inputs"]?.members ?? [:]
            for name in ["loss", "options", "denominator", "safe", "sample_weight", "grad_output"] {
                members[name] = tree[name]
            }
            members["gradients"] = .array(
                (tree["expected"]?["gradients"]?.members.keys.sorted() ?? []).map { .string($0) })
            task = .object(members)
        }
    }

    private static func answer(_ task: String, dtype: String = "float64") throws -> JSONTree {
        let answer = Service().evaluate("{\"dtype\":\"\(dtype)\",\"tensor_format\":\"nested\",\"tasks\":[\(task)]}")
        let text = String(decoding: answer.body, as: UTF8.self)
        return try #require(try JSONTree(answer.body)["tasks"]?[0], "\(text)")
    }

    @Test("there are all cases of the specification")
    func count() { #expect(Case.all.count == 97) }

    @Test("losses, gradients and diagnostics are those of the specification", arguments: Case.all)
    func cases(one: Case) throws {
        let found = try Self.answer(one.task.json)
        for part in ["loss", "denominator"] {
            let (own, right) = (try #require(found[part]), try #require(one.expected[part]))
            #expect(Closeness.difference(own.numbers, right.numbers, tolerance: 1e-12) == nil, "\(part)")
        }
        for (name, gradient) in one.expected["gradients"]?.members ?? [:] {
            let own = try #require(found["gradients"]?[name])
            #expect(own.shape == gradient.shape)
            #expect(Closeness.difference(own.numbers, gradient.numbers, tolerance: 1e-12) == nil, "\(name)")
        }
        guard let diagnostics = one.expected["diagnostics"]?.members else { return }
        #expect(Set(diagnostics.keys).isSubset(of: found["diagnostics"]?.members.keys.map { $0 } ?? []))
        for (name, value) in diagnostics {
            let own = try #require(found["diagnostics"]?[name])
            #expect(Closeness.difference(own.numbers, value.numbers, tolerance: 1e-12) == nil, "\(name)")
        }
    }

    @Test("in float32 they are those of float64, rounded once", arguments: Case.all)
    func single(one: Case) throws {
        let found = try Self.answer(one.task.json, dtype: "float32")
        // Half a unit in the last place of each number, and what rounding the inputs makes of it.
        let exact = try Self.answer(Self.rounded(one.task).json)
        for (own, right) in zip(Self.numbers(found), Self.numbers(exact)) {
            // The text of a float32 names it, but is not it.
            let single = Double(Float(own))
            let isNear =
                single == right || (own.isNaN && right.isNaN)
                || abs(single - right) <= 0.5000001 * Double(Float(right).ulp)
            #expect(isNear, "\(own) for \(right)")
        }
    }

    /// The numbers of inputs as float32 holds them; options keep theirs.
    private static func rounded(_ tree: JSONTree) -> JSONTree {
        var members = tree.members
        for (name, value) in members where !["options", "denominator"].contains(name) {
            members[name] = rounding(value)
        }
        return .object(members)
    }

    private static func rounding(_ tree: JSONTree) -> JSONTree {
        switch tree {
        case .number(let number): .number(Double(Float(number)))
        case .array(let elements): .array(elements.map(rounding))
        default: tree
        }
    }

    /// Loss and gradients.
    private static func numbers(_ answer: JSONTree) -> [Double] {
        let gradients = (answer["gradients"]?.members ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value.numbers)
        return (answer["loss"]?.numbers ?? []) + gradients
    }

    /// Expects that two tasks have one loss, and gradients of the same numbers.
    private func expectSame(_ first: String, _ second: String, tolerance: Double = 1e-13) throws {
        let (one, other) = (try Self.answer(first), try Self.answer(second))
        #expect(
            Closeness.difference(one["loss"]?.numbers ?? [], other["loss"]?.numbers ?? [.nan], tolerance: tolerance)
                == nil)
        let left = (one["gradients"]?.members ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value.numbers).filter {
            $0 != 0
        }
        let right = (other["gradients"]?.members ?? [:]).sorted { $0.key < $1.key }.flatMap(\.value.numbers).filter {
            $0 != 0
        }
        #expect(Closeness.difference(left, right, tolerance: tolerance) == nil)
    }

    private static let policies = [
        "ppo_clip", "cispo", "importance_sampling", "reinforce", "sapo", "dro", "dppo", "gmpo",
    ]

    private static func policy(_ loss: String, _ rest: String, options: String = "") -> String {
        let beta = loss == "dro" ? #""beta":0.2"# : ""
        return
            "{\"loss\":\"\(loss)\",\(rest),\"options\":{\([beta, options].filter { !$0.isEmpty }.joined(separator: ","))}}"
    }

    @Test("padding, packing and lists of lists are one problem", arguments: policies)
    func forms(loss: String) throws {
        let ragged =
            #""log_probs":[[-1,-0.5,-2],[-0.7,-1.2]],"old_log_probs":[[-1.1,-0.9,-1.5],[-0.7,-1]],"advantages":[1,-0.5]"#
        let packed =
            #""log_probs":[-1,-0.5,-2,-0.7,-1.2],"old_log_probs":[-1.1,-0.9,-1.5,-0.7,-1],"advantages":[1,-0.5],"lengths":[3,2]"#
        let right =
            #""log_probs":[[-1,-0.5,-2],[-0.7,-1.2,"NaN"]],"old_log_probs":[[-1.1,-0.9,-1.5],[-0.7,-1,"-Infinity"]],"#
            + #""advantages":[1,-0.5],"mask":[[1,1,1],[1,1,0]]"#
        let left =
            #""log_probs":[[-1,-0.5,-2],["NaN",-0.7,-1.2]],"old_log_probs":[[-1.1,-0.9,-1.5],[9,-0.7,-1]],"#
            + #""advantages":[[1,1,1],["NaN",-0.5,-0.5]],"mask":[[1,1,1],[0,1,1]]"#
        let counted =
            #""log_probs":[[-1,-0.5,-2],[-0.7,-1.2,"NaN"]],"old_log_probs":[[-1.1,-0.9,-1.5],[-0.7,-1,0]],"advantages":[1,-0.5],"lengths":[3,2]"#
        for other in [packed, right, left, counted] {
            try expectSame(Self.policy(loss, ragged), Self.policy(loss, other))
            let safe = #""safe":true,"#
            try expectSame(Self.policy(loss, safe + ragged), Self.policy(loss, safe + other))
        }
    }

    @Test("parts of a batch with the count of all add up", arguments: policies)
    func parts(loss: String) throws {
        let one = #""log_probs":[[-1,-0.5,-2]],"old_log_probs":[[-1.1,-0.9,-1.5]],"advantages":[1]"#
        let other = #""log_probs":[[-0.7,-1.2,-0.3]],"old_log_probs":[[-0.7,-1,-0.8]],"advantages":[-0.5]"#
        let both =
            #""log_probs":[[-1,-0.5,-2],[-0.7,-1.2,-0.3]],"old_log_probs":[[-1.1,-0.9,-1.5],[-0.7,-1,-0.8]],"advantages":[1,-0.5]"#
        for reduction in loss == "gmpo"
            ? ["mean"] : ["token_mean", "sequence_mean_token_mean", "sequence_mean_token_sum"]
        {
            let options = "\"reduction\":\"\(reduction)\""
            let whole = try Self.answer(Self.policy(loss, both, options: options))
            let denominator = try #require(whole["denominator"]?.double)
            let pieces = try [one, other].map { part in
                try Self.answer(Self.policy(loss, "\"denominator\":\(denominator),\(part)", options: options))
            }
            let sum = pieces.compactMap { $0["loss"]?.double }.reduce(0, +)
            #expect(Closeness.difference([sum], whole["loss"]?.numbers ?? [], tolerance: 1e-13) == nil)
            let gradient = pieces.flatMap { $0["gradients"]?["log_probs"]?.numbers ?? [] }
            #expect(
                Closeness.difference(gradient, whole["gradients"]?["log_probs"]?.numbers ?? [], tolerance: 1e-13) == nil
            )
        }
    }

    private static let plain =
        #""log_probs":[[-1,-0.5],[-1.5,-0.5],[-2,-0.25]],"old_log_probs":[[-1.1,-0.5],[-1,-2],[-2.5,-0.5]]"#

    @Test("without bounds, ppo_clip is importance sampling")
    func unclipped() throws {
        let rest = Self.plain + #","advantages":[[1,0.5],[-1,-0.5],[-0.25,2]]"#
        try expectSame(
            Self.policy("ppo_clip", rest, options: #""clip_low":0,"clip_high":"Infinity""#),
            Self.policy("importance_sampling", rest))
    }

    @Test("with advantages of sequences, a ratio of sequences has one gradient, through the mean or not")
    func levels() throws {
        let rest = Self.plain + #","advantages":[1,-1,2]"#
        for loss in ["ppo_clip", "importance_sampling", "sapo"] {
            try expectSame(
                Self.policy(loss, rest, options: #""ratio_level":"sequence""#),
                Self.policy(loss, rest, options: #""ratio_level":"sequence_token""#))
        }
    }

    @Test(
        "at a ratio of 1 sapo has the gradient of the policy gradient, and both surrogates of dppo the same below the cap"
    )
    func gradients() throws {
        let onPolicy = #""log_probs":[[-1,-0.5],[-1.5,-0.25]],"advantages":[[1,0.5],[-1,2]]"#
        func gradient(_ task: String) throws -> [Double] {
            try Self.answer(task)["gradients"]?["log_probs"]?.numbers ?? []
        }
        let sapo = try gradient(Self.policy("sapo", onPolicy, options: #""reduction":"token_mean","tau_pos":3"#))
        #expect(Closeness.difference(sapo, try gradient(Self.policy("reinforce", onPolicy)), tolerance: 1e-14) == nil)
        let rest = Self.plain + #","advantages":[[1,0.5],[-1,-0.5],[-0.25,2]]"#
        let one = try gradient(Self.policy("dppo", rest))
        let other = try gradient(Self.policy("dppo", rest, options: #""surrogate":"log_prob""#))
        #expect(Closeness.difference(one, other, tolerance: 1e-14) == nil)
    }

    @Test("one loss is a case of another")
    func relations() throws {
        let sums = #""policy_chosen_logps":[-12.5,-8],"policy_rejected_logps":[-14,-7.5]"#
        try expectSame(
            #"{"loss":"dpo_loss",\#(sums)}"#, #"{"loss":"cpo",\#(sums),"options":{"nll_weight":0}}"#)
        let logits = #""student_logits":[[1,0,-1],[0.5,0.25,0]],"teacher_logits":[[0.5,0.5,-0.5],[1,-1,0]]"#
        let swapped = #""teacher_logits":[[1,0,-1],[0.5,0.25,0]],"student_logits":[[0.5,0.5,-0.5],[1,-1,0]]"#
        let one = try Self.answer(#"{"loss":"distillation_kl",\#(logits),"options":{"divergence":"jsd","beta":0.3}}"#)
        let other = try Self.answer(
            #"{"loss":"distillation_kl",\#(swapped),"options":{"divergence":"jsd","beta":0.7}}"#)
        #expect(
            Closeness.difference(one["loss"]?.numbers ?? [], other["loss"]?.numbers ?? [.nan], tolerance: 1e-14) == nil)
        let student = "[[-0.5,-1.5,-3],[-1,-1.25,-2]]"
        let teacher = "[[-0.25,-2,-4],[-1.5,-0.75,-3]]"
        for divergence in ["forward", "reverse", "jsd", "mixed", "skew_forward", "skew_reverse"] {
            let all = try Self.answer(
                #"{"loss":"distillation_kl","student_logits":\#(student),"teacher_logits":\#(teacher),"options":{"from_logits":false,"divergence":"\#(divergence)"}}"#
            )
            let top = try Self.answer(
                #"{"loss":"distillation_topk_kl","student_log_probs":\#(student),"teacher_log_probs":\#(teacher),"options":{"divergence":"\#(divergence)"}}"#
            )
            #expect(
                Closeness.difference(Self.numbers(all), Self.numbers(top), tolerance: 1e-13) == nil, "\(divergence)")
        }
        try expectSame(
            #"{"loss":"soft_cross_entropy_topk","log_probs":[[-0.5],[-1]],"target_weights":[[0.75],[-0.25]]}"#,
            #"{"loss":"reinforce","log_probs":[-0.5,-1],"advantages":[0.75,-0.25]}"#)
    }

    @Test("a denominator replaces what any loss's mean divides by", arguments: LossCatalogue.all)
    func denominators(type: LossType) throws {
        let name = type.entry.name
        // What is more than a mean, or divides each item too.
        guard type.entry.reductions.contains("mean"), !["rmse_loss", "ctc_loss", "tversky_loss"].contains(name) else {
            return
        }
        func task(_ extra: String, _ reduction: String) throws -> JSONTree {
            var members = try JSONTree(type.entry.example.utf8).members
            var options = members["options"]?.members ?? [:]
            options["reduction"] = .string(reduction)
            if reduction != "mean" { options["nll_weight"] = nil }
            for loss in ["orpo", "cpo"] where loss == name { options["nll_weight"] = .number(0) }
            members["options"] = .object(options)
            return try Self.answer("{\(extra)" + JSONTree.object(members).json.dropFirst())
        }
        let (mean, given) = (try task("", "mean"), try task("\"denominator\":7,", "mean"))
        let own = try #require(mean["denominator"]?.double)
        #expect(given["denominator"]?.double == 7)
        let scaled = Self.numbers(mean).map { $0 * own / 7 }
        #expect(Closeness.difference(Self.numbers(given), scaled, tolerance: 1e-13) == nil)
    }

    @Test(
        "what does not go together is refused",
        arguments: [
            (
                #"{"loss":"ppo_clip","log_probs":[-1],"advantages":[1],"options":{"reduction":"fixed_horizon"}}"#,
                "option_conflict"
            ),
            (#"{"loss":"ppo_clip","log_probs":[-1],"advantages":[1],"options":{"horizon":4}}"#, "option_conflict"),
            (#"{"loss":"ppo_clip","log_probs":[-1],"advantages":[1],"options":{"kl_weight":0.1}}"#, "missing_input"),
            (#"{"loss":"ppo_clip","log_probs":[-1],"advantages":[1],"options":{"clip_low":1.5}}"#, "out_of_range"),
            (#"{"loss":"ppo_clip","log_probs":[-1],"advantages":[1],"options":{"clip_high":0.5}}"#, "out_of_range"),
            (#"{"loss":"ppo_clip","log_probs":[-1],"advantages":[1],"options":{"dual_clip":1}}"#, "out_of_range"),
            (
                #"{"loss":"ppo_clip","log_probs":[-1],"advantages":[1],"options":{"importance_max":2}}"#,
                "missing_input"
            ),
            (
                #"{"loss":"ppo_clip","log_probs":[-1],"advantages":[1],"gradients":["advantages"]}"#,
                "not_differentiable"
            ),
            (#"{"loss":"ppo_clip","log_probs":[-1,-2],"advantages":[1,2,3]}"#, "shape_mismatch"),
            (
                #"{"loss":"dpo_loss","policy_chosen_logps":[[-1,-2]],"policy_rejected_logps":[[-1,-2]],"reference_chosen_logps":[[-1]],"reference_rejected_logps":[[-1,-2]],"options":{"log_prob_level":"token"}}"#,
                "shape_mismatch"
            ),
            (
                #"{"loss":"dpo_loss","policy_chosen_logps":[[-1,-2]],"policy_rejected_logps":[[-1,-2]],"reference_chosen_logps":[[-1,-2]],"reference_rejected_logps":[[-1]],"options":{"log_prob_level":"token"}}"#,
                "shape_mismatch"
            ),
            (
                #"{"loss":"kto","policy_logps":[[-1,-2]],"reference_logps":[[-1]],"labels":[1],"options":{"log_prob_level":"token"}}"#,
                "shape_mismatch"
            ),
            (
                #"{"loss":"cpo","policy_chosen_logps":[[-1],[-1,-2]],"policy_rejected_logps":[[-1],[-1,-2]]}"#,
                "shape_mismatch"
            ),
            (#"{"loss":"kto","policy_logps":[[-1],[-1,-2]],"labels":[1,0]}"#, "shape_mismatch"),
            (
                #"{"loss":"cpo","policy_chosen_logps":[-1],"policy_rejected_logps":[-2],"rejected_mask":[1]}"#,
                "option_conflict"
            ),
            (#"{"loss":"kto","policy_logps":[-1],"labels":[1],"answer_mask":[1]}"#, "option_conflict"),
            (
                #"{"loss":"dpo_loss","policy_chosen_logps":[-1],"policy_rejected_logps":[-2],"chosen_lengths":[1],"rejected_lengths":[2],"options":{"loss_type":"ipo","average_log_probs":true}}"#,
                "option_conflict"
            ),
            (
                #"{"loss":"dpo_loss","policy_chosen_logps":[-1],"policy_rejected_logps":[-2],"chosen_lengths":[1],"options":{"loss_type":"ipo"}}"#,
                "missing_input"
            ),
            (
                #"{"loss":"ppo_clip","log_probs":[-1],"rollout_log_probs":[-1],"advantages":[1],"options":{"importance_min":3,"importance_max":2}}"#,
                "option_conflict"
            ),
            (#"{"loss":"reinforce","log_probs":[-1,-2],"advantages":[1,1],"lengths":[[1,1]]}"#, "shape_mismatch"),
            (#"{"loss":"reinforce","log_probs":[-1,-2],"advantages":[1,1],"lengths":[1e30,1]}"#, "out_of_domain"),
            (#"{"loss":"ppo_clip","log_probs":[-1,-2],"advantages":[1],"lengths":[1]}"#, "shape_mismatch"),
            (#"{"loss":"ppo_clip","log_probs":[-1,-2],"advantages":[1,1],"lengths":[1.5,0.5]}"#, "not_whole"),
            (#"{"loss":"ppo_clip","log_probs":[-1,-2],"advantages":[1,1],"lengths":[-1,3]}"#, "out_of_domain"),
            (
                #"{"loss":"ppo_clip","log_probs":[[-1]],"advantages":[1],"sample_weight":[[1]],"options":{"reduction":"sequence_mean_token_mean"}}"#,
                "option_conflict"
            ),
            (
                #"{"loss":"ppo_clip","log_probs":[-1],"advantages":[1],"denominator":3,"options":{"reduction":"token_sum"}}"#,
                "option_conflict"
            ),
            (
                #"{"loss":"mse_loss","input":[1],"target":[0],"denominator":3,"options":{"reduction":"none"}}"#,
                "option_conflict"
            ),
            (#"{"loss":"mse_loss","input":[1],"target":[0],"denominator":-1}"#, "out_of_range"),
            (#"{"loss":"dro","log_probs":[-1],"advantages":[1]}"#, "missing_input"),
            (#"{"loss":"kto","policy_logps":[-1],"labels":[2]}"#, "out_of_domain"),
            (#"{"loss":"orpo","policy_chosen_logps":[-1],"policy_rejected_logps":[-2]}"#, "missing_input"),
            (
                #"{"loss":"dpo_loss","policy_chosen_logps":[-1],"policy_rejected_logps":[-2],"options":{"loss_type":"exo_pair"}}"#,
                "option_conflict"
            ),
            (
                #"{"loss":"dpo_loss","policy_chosen_logps":[-1],"policy_rejected_logps":[-2],"options":{"loss_type":"hinge","label_smoothing":0.1}}"#,
                "option_conflict"
            ),
            (#"{"loss":"ppo_value","values":[1],"returns":[1],"options":{"clip_range":0.2}}"#, "missing_input"),
            (#"{"loss":"ppo_clip","log_probs":[-1],"advantages":[1],"preset":"trl-dpo"}"#, "invalid_value"),
            (#"{"loss":"mse_loss","input":[[1],[1,2]],"target":[[1],[1,2]]}"#, "ragged_tensor"),
            (
                #"{"loss":"ppo_clip","log_probs":[[-1],[-1,-2]],"old_log_probs":[[-1,-2],[-1]],"advantages":[1,1]}"#,
                "shape_mismatch"
            ),
            (
                #"{"loss":"ppo_clip","log_probs":[[-1],[-1,-2]],"advantages":[1,1],"lengths":[1,2]}"#,
                "conflicting_fields"
            ),
        ])
    func refusals(task: String, code: String) throws {
        let answer = Service().evaluate("{\"tasks\":[\(task)]}")
        #expect([400, 422].contains(answer.status))
        let codes = try JSONTree(answer.body)["errors"]?.elements.compactMap { $0["code"]?.text } ?? []
        #expect(codes.contains(code), "\(codes)")
    }

    @Test("lists of different lengths are answered alike, in every reduction and with empty ones")
    func ragged() throws {
        for loss in Self.policies {
            for reduction in ["none", "sum"] {
                let task = Self.policy(
                    loss, #""log_probs":[[-1,-0.5],[],[-0.25,-2,-1]],"advantages":[1,2,3],"mask":[[1,0],[],[1,1,1]]"#,
                    options: "\"reduction\":\"\(reduction)\"")
                let found = try Self.answer(task)
                #expect(found["gradients"]?["log_probs"]?.elements.map { $0.numbers.count } == [2, 0, 3])
                guard reduction == "none" else { continue }
                let counts = loss == "gmpo" ? [1, 1, 1] : [2, 0, 3]
                #expect(found["loss"]?.elements.map { $0.numbers.count } == counts)
            }
        }
        // As a shared tensor, and in a file of tensors there are none.
        let shared = Service().evaluate(
            #"{"tensors":{"lp":[[-1],[-1,-2]]},"tasks":[{"loss":"reinforce","log_probs":"lp","advantages":[1,2]}]}"#)
        #expect(
            try JSONTree(shared.body)["tasks"]?[0]?["gradients"]?["log_probs"]?.elements.map { $0.numbers.count } == [
                1, 2,
            ])
    }

    @Test("every preset sets options that its loss has, and what the task says wins", arguments: Preset.all.map(\.name))
    func presets(name: String) throws {
        let preset = try #require(Preset.find(name))
        let type = try #require(LossCatalogue.find(preset.loss))
        let known = type.options.map(\.name) + ["reduction"]
        for option in preset.options { #expect(known.contains(option.name), "\(option.name)") }
        var members = try JSONTree(type.entry.example.utf8).members
        members["preset"] = .string(name)
        for option in type.options {
            guard let input = option.requires,
                preset.options.contains(where: { $0.name == option.name && $0.value != option.default })
            else { continue }
            guard members[input] == nil else { continue }
            // One fault for each input, at the preset, which names an option that it sets.
            let answer = Service().evaluate("{\"tasks\":[\(JSONTree.object(members).json)]}")
            let faults = try JSONTree(answer.body)["errors"]?.elements ?? []
            let found = faults.filter { $0["detail"]?.text?.contains("needs \(input),") ?? false }
            #expect(found.map { $0["pointer"]?.text } == ["#/tasks/0/preset"], "\(faults)")
            #expect(found.first?["detail"]?.text?.hasPrefix(option.name) == true)
            members[input] = members["log_probs"]
        }
        var options = members["options"]?.members ?? [:]
        if preset.note.contains("horizon") { options["horizon"] = .number(4) }
        if preset.loss == "dro" { options["beta"] = .number(0.1) }
        let own = preset.options.first { $0.name == "reduction" }
        if own != nil { options["reduction"] = .string("token_mean") }
        if own?.value == .choice("fixed_horizon") { options["reduction"] = .string("fixed_horizon") }
        members["options"] = .object(options)
        let found = try Self.answer(JSONTree.object(members).json)
        let set = found["preset"]?["options"]?.members ?? [:]
        #expect(found["preset"]?["name"]?.text == name)
        #expect(Set(set.keys) == Set(preset.options.map(\.name).filter { $0 != "reduction" && options[$0] == nil }))
    }

    @Test(
        "a fault of an option that the preset sets points at the preset",
        arguments: [
            (#""preset":"verl-vanilla","options":{"log_ratio_max":-30}"#, "#/tasks/0/preset"),
            (#""options":{"log_ratio_min":-20,"log_ratio_max":-30}"#, "#/tasks/0/options/log_ratio_min"),
            (
                #""rollout_log_probs":[-1],"preset":"trl-dapo-vllm","options":{"importance_mode":"geometric_mask"}"#,
                "#/tasks/0/preset"
            ),
        ])
    func presetFaults(rest: String, pointer: String) throws {
        let task = #"{"loss":"ppo_clip","log_probs":[-1],"advantages":[1],\#(rest)}"#
        let answer = Service().evaluate("{\"tasks\":[\(task)]}")
        #expect(try JSONTree(answer.body)["errors"]?.elements.map { $0["pointer"]?.text } == [pointer])
    }

    @Test("log-probabilities above 0 are warned of where they count")
    func aboveZero() throws {
        func codes(_ rest: String) throws -> [String] {
            let answer = Service().evaluate("{\"tasks\":[\(Self.policy("reinforce", rest))]}")
            return try JSONTree(answer.body)["warnings"]?.elements.compactMap { $0["code"]?.text } ?? []
        }
        #expect(try codes(#""log_probs":[[-1,0.5]],"advantages":[1]"#) == ["log_prob_above_zero"])
        #expect(try codes(#""log_probs":[[-1,0.5]],"advantages":[1],"mask":[[1,0]]"#) == [])
        #expect(try codes(#""log_probs":[[-1,0.5]],"advantages":[1],"lengths":[1]"#) == [])
    }
}
