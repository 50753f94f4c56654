// Bad input for every field of the contract: the right status, the right places, the right codes.

import Contract
import Exchange
import LossService
import TensorJSON
import TestSupport
import Testing

@Suite("Faults")
struct FaultTests {
    /// A request that is wrong in one way or several, and what must be said of it.
    struct Case: CustomStringConvertible, Sendable {
        let description: String
        let faults: [String]

        init(_ body: String, _ faults: String...) {
            description = body
            self.faults = faults
        }

        /// A request of one task.
        static func task(_ task: String, _ faults: String...) -> Case {
            Case("{\"tasks\":[\(task)]}", faults)
        }

        private init(_ body: String, _ faults: [String]) {
            description = body
            self.faults = faults
        }

        /// A `cross_entropy` of three rows of two classes with more fields.
        static func rows(_ more: String, _ faults: String...) -> Case {
            Case(
                "{\"tasks\":[{\"loss\":\"cross_entropy\",\"input\":[[1,2],[3,4],[5,6]],\"target\":[0,1,0],\(more)}]}",
                faults)
        }

        /// An `mse_loss` of three elements with more fields.
        static func elements(_ more: String, _ faults: String...) -> Case {
            Case("{\"tasks\":[{\"loss\":\"mse_loss\",\"input\":[1,2,3],\"target\":[0,1,0],\(more)}]}", faults)
        }
    }

