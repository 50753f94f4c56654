// Warnings of numbers that are valid and hardly ever meant.

import Catalogue
import LossService
import Losses
import TestSupport
import Testing

@Suite("Numbers that are hardly ever meant")
struct SuspicionTests {
    /// The places and codes of the warnings.
    private func warnings(_ task: String, more: String = "") throws -> [String] {
        let answer = Service().evaluate("{\(more)\"dtype\":\"float64\",\"tasks\":[{\(task)}]}")
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return (try answer.json["warnings"]?.elements ?? []).map {
            "\($0["pointer"]?.text ?? "") \($0["code"]?.text ?? "")"
        }
    }

    @Test(
        "they are warned of, each at its place",
        arguments: [
            (
                #""loss":"cross_entropy","input":[[0.7,0.2,0.1],[0.1,0.8,0.1]],"target":[0,1]"#,
                "input already_probabilities"
            ),
            (#""loss":"cross_entropy","input":[0.7,0.2,0.1],"target":0"#, "input already_probabilities"),
            (#""loss":"softmax_focal_loss","input":[[[0.7],[0.3]]],"target":[[0]]"#, "input already_probabilities"),
            (#""loss":"poly_cross_entropy","input":[[0.7,0.3]],"target":[0]"#, "input already_probabilities"),
            (#""loss":"dice_loss","input":[[[0.7,0.1],[0.3,0.9]]],"target":[[0,1]]"#, "input already_probabilities"),
            (
                #""loss":"cross_entropy","input":[[1,2,3],[4,5,6]],"target":[[0,1,0],[2,1,0]]"#,
                "target/1/0 not_a_distribution"
            ),
            (#""loss":"cross_entropy","input":[[1,2,3]],"target":[[1,1,0]]"#, "target/0/0 not_a_distribution"),
            (#""loss":"poly_cross_entropy","input":[[1,2,3]],"target":[[0.5,0,0]]"#, "target/0/0 not_a_distribution"),
            (#""loss":"nll_loss","input":[[0.7,0.2,0.1]],"target":[0]"#, "input/0/0 unexpected_value"),
            (
                #""loss":"kl_div","input":[-0.7,0.2],"target":[0.6,0.4],"options":{"reduction":"sum"}"#,
                "input/1 unexpected_value"
            ),
            (
                #""loss":"kl_div","input":[-0.7],"target":[-0.6],"options":{"reduction":"sum"}"#,
                "target/0 unexpected_value"
            ),
            (
                #""loss":"kl_div","input":[-0.7],"target":[0.6],"options":{"reduction":"sum","log_target":true}"#,
                "target/0 unexpected_value"
            ),
            (
                #""loss":"ctc_loss","log_probs":[[[0.1,0.9]],[[0.5,0.5]]],"targets":[[1]],"input_lengths":[2],"target_lengths":[1]"#,
                "log_probs/0/0/0 unexpected_value"
            ),
            (
                #""loss":"dpo_loss","policy_chosen_logps":[3],"policy_rejected_logps":[-1],"reference_chosen_logps":[-1],"reference_rejected_logps":[-1]"#,
                "policy_chosen_logps/0 log_prob_above_zero"
            ),
            (
                #""loss":"binary_cross_entropy_with_logits","input":[0.9,0.2],"target":[1,-1]"#,
                "target/1 unexpected_value"
            ),
            (
                #""loss":"multilabel_soft_margin_loss","input":[[0.9,0.2]],"target":[[2,0]]"#,
                "target/0/0 unexpected_value"
            ),
            (#""loss":"sigmoid_focal_loss","input":[0.9],"target":[255]"#, "target/0 unexpected_value"),
            (
                #""loss":"ctc_loss","log_probs":[[-1,-1,-1],[-1,-1,-1]],"targets":[0],"input_lengths":2,"target_lengths":1"#,
                "targets/0 unexpected_value"
            ),
            (
                #""loss":"kl_div","input":[[-1,-1],[-1,-1]],"target":[[0.5,0.5],[0.8,0.8]],"options":{"reduction":"batchmean"}"#,
                "target/1/0 not_a_distribution"
            ),
            (#""loss":"asymmetric_loss","input":[[0.9]],"target":[[-1]]"#, "target/0/0 unexpected_value"),
            (#""loss":"soft_margin_loss","input":[0.5,-1.5],"target":[1,0]"#, "target/1 unexpected_value"),
            (#""loss":"hinge_loss","input":[0.5],"target":[0]"#, "target/0 unexpected_value"),
            (#""loss":"squared_hinge_loss","input":[0.5],"target":[2]"#, "target/0 unexpected_value"),
            (#""loss":"hinge_embedding_loss","input":[0.5],"target":[0]"#, "target/0 unexpected_value"),
            (#""loss":"margin_ranking_loss","input1":[0.5],"input2":[1],"target":[0]"#, "target/0 unexpected_value"),
            (
                #""loss":"cosine_embedding_loss","input1":[[1,2]],"input2":[[1,0]],"target":[0]"#,
                "target/0 unexpected_value"
            ),
            (#""loss":"poisson_nll_loss","input":[0.5],"target":[-1]"#, "target/0 unexpected_value"),
            (
                #""loss":"poisson_nll_loss","input":[-1],"target":[1],"options":{"log_input":false,"eps":2}"#,
                "input/0 unexpected_value"
            ),
            (
                #""loss":"dice_loss","input":[[2,-3]],"target":[[255,0]],"options":{"mode":"binary"}"#,
                "target/0/0 unexpected_value"
            ),
            (
                #""loss":"tversky_loss","input":[[2,-3]],"target":[[1,2]],"options":{"mode":"multilabel"}"#,
                "target/0/1 unexpected_value"
            ),
            (#""loss":"multilabel_margin_loss","input":[[1,2,3]],"target":[[0,1,1]]"#, "target/0/2 repeated_class"),
            (
                #""loss":"generalized_box_iou_loss","boxes1":[[2,2,1,1]],"boxes2":[[0,0,1,1]]"#,
                "boxes1/0/2 swapped_corners"
            ),
            (
                #""loss":"complete_box_iou_loss","boxes1":[[0,0,1,1]],"boxes2":[[0,3,1,1]]"#,
                "boxes2/0/3 swapped_corners"
            ),
            (
                #""loss":"mse_loss","input":[[1,2],[4,5]],"target":[[0,0],[0,0]],"sample_weight":[1,0]"#,
                "sample_weight broadcast"
            ),
            (#""loss":"mse_loss","input":[[1,2],[4,5]],"target":[[0,0],[0,0]],"mask":[1,0]"#, "mask broadcast"),
            (
                #""loss":"binary_cross_entropy","input":[[0,1],[0,1]],"target":[[0,1],[0,1]],"options":{"weight":[1,0]}"#,
                "options/weight broadcast"
            ),
        ])
    func found(task: String, expected: String) throws {
        #expect(try warnings(task) == ["#/tasks/0/\(expected)"])
        #expect(try warnings(task, more: #""warnings":false,"#) == [])
    }

    @Test("they do not change the answer")
    func sameAnswer() throws {
        let task = #"{"loss":"binary_cross_entropy_with_logits","input":[0.9,0.2],"target":[1,-1]}"#
        let answers = try ["", #""warnings":false,"#, #""warnings":null,"#].map {
            try Service().evaluate("{\($0)\"dtype\":\"float64\",\"tasks\":[\(task)]}").json
        }
        #expect(Set(answers.map { $0["total"]?["loss"]?.double }).count == 1)
        #expect(Set(answers.map { $0["tasks"]?[0]?["gradients"]?["input"]?.numbers }).count == 1)
        #expect(answers.map { $0["warnings"] == nil } == [false, true, false])
    }

    @Test(
        "what is left out, or means that there is nothing, or is off by rounding, is not warned of",
        arguments: [
            #""loss":"binary_cross_entropy_with_logits","input":[0.9,0.2],"target":[1,-1],"mask":[1,0]"#,
            #""loss":"binary_cross_entropy_with_logits","input":[0.9,0.2],"target":[1,-1],"sample_weight":[1,0]"#,
            #""loss":"soft_margin_loss","input":[[0.9],[0.2]],"target":[[1],[0]],"mask":[[true],[false]]"#,
            #""loss":"cross_entropy","input":[[1,2,3],[4,5,6]],"target":[[0,1,0],[0,0,0]],"mask":[1,0]"#,
            #""loss":"generalized_box_iou_loss","boxes1":[[0,0,2,2],[2,2,1,1]],"boxes2":[[0,0,1,1],[0,0,1,1]],"mask":[1,0]"#,
            #""loss":"multilabel_margin_loss","input":[[1,2,3],[1,2,3]],"target":[[0,-1,0],[1,1,1]],"mask":[1,0]"#,
            #""loss":"multilabel_margin_loss","input":[[1,2,3]],"target":[[0,1,-1]]"#,
            #""loss":"dice_loss","input":[[2,-3]],"target":[[255,0]],"options":{"mode":"binary","ignore_index":255}"#,
            #""loss":"dice_loss","input":[[[0.7,0.1],[0.3,0.9]]],"target":[[0,1]],"options":{"from_logits":false}"#,
            #""loss":"dice_loss","input":[[[5,6],[1,2],[1,2]]],"target":[[2,1]]"#,
            #""loss":"cross_entropy","input":[[1,0],[2,3]],"target":[0,1]"#,
            #""loss":"cross_entropy","input":[[1],[1]],"target":[0,0]"#,
            #""loss":"cross_entropy","input":[[1,2,3]],"target":[[0.3333,0.3333,0.3333]]"#,
            #""loss":"nll_loss","input":[[1e-7,-20]],"target":[0]"#,
            #""loss":"nll_loss","input":[["-Infinity",0]],"target":[1]"#,
            #""loss":"kl_div","input":[-1],"target":[1.000001],"options":{"reduction":"sum"}"#,
            #""loss":"poisson_nll_loss","input":[-1],"target":[3]"#,
            #""loss":"poisson_nll_loss","input":[1],"target":["NaN"]"#,
            #""loss":"generalized_box_iou_loss","boxes1":[[1,1,1,1]],"boxes2":[[0,0,1,1]]"#,
            #""loss":"mse_loss","input":[[1,2],[4,5]],"target":[[0,0],[0,0]],"sample_weight":[[1],[0]]"#,
            #""loss":"mse_loss","input":[[1,2,3],[4,5,6]],"target":[[0,0,0],[0,0,0]],"sample_weight":[1,0,1]"#,
            #""loss":"mse_loss","input":[[1]],"target":[[0]],"sample_weight":[1]"#,
            // What is never read.
            #""loss":"nll_loss","input":[[2,-1],[-0.1,-2]],"target":[-100,0]"#,
            #""loss":"nll_loss","input":[[[-1,-1],[3,-1]]],"target":[[0,1]]"#,
            #""loss":"ctc_loss","log_probs":[[[-0.5,-1.5,-1.7],[-0.5,-1.5,-1.7]],[[-0.5,-1.5,-1.7],[5,5,5]]],"targets":[[1],[1]],"input_lengths":[2,1],"target_lengths":[1,1]"#,
            #""loss":"binary_cross_entropy_with_logits","input":[1,1],"target":[-1,1],"options":{"weight":[0,1]}"#,
            // Documented forms.
            #""loss":"gaussian_nll_loss","input":[[1,2],[3,4]],"target":[[1,2],[3,4]],"var":[[1],[2]]"#,
            #""loss":"gaussian_nll_loss","input":[[1,2],[3,4]],"target":[[1,2],[3,4]],"var":[1,2]"#,
            #""loss":"reward_model_loss","rewards_chosen":[1,2],"rewards_rejected":[0,1],"margin":0.5"#,
            #""loss":"kl_div","input":[[-1,-1]],"target":[[0.5,0.5]],"options":{"reduction":"batchmean"}"#,
            #""loss":"kl_div","input":[[-1,-1]],"target":[[0.2,0.5]],"options":{"reduction":"batchmean"},"mask":[1,0]"#,
        ])
    func notFound(task: String) throws {
        #expect(try warnings(task) == [])
    }

    @Test("the examples of the catalogue have none")
    func examples() throws {
        for type in LossCatalogue.all {
            let answer = Service().evaluate("{\"tasks\":[\(type.entry.example)]}")
            #expect(answer.status == 200)
            #expect(try answer.json["warnings"] == nil, "\(type.entry.name)")
        }
    }

    @Test("the place of an element of a packed or shared tensor is named as for faults")
    func places() throws {
        let packed = #"{"shape":[2],"dtype":"float32","base64":"AACAPwAAgL8="}"#
        let task = #""loss":"binary_cross_entropy_with_logits","input":[0.9,0.2],"target""#
        let answer = try Service().evaluate("{\"tasks\":[{\(task):\(packed)}]}").json
        #expect(answer["warnings"]?[0]?["pointer"]?.text == "#/tasks/0/target")
        #expect(answer["warnings"]?[0]?["index"]?.numbers == [1])
        #expect(
            try warnings(task + #":"y""#, more: #""tensors":{"y":[1,-1]},"#) == ["#/tensors/y/1 unexpected_value"])
    }
}
