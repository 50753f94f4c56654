// What torch refuses, warns of, or should have: shapes, ranges, labels, gradients, loss by loss.

import Catalogue
import LossService
import Losses
import TestSupport
import Testing

@Suite("What torch refuses")
struct TorchRefusalTests {
    /// A task with something wrong, and what must be said of it, below the task.
    struct Case: CustomStringConvertible, Sendable {
        let loss: String
        let fields: String
        let fault: String

        init(_ loss: String, _ fields: String, _ fault: String) {
            (self.loss, self.fields, self.fault) = (loss, fields, fault)
        }

        var description: String { "\(loss) \(fields)" }
        var body: String { "{\"tasks\":[{\"loss\":\"\(loss)\",\(fields)}]}" }
    }

    private static let rows = #""input":[[1,2],[3,4]]"#
    private static let pairs = #""input1":[[1,2],[3,4]],"input2":[[1,2],[3,4]]"#
    private static let linear = #""input":[[1,2]],"linear_weight":[[1,0],[0,1]]"#
    private static let logs = #""log_probs":[[[-1,-1]],[[-1,-1]]]"#
    private static let sequences = logs + #","input_lengths":[2],"target_lengths":[1]"#
    private static let adaptive =
        #""input":[[1,2]],"target":[0],"head.weight":[[1,1],[1,1]],"tail.0.0.weight":[[1,1],[1,1]],"#
        + #""tail.0.1.weight":[[1,1]]"#

