// Which tasks take part in a weighting, and what is said of those that do not.

import Exchange
import LossService
import TestSupport
import Testing

@Suite("Taking part in a weighting")
struct ParticipationTests {
    private static let ok = #"{"name":"ok","loss":"mse_loss","input":[1],"target":[0]}"#

    private func answer(_ body: String) throws -> JSONTree {
        let answer = Service().evaluate(body)
        #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return try answer.json
    }

    @Test(
        "a task of which nothing is left has no loss and gradient 0, moves no state, and is warned of",
        arguments: [
            (#"{"name":"x","loss":"mse_loss","input":[1],"target":[0],"weight":0}"#, "zero_weight"),
            (#"{"name":"x","loss":"mse_loss","input":[1],"target":[0],"mask":[0]}"#, "all_ignored"),
            (#"{"name":"x","loss":"mse_loss","input":[1],"target":[0],"sample_weight":[0]}"#, "all_ignored"),
            (#"{"name":"x","loss":"cross_entropy","input":[[1,2]],"target":[-100]}"#, "all_ignored"),
            (
                #"{"name":"x","loss":"cross_entropy","input":[[1,2]],"target":[0],"options":{"weight":[0,1]}}"#,
                "all_ignored"
            ),
            (
                #"{"name":"x","loss":"nll_loss","input":[[-1,-2]],"target":[0],"options":{"weight":[0,1]}}"#,
                "all_ignored"
            ),
            (
                #"{"name":"x","loss":"dice_loss","input":[[[1,2],[0,1]]],"target":[[255,255]],"options":{"ignore_index":255}}"#,
                "all_ignored"
            ),
            (
                #"{"name":"x","loss":"softmax_focal_loss","input":[[0.5,1]],"target":[0],"options":{"weight":[0,1]}}"#,
                "all_ignored"
            ),
            (
                #"{"name":"x","loss":"multi_margin_loss","input":[[0.5,1]],"target":[0],"options":{"weight":[0,1]}}"#,
                "all_ignored"
            ),
            (
                #"{"name":"x","loss":"cross_entropy","input":[[0.5,1]],"target":[[0.5,0.5]],"options":{"weight":[0,0]}}"#,
                "all_ignored"
            ),
            (#"{"name":"x","loss":"huber_loss","input":[1],"target":[0],"options":{"weight":[0]}}"#, "all_ignored"),
            (
                #"{"name":"x","loss":"binary_cross_entropy_with_logits","input":[1],"target":[0],"options":{"weight":[0]}}"#,
                "all_ignored"
            ),
            (
                #"{"name":"x","loss":"multilabel_soft_margin_loss","input":[[1]],"target":[[0]],"options":{"weight":[0]}}"#,
                "all_ignored"
            ),
            (
                #"{"name":"x","loss":"mse_loss","input":[1,2],"target":[0,0],"sample_weight":[1,-1]}"#,
                "zero_denominator"
            ),
            (
                #"{"name":"x","loss":"tversky_loss","input":[[1,2]],"target":[[9,9]],"options":{"ignore_index":9,"mode":"multilabel"}}"#,
                "all_ignored"
            ),
        ])
    func nothingLeft(task: String, code: String) throws {
        for strategy in ["uncertainty", "log_sum", "dwa", "fixed"] {
            let first = try answer(
                "{\"weighting\":{\"strategy\":\"\(strategy)\"},\"tasks\":[\(Self.ok),\(Self.ok.replacing("ok", with: "x"))]}"
            )
            let state = first["weighting"]?["state"]?.json ?? "null"
            let next = try answer(
                "{\"weighting\":{\"strategy\":\"\(strategy)\",\"state\":\(state)},\"tasks\":[\(Self.ok),\(task)]}")
            let result = try #require(next["tasks"]?[1])
            #expect(result["loss"] == .null)
            #expect(result["gradients"]?["input"]?.numbers.allSatisfy { $0 == 0 } == true)
            #expect(next["weighting"]?["weights"]?["x"]?.double == 0)
            let (before, after) = (first["weighting"]?["state"], next["weighting"]?["state"])
            #expect(before?["tasks"]?["x"] == after?["tasks"]?["x"])
            let warnings = next["warnings"]?.elements ?? []
            #expect(warnings.compactMap { $0["code"]?.text } == [code])
            #expect(warnings.first?["pointer"]?.text?.hasPrefix("#/tasks/1") == true)
        }
    }

    @Test("without a weighting the numbers are the reference's, and a denominator of 0 is warned of")
    func plain() throws {
        let weighted = try answer(
            #"{"tasks":[{"loss":"cross_entropy","input":[[1,2]],"target":[0],"options":{"weight":[0,1]}}]}"#)
        #expect(weighted["tasks"]?[0]?["loss"] == "NaN" && weighted["tasks"]?[0]?["denominator"]?.double == 0)
        #expect(weighted["warnings"]?[0]?["code"] == "all_ignored")
        let void = try answer(
            #"{"tasks":[{"loss":"dice_loss","input":[[[1,2],[0,1]]],"target":[[255,255]],"options":{"ignore_index":255}}]}"#
        )
        #expect(void["tasks"]?[0]?["loss"]?.double == 0 && void["tasks"]?[0]?["denominator"]?.double == 0)
        #expect(void["warnings"]?[0]?["code"] == "all_ignored")
        let part = try answer(
            #"{"tasks":[{"loss":"dice_loss","input":[[[1,2],[0,1]]],"target":[[255,1]],"options":{"ignore_index":255}}]}"#
        )
        #expect(part["tasks"]?[0]?["denominator"]?.double == 2 && part["warnings"] == nil)
    }

    @Test("a task of weight 0 whose loss is not finite is named, since it makes the total NaN")
    func zeroTimesNaN() throws {
        let body = #"{"tasks":[\#(Self.ok),{"loss":"mse_loss","input":["NaN"],"target":[0],"weight":0}]}"#
        let found = try answer(body)
        #expect(found["total"]?["loss"] == "NaN")
        #expect(found["warnings"]?[0]?["code"] == "zero_weight")
        #expect(found["warnings"]?[0]?["pointer"] == "#/tasks/1/weight")
        let finite = try answer(body.replacing("\"NaN\"", with: "1"))
        #expect(finite["warnings"] == nil)
    }

    @Test("faults of a weighting point at the task that is at fault")
    func culprits() throws {
        let boxes = "[[200,599,300,599]]"
        for (body, place, words) in [
            (
                #"{"dtype":"float64","tensors":{"p":[1,800]},"weighting":{"strategy":"upgrad","level":"shared_input"},"tasks":[{"name":"a","loss":"mse_loss","input":"p","target":[0,0]},{"name":"b","loss":"mse_loss","input":"p","target":["NaN",0]}]}"#,
                "#/tasks/1 loss_out_of_range", "the loss of b is NaN"
            ),
            (
                #"{"dtype":"float64","tensors":{"p":\#(boxes)},"weighting":{"strategy":"upgrad","level":"shared_input"},"tasks":[{"name":"l","loss":"l1_loss","input":"p","target":[[0,0,0,0]]},{"name":"c","loss":"complete_box_iou_loss","boxes1":"p","boxes2":[[200,500,300,600]],"options":{"reduction":"mean"}}]}"#,
                "#/tasks/1 invalid_gramian", "the gradient of c"
            ),
            (
                #"{"weighting":{"strategy":"upgrad"},"tasks":[{"loss":"mse_loss","input":[1],"target":[0]}]}"#,
                "#/weighting missing_input", "\"level\": \"shared_input\""
            ),
        ] {
            let answer = Service().evaluate(body)
            #expect(try answer.faults == [place])
            let detail = try answer.json["detail"]?.text ?? ""
            #expect(detail.contains(words) && !detail.contains("-nan"), "\(detail)")
        }
    }

    @Test("total.gradients holds every part of a shared tensor's gradient that was asked for, as a target too")
    func sharedTarget() throws {
        func body(_ gradients: String) -> String {
            #"{"dtype":"float64",\#(gradients)"tensors":{"p":[[1.0,0.2]],"q":[[0.5,0.1]]},"weighting":{"strategy":"fixed","level":"shared_input"},"tasks":[{"name":"a","loss":"mse_loss","input":"p","target":"q"},{"name":"b","loss":"mse_loss","input":"q","target":[[0,0]]}]}"#
        }
        let both = try answer(body(#""gradients":["input","target"],"#))["total"]?["gradients"]
        #expect(both?["q"]?.numbers.allSatisfy { abs($0) < 1e-12 } == true)
        #expect(both?["p"]?.numbers == [0.5, 0.1])
        let predictions = try answer(body(""))["total"]?["gradients"]
        #expect(predictions?["q"]?.numbers == [0.5, 0.1])
    }

    @Test("an inactive task needs no loss, and divisors are not called logarithms")
    func weights() throws {
        func weigh(_ body: String) -> ServiceAnswer { Service().send(.post, "/v1/weights", body: body) }
        let inactive = weigh(#"{"strategy":"fixed","tasks":["a","b"],"losses":{"a":1},"inactive":["b"]}"#)
        #expect(try inactive.json["weights"]?["b"]?.double == 0)
        let active = weigh(#"{"strategy":"fixed","tasks":["a","b"],"losses":{"a":1}}"#)
        #expect(try active.faults == ["#/losses missing_field"])
        let after = weigh(
            #"{"strategy":"famo","tasks":["a","b"],"losses":{"a":1},"losses_after":{"a":1},"inactive":["b"]}"#)
        #expect(after.status == 200)
        let divided = weigh(
            #"{"strategy":"mgda","tasks":["a","b"],"jacobian":[[1,0],[-1,1]],"losses":{"a":0,"b":1},"parameters":{"gradient_normalization":"loss"}}"#
        )
        #expect(try divided.json["detail"]?.text?.contains("cannot divide a gradient") == true)
        let sequential = weigh(
            #"{"strategy":"pcgrad","tasks":["a","b"],"jacobian":[[1,0],[-1,1]],"parameters":{"order":"sequential"}}"#)
        #expect(sequential.status == 200)
    }

    @Test(
        "probabilities of regions lie between 0 and 1, where they count",
        arguments: ["dice_loss", "jaccard_loss", "tversky_loss"])
    func regions(loss: String) throws {
        func task(_ input: String, _ target: String = "[[1,0]]") -> ServiceAnswer {
            Service().evaluate(
                #"{"tasks":[{"loss":"\#(loss)","input":\#(input),"target":\#(target),"options":{"mode":"multilabel","from_logits":false,"ignore_index":9}}]}"#
            )
        }
        #expect(
            try task("[[2,-3]]").faults == ["#/tasks/0/input/0/0 out_of_domain", "#/tasks/0/input/0/1 out_of_domain"])
        #expect(try task("[[0.5,\"NaN\"]]").faults == ["#/tasks/0/input/0/1 out_of_domain"])
        #expect(task("[[0,1]]").status == 200)
        #expect(task("[[7,1]]", "[[9,0]]").status == 200)
    }

    @Test(
        "weights that sum to 0 count where nothing divides by their sum",
        arguments: [
            (#""mse_loss","input":[1,3],"target":[0,0],"options":{"weight":[1,-1],"reduction":"sum"}"#, -8.0),
            (#""mse_loss","input":[1,3],"target":[0,0],"sample_weight":[1,-1],"options":{"reduction":"sum"}"#, -8),
            (
                #""cross_entropy","input":[[0.5,1]],"target":[0],"options":{"weight":[0,1],"label_smoothing":0.1,"reduction":"sum"}"#,
                0.02370384921
            ),
        ])
    func opposite(task: String, loss: Double) throws {
        for weighting in ["", #""weighting":{"strategy":"fixed"},"#] {
            let body = "{\"dtype\":\"float64\",\(weighting)\"tasks\":[{\"loss\":\(task)}]}"
            let answer = try answer(body)
            let found = try #require(answer["tasks"]?[0]?["loss"]?.double)
            #expect(abs(found - loss) < 1e-9)
            #expect(answer["tasks"]?[0]?["gradients"]?["input"]?.numbers.contains { $0 != 0 } == true)
            #expect(answer["warnings"] == nil)
        }
    }

    @Test(
        "a contrastive batch that nothing can be learned from is warned of",
        arguments: [
            #""info_nce_loss","query":[[1,0]],"positive_key":[[1,0]]"#,
            #""nt_xent_loss","embeddings":[[1,0],[0,1]],"labels":[1,1]"#,
            #""supcon_loss","embeddings":[[1,0],[0,1]],"labels":[1,2]"#,
        ])
    func contrastive(task: String) throws {
        #expect(try answer("{\"tasks\":[{\"loss\":\(task)}]}")["warnings"]?[0]?["code"] == "all_ignored")
    }
}