    static let requests: [Case] = [
        Case("[]", "# wrong_type"), Case("5", "# wrong_type"), Case("{}", "# missing_field"),
        Case(#"{"tasks":[]}"#, "#/tasks no_tasks"), Case(#"{"tasks":{}}"#, "#/tasks wrong_type"),
        Case(#"{"tasks":null}"#, "#/tasks wrong_type"), Case(#"{"tasks":[5]}"#, "#/tasks/0 wrong_type"),
        Case(#"{"tasks":[{}]}"#, "#/tasks/0 missing_field"),
        Case(#"{"dtype":"float16","tasks":[{"loss":"mse_loss","input":1,"target":0}]}"#, "#/dtype invalid_value"),
        Case(#"{"dtype":32,"tasks":[{"loss":"mse_loss","input":1,"target":0}]}"#, "#/dtype wrong_type"),
        Case(#"{"gradients":"all","tasks":[{"loss":"mse_loss","input":1,"target":0}]}"#, "#/gradients wrong_type"),
        Case(
            #"{"gradients":["input",5],"tasks":[{"loss":"mse_loss","input":1,"target":0}]}"#, "#/gradients/1 wrong_type"
        ),
        Case(
            #"{"gradients":["x"],"tasks":[{"loss":"mse_loss","input":1,"target":0}]}"#, "#/gradients/0 unknown_gradient"
        ),
        Case(
            #"{"gradient_of":"loss","tasks":[{"loss":"mse_loss","input":1,"target":0}]}"#, "#/gradient_of invalid_value"
        ),
        Case(#"{"tensor_format":1,"tasks":[{"loss":"mse_loss","input":1,"target":0}]}"#, "#/tensor_format wrong_type"),
        Case(#"{"colour":1,"tasks":[{"loss":"mse_loss","input":1,"target":0}]}"#, "#/colour unknown_field"),
        Case(#"{"a/b~c é":1,"tasks":[{"loss":"mse_loss","input":1,"target":0}]}"#, "#/a~1b~0c%20%C3%A9 unknown_field"),
        // A shared tensor that is faulty is named once, where it is defined.
        Case(
            #"{"tensors":{"a":[1,null]},"tasks":[{"loss":"mse_loss","input":"a","target":"a"}]}"#,
            "#/tensors/a/1 not_a_number"),
        // Too much of one thing does not hide what is wrong with another.
        .task(
            #"{"loss":"nll_loss","input":[[1,2]],"target":[7],"x":1,"options":{"beta":1},"gradients":["y"]}"#,
            "#/tasks/0/x unknown_field", "#/tasks/0/options/beta unknown_option",
            "#/tasks/0/gradients/0 unknown_gradient",
            "#/tasks/0/target/0 class_out_of_range"),
        Case(#"{"foo":1}"#, "#/foo unknown_field", "# missing_field"),
        Case(
            #"{"tensors":{"NaN":1},"tasks":[{"loss":"mse_loss","input":1,"target":0}]}"#, "#/tensors/NaN invalid_value"),
        Case(#"{"tensors":[],"tasks":[{"loss":"mse_loss","input":1,"target":0}]}"#, "#/tensors wrong_type"),
        Case(
            #"{"tensors":{"a":[1,null],"b":"c"},"tasks":[{"loss":"mse_loss","input":"a","target":"x"}]}"#,
            "#/tensors/a/1 not_a_number", "#/tensors/b wrong_type", "#/tasks/0/target unknown_tensor"),
        Case(
            #"{"tasks":[{"name":"a","loss":"mse_loss","input":1,"target":0},{"name":"a","loss":"mse_loss","input":1,"target":0}]}"#,
            "#/tasks/1/name duplicate_name"),
        Case(
            #"{"tasks":[{"name":"task1","loss":"mse_loss","input":1,"target":0},{"loss":"mse_loss","input":1,"target":0}]}"#,
            "#/tasks/1/name duplicate_name"),
        .task(#"{"loss":"hinge"}"#, "#/tasks/0/loss unknown_loss"),
        .task(#"{"loss":5,"input":1,"target":0}"#, "#/tasks/0/loss wrong_type"),
        .task(#"{"loss":"mse_loss","input":1}"#, "#/tasks/0 missing_field"),
        .task(#"{"loss":"mse_loss"}"#, "#/tasks/0 missing_field", "#/tasks/0 missing_field"),
        .task(#"{"loss":"mse_loss","input":1,"target":null}"#, "#/tasks/0/target wrong_type"),
        .task(#"{"loss":"mse_loss","input":[1,"x"],"target":0}"#, "#/tasks/0/input/1 not_a_number"),
        .task(#"{"loss":"mse_loss","input":[[1],2],"target":0}"#, "#/tasks/0/input/1 ragged_tensor"),
        .task(
            #"{"loss":"mse_loss","input":{"shape":[2],"data":[1]},"target":0}"#,
            "#/tasks/0/input/data shape_data_mismatch"),
        .task(#"{"loss":"mse_loss","input":[1,2],"target":[1,2,3]}"#, "#/tasks/0/target shape_mismatch"),
        .elements(#""name":5"#, "#/tasks/0/name wrong_type"),
        .elements(#""weight":"1""#, "#/tasks/0/weight wrong_type"),
        .elements(#""weight":[1]"#, "#/tasks/0/weight wrong_type"),
        .elements(#""weight":"NaN""#, "#/tasks/0/weight out_of_range"),
        .elements(#""weight":1e999"#, "#/tasks/0/weight out_of_range"),
        .task(#"{"weight":"x","input":1,"target":0}"#, "#/tasks/0/weight wrong_type", "#/tasks/0 missing_field"),
        .elements(
            #""options":{"weight":[1,2]},"mask":[2,1],"sample_weight":[1],"grad_output":[1]"#,
            "#/tasks/0/options/weight shape_mismatch", "#/tasks/0/mask/0 invalid_mask", "#/tasks/0/mask shape_mismatch",
            "#/tasks/0/grad_output unexpected_grad_output"),
        .elements(#""anchor":[1]"#, "#/tasks/0/anchor unknown_field"),
        .elements(#""options":[]"#, "#/tasks/0/options wrong_type"),
        .elements(#""options":{"beta":1}"#, "#/tasks/0/options/beta unknown_option"),
        .elements(#""options":{"reduction":"MEAN"}"#, "#/tasks/0/options/reduction invalid_value"),
        .elements(#""options":{"reduction":"elementwise_mean"}"#, "#/tasks/0/options/reduction invalid_value"),
        .elements(#""options":{"reduction":"batchmean"}"#, "#/tasks/0/options/reduction invalid_value"),
        .elements(#""options":{"reduction":5}"#, "#/tasks/0/options/reduction wrong_type"),
        .elements(#""options":{"weight":[1,2]}"#, "#/tasks/0/options/weight shape_mismatch"),
        .elements(#""options":{"weight":true}"#, "#/tasks/0/options/weight wrong_type"),
        .elements(#""options":{"weight":"w"}"#, "#/tasks/0/options/weight unknown_tensor"),
        .elements(#""options":{"weight":[1,[2]]}"#, "#/tasks/0/options/weight/1 ragged_tensor"),
        .elements(#""gradients":5"#, "#/tasks/0/gradients wrong_type"),
        .elements(#""gradients":["input","x"]"#, "#/tasks/0/gradients/1 unknown_gradient"),
        .elements(#""gradients":["weight"]"#, "#/tasks/0/gradients/0 missing_field"),
        .elements(#""mask":[1,2,0]"#, "#/tasks/0/mask/1 invalid_mask"),
        .elements(
            #""mask":{"shape":[3],"data":[1,2,"NaN"]}"#, "#/tasks/0/mask/data/1 invalid_mask",
            "#/tasks/0/mask/data/2 invalid_mask"),
        .elements(#""mask":[1,0]"#, "#/tasks/0/mask shape_mismatch"),
        .elements(#""mask":[[1,0,1],[1,0,1]]"#, "#/tasks/0/mask shape_mismatch"),
        .elements(#""mask":"m""#, "#/tasks/0/mask unknown_tensor"),
        .elements(#""sample_weight":[1,2]"#, "#/tasks/0/sample_weight shape_mismatch"),
        .elements(#""sample_weight":[true,1,1]"#, "#/tasks/0/sample_weight/0 not_a_number"),
        .elements(#""grad_output":[1,2,3]"#, "#/tasks/0/grad_output unexpected_grad_output"),
        .elements(#""options":{"reduction":"none"},"grad_output":[1,2]"#, "#/tasks/0/grad_output shape_mismatch"),
        .rows(#""options":{"ignore_index":1.5}"#, "#/tasks/0/options/ignore_index wrong_type"),
        .rows(#""options":{"ignore_index":"0"}"#, "#/tasks/0/options/ignore_index wrong_type"),
        .rows(#""options":{"label_smoothing":1.5}"#, "#/tasks/0/options/label_smoothing out_of_range"),
        .rows(#""options":{"label_smoothing":-0.1}"#, "#/tasks/0/options/label_smoothing out_of_range"),
        .rows(#""options":{"label_smoothing":"NaN"}"#, "#/tasks/0/options/label_smoothing out_of_range"),
        .rows(#""options":{"label_smoothing":true}"#, "#/tasks/0/options/label_smoothing wrong_type"),
        .rows(#""options":{"weight":[1,2,3]}"#, "#/tasks/0/options/weight shape_mismatch"),
        .rows(#""gradients":["target"]"#, "#/tasks/0/gradients not_differentiable"),
        .task(
            #"{"loss":"cross_entropy","input":[[1,2],[3,4]],"target":[2,-1]}"#, "#/tasks/0/target/0 class_out_of_range",
            "#/tasks/0/target/1 class_out_of_range"),
        .task(
            #"{"loss":"cross_entropy","input":[[[1,2],[3,4]]],"target":[[0,5]]}"#,
            "#/tasks/0/target/0/1 class_out_of_range"),
        .task(
            #"{"loss":"nll_loss","input":[[1,2]],"target":{"shape":[1],"data":[0.5]}}"#,
            "#/tasks/0/target/data/0 not_whole"),
        .task(
            #"{"loss":"nll_loss","input":[[1,2]],"target":{"shape":[1],"dtype":"int64","base64":"BQAAAAAAAAA="}}"#,
            "#/tasks/0/target[0] class_out_of_range"),
        .task(#"{"loss":"nll_loss","input":[[1,2]],"target":["NaN"]}"#, "#/tasks/0/target/0 not_whole"),
        .task(#"{"loss":"nll_loss","input":[[1,2]],"target":["Infinity"]}"#, "#/tasks/0/target/0 not_whole"),
        .task(#"{"loss":"nll_loss","input":[[1,2]],"target":[1e30]}"#, "#/tasks/0/target/0 class_out_of_range"),
        .task(#"{"loss":"nll_loss","input":[[1,2]],"target":[0,1]}"#, "#/tasks/0/target shape_mismatch"),
        .task(#"{"loss":"nll_loss","input":[1,2],"target":[0]}"#, "#/tasks/0/target shape_mismatch"),
        .task(#"{"loss":"nll_loss","input":1,"target":0}"#, "#/tasks/0/input shape_mismatch"),
        .task(
            #"{"loss":"nll_loss","input":[[1,2]],"target":[0],"gradients":["target"]}"#,
            "#/tasks/0/gradients/0 not_differentiable"),
        .task(
            #"{"loss":"cross_entropy","input":[[1,2]],"target":[[1,0]],"options":{"ignore_index":0}}"#,
            "#/tasks/0/options/ignore_index option_conflict"),
        .task(
            #"{"loss":"binary_cross_entropy","input":[0.5,1.5,"NaN"],"target":[0,2,1]}"#,
            "#/tasks/0/input/1 out_of_domain", "#/tasks/0/input/2 out_of_domain", "#/tasks/0/target/1 out_of_domain"),
        .task(#"{"loss":"binary_cross_entropy","input":[0.5],"target":[[0]]}"#, "#/tasks/0/target shape_mismatch"),
        .task(
            #"{"loss":"binary_cross_entropy","input":[0.5],"target":[0],"options":{"weight":[[1],[2]]}}"#,
            "#/tasks/0/options/weight shape_mismatch"),
        .task(
            #"{"loss":"binary_cross_entropy_with_logits","input":[0.5],"target":[0],"options":{"pos_weight":[1,2]}}"#,
            "#/tasks/0/options/pos_weight shape_mismatch"),
        .task(
            #"{"loss":"binary_cross_entropy_with_logits","input":[0.5],"target":[0],"options":{"weight":1},"gradients":["weight"]}"#,
            "#/tasks/0/gradients/0 not_differentiable"),
        .task(
            #"{"loss":"kl_div","input":[1],"target":[1],"options":{"log_target":1}}"#,
            "#/tasks/0/options/log_target wrong_type"),
        .task(
            #"{"loss":"huber_loss","input":[1],"target":[1],"options":{"delta":0}}"#,
            "#/tasks/0/options/delta out_of_range"),
        .task(
            #"{"loss":"smooth_l1_loss","input":[1],"target":[1],"options":{"beta":-1}}"#,
            "#/tasks/0/options/beta out_of_range"),
        .task(
            #"{"loss":"huber_loss","input":[1,2],"target":[1,2],"options":{"weight":[1]}}"#,
            "#/tasks/0/options/weight shape_mismatch"),
        .task(
            #"{"loss":"margin_ranking_loss","input1":[1],"input2":1,"target":[1]}"#, "#/tasks/0/input2 shape_mismatch"),
        .task(
            #"{"loss":"gaussian_nll_loss","input":[[1,2],[3,4]],"target":0,"var":[[1,-1],[0,-2]]}"#,
            "#/tasks/0/var/0/1 out_of_domain", "#/tasks/0/var/1/1 out_of_domain"),
        .task(
            #"{"loss":"gaussian_nll_loss","input":[[1,2]],"target":0,"var":[[[1]]]}"#, "#/tasks/0/var shape_mismatch"),
        .task(
            #"{"loss":"gaussian_nll_loss","input":[[1,2],[3,4]],"target":0,"var":[[1]]}"#,
            "#/tasks/0/var shape_mismatch"),
        .task(#"{"loss":"multilabel_margin_loss","input":[[1,2]],"target":[0]}"#, "#/tasks/0/target shape_mismatch"),
        .task(
            #"{"loss":"multilabel_margin_loss","input":[[1,2]],"target":[[-1,2]]}"#,
            "#/tasks/0/target/0/1 class_out_of_range"),
        .task(
            #"{"loss":"multilabel_margin_loss","input":[[1,2]],"target":[[-2,0.5]]}"#,
            "#/tasks/0/target/0/0 class_out_of_range", "#/tasks/0/target/0/1 not_whole"),
        .task(#"{"loss":"multi_margin_loss","input":[[[1]]],"target":[[0]]}"#, "#/tasks/0/input shape_mismatch"),
        .task(
            #"{"loss":"multi_margin_loss","input":[[1,2]],"target":[-100]}"#, "#/tasks/0/target/0 class_out_of_range"),
        .task(
            #"{"loss":"multi_margin_loss","input":[1,2],"target":0,"options":{"p":3}}"#,
            "#/tasks/0/options/p out_of_range"),
        .task(#"{"loss":"soft_margin_loss","input":[1],"target":[1,-1]}"#, "#/tasks/0/target shape_mismatch"),
        .task(
            #"{"loss":"soft_margin_loss","input":[1],"target":[1],"gradients":["target"]}"#,
            "#/tasks/0/gradients/0 not_differentiable"),
        .task(#"{"loss":"multilabel_soft_margin_loss","input":1,"target":1}"#, "#/tasks/0/input shape_mismatch"),
        Case(
            #"{"tensors":{"z":[[1,2]],"y":[7]},"tasks":[{"loss":"nll_loss","input":"z","target":"y"}]}"#,
            "#/tensors/y/0 class_out_of_range"),
        // All that is wrong is said, in the order of the tasks.
        Case(
            #"{"dtype":"x","tasks":[{"loss":"nll_loss","input":[[1,2]],"target":[9]},{"loss":"?"},{"loss":"mse_loss","input":[1],"target":[1],"options":{"x":1}}]}"#,
            "#/dtype invalid_value", "#/tasks/0/target/0 class_out_of_range", "#/tasks/1/loss unknown_loss",
            "#/tasks/2/options/x unknown_option"),
    ]

    @Test("what cannot be evaluated is a 422 that names every fault and its place", arguments: requests)
    func unprocessable(request: Case) throws {
        let answer = Service().evaluate(request.description)
        #expect(answer.status == 422)
        #expect(answer.fields[.contentType] == "application/problem+json")
        #expect(try answer.faults == request.faults)
        for error in try answer.json["errors"]?.elements ?? [] {
            let code = try #require(error["code"]?.text)
            #expect(FaultCode.everywhere.contains(code))
            #expect(error["detail"]?.text?.isEmpty == false)
        }
    }

    @Test(
        "what is not JSON is a 400 that names the byte",
        arguments: [
            ("", "offset 0 malformed_json"), ("{", "offset 1 malformed_json"),
            ("{\"tasks\":[}", "offset 10 malformed_json"),
            ("{\"tasks\":[{\"input\":[NaN]}]}", "offset 20 malformed_json"),
            ("{\"tasks\":[{\"input\":[1,2,]}]}", "offset 24 malformed_json"),
            ("{\"tasks\":[{\"input\":[1 2]}]}", "offset 22 malformed_json"),
            ("{\"tasks\":[]} x", "offset 13 malformed_json"),
            ("{\"tasks\":[],\"tasks\":[]}", "offset 12 duplicate_key"),
            ("{\"x\":{\"a\":1,\"a\":2}}", "offset 12 duplicate_key"),
            (String(repeating: "[", count: 100), "offset 64 too_deep"),
            ("{\"tasks\":[{\"loss\":\"?\"}],\"x\":tru}", "offset 31 malformed_json"),
        ])
    func malformed(body: String, fault: String) throws {
        let answer = Service().evaluate(body)
        #expect(answer.status == 400)
        #expect(try answer.faults == [fault])
    }

    @Test("a request that is cut anywhere is a 400")
    func cut() throws {
        let body =
            #"{"dtype":"float64","tasks":[{"loss":"mse_loss","input":{"shape":[1],"data":[1.5]},"target":[-1e0]}]}"#
        #expect(Service().evaluate(body).status == 200)
        for end in 0..<body.utf8.count {
            #expect(
                Service().evaluate(String(decoding: body.utf8.prefix(end), as: UTF8.self)).status == 400,
                "cut at \(end)")
        }
    }

    @Test("no more than 20 faults are named, and their number is said")
    func manyFaults() throws {
        let fields = (0..<30).map { "\"f\($0)\":1" }.joined(separator: ",")
        let answer = Service().evaluate("{\(fields),\"tasks\":[{\"loss\":\"mse_loss\",\"input\":1,\"target\":1}]}")
        #expect(try answer.faults.count == 20)
        #expect(try answer.json["detail"]?.text?.hasPrefix("at least 30 faults") == true)
        let targets = (0..<50).map { _ in "7" }.joined(separator: ",")
        let rows = (0..<50).map { _ in "[1,2]" }.joined(separator: ",")
        let task = "{\"loss\":\"nll_loss\",\"input\":[\(rows)],\"target\":[\(targets)]}"
        #expect(try Service().evaluate("{\"tasks\":[\(task)]}").faults.count == 20)
    }

    @Test("the tensors of a request are counted, shared ones and those in options too")
    func tensorCount() throws {
        var limits = ServiceLimits()
        limits.tensors = 4
        let service = Service(limits: limits)
        let task = #"{"loss":"mse_loss","input":1,"target":1}"#
        #expect(service.evaluate("{\"tasks\":[\(task),\(task)]}").status == 200)
        let three = service.evaluate("{\"tasks\":[\(task),\(task),\(task)]}")
        #expect(try three.faults == ["#/tasks too_many_tensors"])
        let weighted = #"{"loss":"nll_loss","input":[[-1,-2]],"target":[0],"options":{"weight":[1,2]}}"#
        #expect(try service.evaluate("{\"tasks\":[\(task),\(weighted)]}").faults == ["#/tasks too_many_tensors"])
        let shared = #""tensors":{"a":1,"b":2,"c":3,"d":4,"e":5}"#
        #expect(try service.evaluate("{\(shared),\"tasks\":[\(task)]}").faults == ["#/tensors too_many_tensors"])
    }

    @Test("tasks, tensors and what they broadcast to are limited")
    func limits() throws {
        var limits = ServiceLimits()
        limits.tasks = 2
        limits.json.elements = 10
        let service = Service(limits: limits)
        let task = #"{"loss":"mse_loss","input":1,"target":1}"#
        #expect(try service.evaluate("{\"tasks\":[\(task),\(task),\(task)]}").faults == ["#/tasks too_many_tasks"])
        let column = "[[1],[2],[3],[4]]"
        let wide = "{\"loss\":\"mse_loss\",\"input\":\(column),\"target\":[1,2,3]}"
        #expect(try service.evaluate("{\"tasks\":[\(wide)]}").faults == ["#/tasks/0/target too_many_elements"])
        let long = "{\"loss\":\"mse_loss\",\"input\":[1,2,3,4,5,6,7,8,9,10,11],\"target\":1}"
        #expect(try service.evaluate("{\"tasks\":[\(long)]}").faults == ["#/tasks/0/input/10 tensor_too_large"])
    }

    @Test("all tasks of a request together are limited, shared tensors and broadcasts counted each time")
    func work() throws {
        var limits = ServiceLimits()
        limits.evaluatedElements = 15
        let service = Service(limits: limits)
        let tensors = #""tensors":{"x":[[1],[2],[3],[4]],"t":[1,2,3],"y":[0,0,0,0]}"#
        let wide = #"{"loss":"mse_loss","input":"x","target":"t","gradients":false}"#
        let rows = #"{"loss":"nll_loss","input":"x","target":"y"}"#
        #expect(service.evaluate("{\(tensors),\"tasks\":[\(wide)]}").status == 200)
        let two = service.evaluate("{\(tensors),\"tasks\":[\(wide),\(wide)]}")
        #expect(try two.faults == ["#/tasks/1/target too_many_elements"])
        let labels = #"{"loss":"multilabel_margin_loss","input":[1,2,3,4],"target":[0,1,2,3]}"#
        #expect(try service.evaluate("{\"tasks\":[\(labels)]}").faults == ["#/tasks/0/target too_many_elements"])
        let mixed = service.evaluate("{\(tensors),\"tasks\":[\(wide),\(rows)]}")
        #expect(try mixed.faults == ["#/tasks/1/input too_many_elements"])
    }

    @Test(
        "items without elements are work too",
        arguments: [
            #"{"loss":"triplet_margin_loss","anchor":E,"positive":E,"negative":E}"#,
            #"{"loss":"dice_loss","input":{"shape":[40,40,0],"data":[]},"target":{"shape":[40,0],"data":[]}}"#,
            #"{"loss":"cross_entropy","input":{"shape":[1600,1],"data":[ZEROS]},"target":[ZEROS]}"#,
            #"{"loss":"adaptive_log_softmax_with_loss","input":[1],"target":0,"head.weight":[[1],[1]],"#
                + #""tail.0.0.weight":{"shape":[0,1],"data":[]},"tail.0.1.weight":{"shape":[1600,0],"data":[]},"#
                + #""options":{"cutoffs":[1]}}"#,
            #"{"loss":"supcon_loss","embeddings":{"shape":[40,1],"data":[FORTY]},"labels":[FORTY]}"#,
            #"{"loss":"nt_xent_loss","embeddings":{"shape":[40,1],"data":[FORTY]},"labels":[FORTY]}"#,
            #"{"loss":"info_nce_loss","query":{"shape":[40,1],"data":[FORTY]},"positive_key":{"shape":[40,1],"data":[FORTY]}}"#,
            #"{"loss":"dpo_loss","policy_chosen_logps":[ZEROS],"policy_rejected_logps":0,"reference_chosen_logps":0,"#
                + #""reference_rejected_logps":0}"#,
        ])
    func hiddenWork(task: String) throws {
        let body =
            task.replacing("E,", with: #"{"shape":[1600,0],"data":[]},"#).replacing(
                "E}", with: #"{"shape":[1600,0],"data":[]}}"#
            ).replacing("ZEROS", with: Array(repeating: "0", count: 1600).joined(separator: ",")).replacing(
                "FORTY", with: (0..<40).map { "\($0 % 2)" }.joined(separator: ","))
        #expect(Service().evaluate("{\"tasks\":[\(body)]}").status == 200)
        // Each is 1600 items or pairs; the first may be done, the second is too much.
        var limits = ServiceLimits()
        limits.evaluatedElements = 1599
        let answer = Service(limits: limits).evaluate("{\"tasks\":[\(body)]}")
        #expect(try answer.faults.count == 1)
        #expect(try answer.faults.first?.hasSuffix(" too_many_elements") == true)
    }

    @Test(
        "sizes of 0 hide no large ones",
        arguments: ["l1_loss", "kl_div", "multilabel_soft_margin_loss", "cross_entropy", "binary_cross_entropy"])
    func hiddenSizes(loss: String) throws {
        for shape in ["4611686018427387904,4,0", "0,2147483648", "10000000000,0", "0,3,4611686018427387904,4"] {
            let tensor = "{\"shape\":[\(shape)],\"data\":[]}"
            let task = "{\"loss\":\"\(loss)\",\"input\":\(tensor),\"target\":\(tensor)}"
            let answer = Service().evaluate("{\"tasks\":[\(task)]}")
            #expect(answer.status == 422)
            #expect(
                try answer.faults == [
                    "#/tasks/0/input/shape tensor_too_large", "#/tasks/0/target/shape tensor_too_large",
                ])
        }
        let (first, second) = (#"{"shape":[16777216,1,0],"data":[]}"#, #"{"shape":[1,16777216,0],"data":[]}"#)
        let answer = Service().evaluate(
            "{\"tasks\":[{\"loss\":\"multilabel_soft_margin_loss\",\"input\":\(first),\"target\":\(second)}]}")
        #expect(try answer.faults == ["#/tasks/0/target too_many_elements"])
    }

    @Test("faults are counted, not hoarded, however many a request makes")
    func floods() throws {
        let names = Array(repeating: "\"x\"", count: 20_000).joined(separator: ",")
        let tasks = Array(repeating: #"{"loss":"l1_loss","input":1,"target":1}"#, count: 1024).joined(separator: ",")
        let listed = Service().evaluate("{\"gradients\":[\(names)],\"tasks\":[\(tasks)]}")
        #expect(try listed.faults == ["#/gradients invalid_value"])
        let long = String(repeating: "y", count: 100_000)
        let echoed = Service().evaluate("{\"gradients\":[\"\(long)\"],\"tasks\":[\(tasks)]}")
        #expect(try echoed.faults == ["#/gradients/0 unknown_gradient"])
        let unknown = Service().evaluate("{\"gradients\":[\"y\"],\"tasks\":[\(tasks)]}")
        #expect(try unknown.faults.count == 20)
        #expect(try unknown.json["detail"]?.text?.hasPrefix("at least 1024 faults") == true)
        #expect(echoed.body.count < 10_000)
    }

    @Test("what a mask leaves out may be anything")
    func maskedDomains() {
        for task in [
            #"{"loss":"binary_cross_entropy","input":["NaN",0.5],"target":[7,1],"mask":[0,1]}"#,
            #"{"loss":"cross_entropy","input":[[1,2],[3,4]],"target":[-1,0],"mask":[false,true]}"#,
            #"{"loss":"nll_loss","input":[[1,2],[3,4]],"target":[0.5,0],"sample_weight":[0,2]}"#,
        ] {
            #expect(Service().evaluate("{\"tasks\":[\(task)]}").status == 200, "\(task)")
        }
    }

    @Test("names are the same only when their bytes are")
    func exactNames() {
        let (composed, decomposed) = ("\u{e9}", "e\u{301}")
        let body =
            "{\"tensors\":{\"\(composed)\":1,\"\(decomposed)\":2},"
            + "\"tasks\":[{\"loss\":\"l1_loss\",\"input\":\"\(composed)\",\"target\":\"\(decomposed)\"}]}"
        #expect(String(decoding: Service().evaluate(body).body, as: UTF8.self).contains("\"loss\":1.0,"))
    }

    @Test("changed bytes lead to an answer or a problem, never to an end")
    func mutations() throws {
        let body = Array(
            (#"{"dtype":"float64","gradients":["input"],"tensors":{"t":[[0.5,0.25]]},"tasks":[{"name":"a","loss":"kl_div","#
                + #""input":[[-1,-2]],"target":"t","weight":0.5,"options":{"reduction":"none"},"grad_output":[[1,2]],"#
                + #""mask":[[true,false]],"sample_weight":{"shape":[1],"dtype":"float32","base64":"AACAPw=="}}]}"#).utf8
        )
        let service = Service()
        var generator = SeededGenerator(seed: 5)
        var statuses: Set<Int> = []
        for _ in 0..<20_000 {
            var mutated = body
            for _ in 0...Int.random(in: 0...2, using: &generator) {
                mutated[Int.random(in: mutated.indices, using: &generator)] = UInt8.random(
                    in: .min ... .max, using: &generator)
            }
            do throws(ProblemDetails) {
                _ = try Evaluator().answer(mutated)
                statuses.insert(200)
            } catch {
                statuses.insert(error.kind.status)
            }
        }
        #expect(statuses == [200, 400, 422])
        #expect(service.send(.get, "/livez").status == 200)
    }
}