    static let refused = [
        // Elements
        Case("l1_loss", #""input":[1,2],"target":[1,2,3]"#, "/target shape_mismatch"),
        Case("l1_loss", #""input":[1],"target":[1,2],"options":{"weight":[1,2]}"#, "/options/weight shape_mismatch"),
        Case("mse_loss", #""input":[1,2],"target":[1,2],"options":{"weight":1}"#, "/options/weight shape_mismatch"),
        Case("smooth_l1_loss", #""input":1,"target":1,"options":{"beta":-0.5}"#, "/options/beta out_of_range"),
        Case("huber_loss", #""input":1,"target":1,"options":{"delta":-1}"#, "/options/delta out_of_range"),
        Case("huber_loss", #""input":1,"target":1,"options":{"delta":"x"}"#, "/options/delta wrong_type"),
        Case("poisson_nll_loss", #""input":1,"target":1,"gradients":["full"]"#, "/gradients/0 unknown_gradient"),
        Case("gaussian_nll_loss", #""input":[1],"target":[1],"var":[-1]"#, "/var/0 out_of_domain"),
        Case(
            "gaussian_nll_loss", #""input":[[1,2],[3,4],[5,6]],"target":0,"var":[[1]]"#, "/var shape_mismatch"),
        Case("kl_div", #""input":[1,2],"target":[1,2,3]"#, "/target shape_mismatch"),
        Case("binary_cross_entropy", #""input":[-0.1],"target":[1]"#, "/input/0 out_of_domain"),
        Case("binary_cross_entropy", #""input":[0.5,0.5],"target":[1]"#, "/target shape_mismatch"),
        Case("binary_cross_entropy_with_logits", #""input":[[1,2]],"target":[1,0]"#, "/target shape_mismatch"),
        Case("margin_ranking_loss", #""input1":[1],"input2":[1],"target":1"#, "/target shape_mismatch"),
        Case("hinge_embedding_loss", #""input":[1,2],"target":[1,1,1]"#, "/target shape_mismatch"),
        Case("soft_margin_loss", #""input":1,"target":[1,1]"#, "/target shape_mismatch"),
        Case("multilabel_soft_margin_loss", #""input":[1,2],"target":[1,0,1]"#, "/target shape_mismatch"),
        Case(
            "multilabel_soft_margin_loss", #""input":[1,2],"target":[1,0],"options":{"weight":[[1,2],[1,2]]}"#,
            "/options/weight shape_mismatch"),
        // Rows
        Case("nll_loss", rows + #","target":[0,-1]"#, "/target/1 class_out_of_range"),
        Case("nll_loss", rows + #","target":[0]"#, "/target shape_mismatch"),
        Case("nll_loss", rows + #","target":[[0,1],[1,0]]"#, "/target shape_mismatch"),
        Case("nll_loss", rows + #","target":0"#, "/target shape_mismatch"),
        Case("nll_loss", rows + #","target":[0,1],"options":{"weight":[[1,1]]}"#, "/options/weight shape_mismatch"),
        Case("cross_entropy", #""input":[[[1],[2]]],"target":[[[0]]]"#, "/target shape_mismatch"),
        Case(
            "cross_entropy", rows + #","target":[0,1],"options":{"label_smoothing":1.01}"#,
            "/options/label_smoothing out_of_range"),
        Case(
            "cross_entropy", rows + #","target":[[1,0],[0,1]],"options":{"ignore_index":1}"#,
            "/options/ignore_index option_conflict"),
        Case(
            "cross_entropy", rows + #","target":[[1,0],[0,1]],"options":{"weight":[1,2,3]}"#,
            "/options/weight shape_mismatch"),
        Case("multi_margin_loss", rows + #","target":[0,2]"#, "/target/1 class_out_of_range"),
        Case(
            "multi_margin_loss", rows + #","target":[0,1],"options":{"weight":[1]}"#, "/options/weight shape_mismatch"),
        Case("multi_margin_loss", rows + #","target":[0,1],"options":{"p":0}"#, "/options/p out_of_range"),
        Case("multilabel_margin_loss", #""input":[[[1]]],"target":[[[0]]]"#, "/input shape_mismatch"),
        Case("linear_cross_entropy", #""input":1,"linear_weight":[[1]],"target":0"#, "/input shape_mismatch"),
        Case("linear_cross_entropy", #""input":[[[1]]],"linear_weight":[[1]],"target":[0]"#, "/input shape_mismatch"),
        Case(
            "linear_cross_entropy", #""input":[[1,2]],"linear_weight":[[1],[1]],"target":[0]"#,
            "/linear_weight shape_mismatch"),
        Case(
            "linear_cross_entropy", #""input":[1],"linear_weight":[[[1]],[[1]]],"target":0"#,
            "/linear_weight shape_mismatch"),
        Case("linear_cross_entropy", linear + #","linear_bias":[1],"target":[0]"#, "/linear_bias shape_mismatch"),
        Case("linear_cross_entropy", linear + #","target":[2]"#, "/target/0 class_out_of_range"),
        Case(
            "linear_cross_entropy", linear + #","target":[0],"options":{"label_smoothing":-0.1}"#,
            "/options/label_smoothing out_of_range"),
        Case(
            "linear_cross_entropy", linear + #","target":[[1,0]],"options":{"ignore_index":-100}"#,
            "/options/ignore_index option_conflict"),
        Case(
            "linear_cross_entropy", linear + #","target":[0],"gradients":["linear_bias"]"#,
            "/gradients/0 missing_field"),
        Case("multi_margin_loss", #""input":{"shape":[0,0],"data":[]},"target":[]"#, "/input shape_mismatch"),
        Case(
            "multi_margin_loss", rows + #","target":[0,1],"options":{"weight":[[1,1]]}"#,
            "/options/weight shape_mismatch"),
        Case(
            "multilabel_margin_loss", #""input":{"shape":[2,0],"data":[]},"target":{"shape":[2,0],"data":[]}"#,
            "/input shape_mismatch"),
        // Vectors
        Case("cosine_embedding_loss", pairs + #","target":[[1],[1]]"#, "/target shape_mismatch"),
        Case("cosine_embedding_loss", pairs + #","target":1"#, "/input1 shape_mismatch"),
        Case("cosine_embedding_loss", #""input1":[1,2],"input2":[1,2],"target":[1]"#, "/input1 shape_mismatch"),
        Case("cosine_embedding_loss", #""input1":[[1,2]],"input2":[[1,2,3]],"target":[1]"#, "/input2 shape_mismatch"),
        Case(
            "triplet_margin_loss", #""anchor":[1],"positive":[1],"negative":[1],"options":{"margin":0}"#,
            "/options/margin out_of_range"),
        Case("triplet_margin_loss", #""anchor":[[1]],"positive":[1],"negative":[[1]]"#, "/positive shape_mismatch"),
        Case("triplet_margin_loss", #""anchor":1,"positive":1,"negative":1"#, "/anchor shape_mismatch"),
        Case(
            "triplet_margin_with_distance_loss",
            #""anchor":[1],"positive":[1],"negative":[1],"options":{"margin":-1}"#, "/options/margin out_of_range"),
        Case(
            "triplet_margin_with_distance_loss",
            #""anchor":[1],"positive":[1],"negative":[1],"options":{"distance_function":"taxi"}"#,
            "/options/distance_function invalid_value"),
        Case(
            "triplet_margin_with_distance_loss",
            #""anchor":[1],"positive":[1],"negative":[1],"options":{"distance_function":1}"#,
            "/options/distance_function wrong_type"),
        // Sequences
        Case("ctc_loss", sequences + #","targets":[[1]],"options":{"blank":2}"#, "/options/blank option_conflict"),
        Case("ctc_loss", sequences + #","targets":[[1]],"options":{"blank":-1}"#, "/options/blank option_conflict"),
        Case(
            "ctc_loss", logs + #","targets":[[1]],"input_lengths":[2],"target_lengths":[-1]"#,
            "/target_lengths/0 out_of_domain"),
        Case(
            "ctc_loss", logs + #","targets":[[1]],"input_lengths":[2],"target_lengths":[1,1]"#,
            "/target_lengths shape_mismatch"),
        Case(
            "ctc_loss",
            #""log_probs":{"shape":[2,0,2],"data":[]},"targets":[[1]],"input_lengths":[],"target_lengths":[]"#,
            "/log_probs shape_mismatch"),
        Case("ctc_loss", sequences + #","targets":[[2]]"#, "/targets/0/0 class_out_of_range"),
        Case("ctc_loss", sequences + #","targets":[[-1]]"#, "/targets/0/0 class_out_of_range"),
        Case("ctc_loss", sequences + #","targets":[[0.5]]"#, "/targets/0/0 not_whole"),
        Case("ctc_loss", sequences + #","targets":[[[1]]]"#, "/targets shape_mismatch"),
        Case("ctc_loss", sequences + #","targets":[[1],[1]]"#, "/targets shape_mismatch"),
        Case("ctc_loss", sequences + #","targets":[1,1]"#, "/targets shape_mismatch"),
        Case(
            "ctc_loss", logs + #","targets":[[1]],"input_lengths":[3],"target_lengths":[1]"#,
            "/input_lengths/0 out_of_domain"),
        Case(
            "ctc_loss", logs + #","targets":[[1]],"input_lengths":[-1],"target_lengths":[1]"#,
            "/input_lengths/0 out_of_domain"),
        Case(
            "ctc_loss", logs + #","targets":[[1]],"input_lengths":[1.5],"target_lengths":[1]"#,
            "/input_lengths/0 not_whole"),
        Case(
            "ctc_loss", logs + #","targets":[[1]],"input_lengths":[2,2],"target_lengths":[1]"#,
            "/input_lengths shape_mismatch"),
        Case(
            "ctc_loss", logs + #","targets":[[1]],"input_lengths":[2],"target_lengths":[2]"#,
            "/target_lengths/0 out_of_domain"),
        Case(
            "ctc_loss",
            #""log_probs":{"shape":[0,1,2],"data":[]},"targets":[[1]],"input_lengths":[0],"target_lengths":[1]"#,
            "/log_probs shape_mismatch"),
        Case(
            "ctc_loss", #""log_probs":[-1],"targets":[1],"input_lengths":1,"target_lengths":1"#,
            "/log_probs shape_mismatch"),
        Case("adaptive_log_softmax_with_loss", adaptive, "/options/cutoffs missing_input"),
        Case(
            "adaptive_log_softmax_with_loss", adaptive + #","options":{"cutoffs":[2,1]}"#,
            "/options/cutoffs option_conflict"),
        Case(
            "adaptive_log_softmax_with_loss", adaptive + #","options":{"cutoffs":[0]}"#,
            "/options/cutoffs option_conflict"),
        Case("adaptive_log_softmax_with_loss", adaptive + #","options":{"cutoffs":1}"#, "/options/cutoffs wrong_type"),
        Case(
            "adaptive_log_softmax_with_loss", adaptive + #","options":{"cutoffs":[1.5]}"#,
            "/options/cutoffs/0 wrong_type"),
        Case(
            "adaptive_log_softmax_with_loss", adaptive + #","options":{"cutoffs":[1]}"#,
            "/tail.0.0.weight shape_mismatch"),
        Case(
            "adaptive_log_softmax_with_loss", adaptive + #","options":{"cutoffs":[2],"div_value":1}"#,
            "/head.weight shape_mismatch"),
        Case(
            "adaptive_log_softmax_with_loss", adaptive + #","options":{"cutoffs":[1],"div_value":1e-300}"#,
            "/options/div_value option_conflict"),
        Case(
            "adaptive_log_softmax_with_loss",
            adaptive + #","tail.7.0.weight":[[1]],"options":{"cutoffs":[1],"div_value":1}"#,
            "/tail.7.0.weight shape_mismatch"),
        Case(
            "adaptive_log_softmax_with_loss",
            adaptive + #","tail.x.0.weight":[[1]],"options":{"cutoffs":[1],"div_value":1}"#,
            "/tail.x.0.weight unknown_field"),
        Case(
            "adaptive_log_softmax_with_loss",
            adaptive.replacing("\"target\":[0]", with: "\"target\":[2]") + #","options":{"cutoffs":[1],"div_value":1}"#,
            "/target/0 class_out_of_range"),
        Case(
            "adaptive_log_softmax_with_loss",
            #""input":[1],"target":0,"head.weight":[[1],[1]],"tail.0.0.weight":[[1]],"#
                + #""tail.0.1.weight":{"shape":[0,1],"data":[]},"options":{"cutoffs":[1],"div_value":1}"#,
            "/tail.0.1.weight shape_mismatch"),
        // Beyond torch
        Case("sigmoid_focal_loss", #""input":1,"target":1,"options":{"alpha":-0.5}"#, "/options/alpha out_of_range"),
        Case(
            "quantile_loss", #""input":[1],"target":[1],"options":{"quantile":[1.5]}"#,
            "/options/quantile/0 out_of_domain"),
        Case(
            "asymmetric_loss", #""input":[1],"target":[1],"options":{"smoothing":1}"#, "/options/smoothing out_of_range"
        ),
        Case(
            "rmse_loss", #""input":[1],"target":[1],"options":{"reduction":"none"}"#, "/options/reduction invalid_value"
        ),
        Case(
            "dpo_loss",
            #""policy_chosen_logps":[1],"policy_rejected_logps":[1],"reference_chosen_logps":[1],"#
                + #""reference_rejected_logps":[1],"options":{"label_smoothing":0.1,"loss_type":"hinge"}"#,
            "/options/label_smoothing option_conflict"),
        Case("generalized_box_iou_loss", #""boxes1":[[0,0,1]],"boxes2":[[0,0,1,1]]"#, "/boxes1 shape_mismatch"),
        Case("info_nce_loss", #""query":[1],"positive_key":[1]"#, "/query shape_mismatch"),
        Case("info_nce_loss", #""query":[[1]],"positive_key":[[1],[2]]"#, "/positive_key shape_mismatch"),
        Case(
            "info_nce_loss", #""query":[[1]],"positive_key":[[1]],"negative_keys":[[1,2]]"#,
            "/negative_keys shape_mismatch"),
        Case("nt_xent_loss", #""embeddings":[[1],[2]],"labels":[0,0.5]"#, "/labels/1 not_whole"),
        Case("supcon_loss", #""embeddings":[[1],[2]],"labels":[0]"#, "/labels shape_mismatch"),
        Case("dice_loss", rows + #","target":[0,2]"#, "/target/1 class_out_of_range"),
        Case("dice_loss", rows + #","target":[0,1],"options":{"mode":"multilabel"}"#, "/target shape_mismatch"),
        Case(
            "jaccard_loss", rows + #","target":[[0,1],[1,0]],"options":{"mode":"binary","class_weights":[1]}"#,
            "/options/class_weights shape_mismatch"),
        Case("tversky_loss", #""input":[1],"target":[0]"#, "/input shape_mismatch"),
    ]

    @Test(
        "what torch or the reference refuses, and what they should have, is a 422 that says where", arguments: refused)
    func refusals(example: Case) throws {
        let answer = Service().evaluate(example.body)
        #expect(answer.status == 422)
        #expect(try answer.faults == ["#/tasks/0\(example.fault)"])
    }

    /// The losses whose tensors broadcast, silently or with a warning of torch's, and two tensors that do.
    static let broadcasting = [
        ("l1_loss", #""input":[[1],[2]],"target":[1,2]"#), ("mse_loss", #""input":[[1],[2]],"target":[1,2]"#),
        ("smooth_l1_loss", #""input":[[1],[2]],"target":[1,2]"#), ("huber_loss", #""input":[[1],[2]],"target":[1,2]"#),
        ("poisson_nll_loss", #""input":[1,2],"target":1"#), ("kl_div", #""input":[[1,2],[1,2]],"target":[1,2]"#),
        ("hinge_embedding_loss", #""input":[1,2],"target":1"#), ("soft_margin_loss", #""input":[1,2],"target":1"#),
        ("gaussian_nll_loss", #""input":[1,2],"target":1,"var":[1,1]"#),
        ("multilabel_soft_margin_loss", #""input":[[1,2],[1,2]],"target":[1,0]"#),
        ("margin_ranking_loss", #""input1":[1,2],"input2":[1],"target":[1,1]"#),
        ("cosine_embedding_loss", #""input1":[[1,2],[1,2]],"input2":[[1,2],[1,2]],"target":[1]"#),
        ("triplet_margin_loss", #""anchor":[[1,2],[3,4]],"positive":[[1,2],[1,2]],"negative":[[1,2]]"#),
        ("triplet_margin_with_distance_loss", #""anchor":[[1,2]],"positive":[[1,2],[1,2]],"negative":[[1,2],[1,2]]"#),
        ("quantile_loss", #""input":[1,2],"target":1"#), ("rmse_loss", #""input":[1,2],"target":1"#),
        ("reward_model_loss", #""rewards_chosen":[1,2],"rewards_rejected":1"#),
        ("generalized_box_iou_loss", #""boxes1":[[0,0,1,1],[0,0,1,1]],"boxes2":[0,0,1,1]"#),
    ]

    @Test("what is broadcast is answered, and named", arguments: broadcasting)
    func warnings(loss: String, fields: String) throws {
        let answer = Service().evaluate("{\"tasks\":[{\"loss\":\"\(loss)\",\(fields)}]}")
        #expect(answer.status == 200)
        let codes = try answer.json["warnings"]?.elements.compactMap { $0["code"]?.text } ?? []
        #expect(codes.contains("broadcast"))
    }

    @Test("quantiles are made to broadcast, and there is no warning")
    func quantiles() throws {
        let task = #"{"loss":"quantile_loss","input":[[1,2]],"target":[[2,1]],"options":{"quantile":[0.1,0.9]}}"#
        #expect(try Service().evaluate("{\"tasks\":[\(task)]}").json["warnings"] == nil)
    }

    /// The tensors that torch has gradients of, by loss; of all others it has none, or an error.
    static let differentiable: [String: Set<String>] = [
        "l1_loss": ["input", "target", "weight"], "mse_loss": ["input", "target", "weight"],
        "huber_loss": ["input", "target", "weight"], "smooth_l1_loss": ["input", "target"],
        "poisson_nll_loss": ["input", "target"], "kl_div": ["input", "target"],
        "gaussian_nll_loss": ["input", "target", "var"], "binary_cross_entropy": ["input", "target"],
        "binary_cross_entropy_with_logits": ["input", "target"], "nll_loss": ["input"],
        "cross_entropy": ["input", "target", "weight"],
        "linear_cross_entropy": ["input", "linear_weight", "linear_bias", "target", "weight"],
        "hinge_embedding_loss": ["input"], "multi_margin_loss": ["input"], "multilabel_margin_loss": ["input"],
        "soft_margin_loss": ["input"], "multilabel_soft_margin_loss": ["input", "target", "weight"],
        "margin_ranking_loss": ["input1", "input2", "target"], "cosine_embedding_loss": ["input1", "input2"],
        "triplet_margin_loss": ["anchor", "positive", "negative"],
        "triplet_margin_with_distance_loss": ["anchor", "positive", "negative"], "ctc_loss": ["log_probs"],
        "adaptive_log_softmax_with_loss": [
            "input", "head.weight", "head.bias", "tail.{i}.0.weight", "tail.{i}.1.weight",
        ],
    ]

    @Test("a loss has the gradients that torch has", arguments: differentiable.keys.sorted())
    func gradients(loss: String) throws {
        let entry = try #require(LossCatalogue.find(loss)).entry
        let found = Set(entry.inputs.filter { $0.gradient != .never }.map(\.name))
        #expect(found == Self.differentiable[loss])
        for input in entry.inputs where input.gradient == .never {
            let task = entry.example.dropLast() + ",\"gradients\":[\"\(input.name)\"]}"
            let answer = Service().evaluate("{\"tasks\":[\(task)]}")
            #expect(try answer.faults == ["#/tasks/0/gradients/0 not_differentiable"])
        }
    }

    @Test("elementwise_mean is refused with a hint, by every loss", arguments: LossCatalogue.all)
    func elementwiseMean(type: LossType) throws {
        var task = try JSONTree(Array(type.entry.example.utf8)).members
        var options = task["options"]?.members ?? [:]
        options["reduction"] = .string("elementwise_mean")
        task["options"] = .object(options)
        let answer = Service().evaluate("{\"tasks\":[\(JSONTree.object(task).json)]}")
        #expect(try answer.faults == ["#/tasks/0/options/reduction invalid_value"])
        #expect(try answer.json["errors"]?[0]?["detail"]?.text?.contains("renamed") == true)
    }
}
