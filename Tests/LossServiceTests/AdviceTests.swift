// Mistakes that everyone makes in requests are told what to do.

import Balancing
import Catalogue
import Exchange
import LossService
import Losses
import TestSupport
import Testing

@Suite("Advice")
struct AdviceTests {
    private static let task = #""loss":"cross_entropy","input":[[2,1]],"target":[0]"#

    private func details(_ answer: ServiceAnswer) throws -> [String: String] {
        let errors = try answer.json["errors"]?.elements ?? []
        return Dictionary(errors.map { ($0["pointer"]?.text ?? "-", $0["detail"]?.text ?? "") }) { first, _ in first }
    }

    @Test(
        "a loss under another name is suggested",
        arguments: [
            ("mse", "mse_loss"), ("MSE_LOSS", "mse_loss"), ("bce", "binary_cross_entropy"), ("ce", "cross_entropy"),
            ("crossentropy", "cross_entropy"), ("BCEWithLogits", "binary_cross_entropy_with_logits"), ("kld", "kl_div"),
            ("SparseCategoricalCrossentropy", "cross_entropy"), ("giou", "generalized_box_iou_loss"),
        ])
    func losses(name: String, meant: String) throws {
        let answer = Service().evaluate(#"{"tasks":[{"loss":"\#(name)","input":1,"target":1}]}"#)
        let detail = try details(answer)["#/tasks/0/loss"]
        #expect(detail?.contains("did you mean \(meant)?") == true, "\(detail ?? "")")
        let listed = Service().send(.get, "/v1/losses/\(name)")
        #expect(listed.status == 404)
        #expect(try listed.json["detail"]?.text?.contains("did you mean \(meant)?") == true)
    }

    @Test("all names are listed once, however many are unknown")
    func listedOnce() throws {
        for (path, body, count) in [
            ("/v1/evaluate", #"{"tasks":[{"loss":"foo"},{"loss":"bar"}]}"#, LossCatalogue.all.count),
            ("/v1/weights", #"{"tasks":["a"],"strategy":"foo"}"#, StrategyCatalogue.all.count),
        ] {
            let answer = Service().send(.post, path, body: body)
            let lists = try answer.json["errors"]?.elements.compactMap { $0["known"]?.elements.count }
            #expect(lists == [count])
            let last = path == "/v1/weights" ? "nash_mtl" : "triplet_margin_with_distance_loss"
            #expect(String(decoding: answer.body, as: UTF8.self).ranges(of: last).count == 1)
        }
    }

    @Test("what other libraries call something stands for something that exists")
    func synonyms() {
        for loss in CommonNames.losses.values { #expect(LossCatalogue.find(loss) != nil, "\(loss)") }
        for strategy in CommonNames.strategies.values {
            #expect(StrategyCatalogue.find(strategy) != nil, "\(strategy)")
        }
        let options = LossCatalogue.all.flatMap { $0.options.map(\.name) + $0.entry.inputs.map(\.name) } + ["reduction"]
        for option in CommonNames.options.values { #expect(options.contains(option), "\(option)") }
        let all = [CommonNames.losses, CommonNames.strategies, CommonNames.options, CommonNames.dtypes]
        for name in all.flatMap(\.keys) + CommonNames.reductions.keys {
            #expect(name.allSatisfy { $0.isASCII && ($0.isLowercase || $0.isNumber) }, "\(name)")
        }
        var withoutTarget: Set<String> = []
        for type in LossCatalogue.all {
            let inputs = CommonNames.inputs(of: type.entry)
            for input in inputs.values { #expect(type.entry.inputs.contains { $0.name == input }) }
            let target = inputs["ytrue"].flatMap { name in type.entry.inputs.first { $0.name == name } }
            #expect(target.map { $0.name.contains("target") || $0.kind == .label } ?? inputs.isEmpty)
            if inputs.isEmpty { withoutTarget.insert(type.entry.name) }
        }
        #expect(
            withoutTarget.isSuperset(of: ["dpo_loss", "reward_model_loss", "triplet_margin_loss", "info_nce_loss"]))
        #expect(!withoutTarget.contains("mse_loss") && !withoutTarget.contains("ctc_loss"))
    }

    @Test(
        "a field in the wrong place, or under another name, is told where it goes",
        arguments: [
            (#""reduction":"sum""#, "reduction", "write it in \"options\""),
            (#""label_smoothing":0.1"#, "label_smoothing", "write it in \"options\""),
            (#""class_weights":[1,2]"#, "class_weights", "did you mean options.weight?"),
            (#""labelSmoothing":0.1"#, "labelSmoothing", "did you mean options.label_smoothing?"),
            (#""reductoin":"sum""#, "reductoin", "did you mean options.reduction?"),
            (#""weights":[1,2]"#, "weights", "did you mean weight or options.weight?"),
            (#""weight":[1,2]"#, "weight", "class weights are options.weight"),
            (#""logits":[[1,2]]"#, "logits", "did you mean input?"),
            (#""y_true":[0]"#, "y_true", "did you mean target?"),
            (#""labels":[0]"#, "labels", "did you mean target?"), (#""y_pred":[0]"#, "y_pred", "did you mean input?"),
            (#""sample_weigth":[1]"#, "sample_weigth", "did you mean sample_weight?"),
            (#""options":{"mask":[1]}"#, "options/mask", "write it beside \"options\""),
            (#""options":{"target":[1]}"#, "options/target", "write it beside \"options\""),
            (#""options":{"label_smoothig":0.1}"#, "options/label_smoothig", "did you mean label_smoothing?"),
            (#""options":{"class_weight":[1,2]}"#, "options/class_weight", "did you mean weight?"),
            (#""options":{"reduction":"average"}"#, "options/reduction", "did you mean mean?"),
            (#""options":{"reduction":"SUM"}"#, "options/reduction", "did you mean sum?"),
            (#""gradients":["logits"]"#, "gradients/0", "did you mean input?"),
        ])
    func fields(more: String, place: String, advice: String) throws {
        let details = try details(Service().evaluate("{\"tasks\":[{\(Self.task),\(more)}]}"))
        #expect(details["#/tasks/0/\(place)"]?.contains(advice) == true, "\(details)")
    }

    @Test(
        "so are fields and values of a request",
        arguments: [
            (#""loss":"mse_loss""#, "loss", "a field of a task"), (#""input":[1]"#, "input", "a field of a task"),
            (#""logits":[1]"#, "logits", "a field of a task"),
            (#""reduction":"sum""#, "reduction", "a field of a task"),
            (#""log_probs":[1]"#, "log_probs", "a field of a task"), (#""task":[]"#, "task", "did you mean tasks?"),
            (#""dtype":"double""#, "dtype", "did you mean float64?"),
            (#""dtype":"torch.float32""#, "dtype", "did you mean float32?"),
            (#""tensor_format":"Nested""#, "tensor_format", "did you mean nested?"),
            (#""weighting":{"strategy":"mean","paramters":{}}"#, "weighting/paramters", "did you mean parameters?"),
            (#""tensors":{"prediction":[[2,1]]},"gradient_of":"tasks""#, "gradient_of", "did you mean task?"),
        ])
    func requests(field: String, place: String, advice: String) throws {
        let details = try details(Service().evaluate("{\(field),\"tasks\":[{\(Self.task)}]}"))
        #expect(details["#/\(place)"]?.contains(advice) == true, "\(details)")
    }

    @Test(
        "and what is given as a tensor",
        arguments: [
            (#""preds""#, "", "did you mean pred?"), (#""nan""#, "", "the number \"NaN\""),
            (#"[null]"#, "/0", "JSON.stringify"),
            (#"{"shape":[1],"dtype":"<f4","base64":"AAAAAA=="}"#, "/dtype", "did you mean float32?"),
            (#"{"shape":[1],"value":[1]}"#, "/value", "a tensor has the fields"),
            (#"{"shapes":[1],"data":[1]}"#, "/shapes", "did you mean shape?"),
        ])
    func tensors(tensor: String, place: String, advice: String) throws {
        let body = #"{"tensors":{"pred":[1]},"tasks":[{"loss":"mse_loss","input":\#(tensor),"target":[1]}]}"#
        let details = try details(Service().evaluate(body))
        #expect(details["#/tasks/0/input\(place)"]?.contains(advice) == true, "\(details)")
    }

    @Test(
        "and in weights",
        arguments: [
            (#""strategy":"up_grad""#, "strategy", "did you mean upgrad?"),
            (#""strategy":"UncertaintyWeighting""#, "strategy", "did you mean uncertainty?"),
            (#""strategy":"mean","loses":{"scene":1}"#, "loses", "did you mean losses?"),
            (#""strategy":"mean","losses":{"scen":1}"#, "losses/scen", "did you mean scene?"),
            (#""strategy":"dwa","parameters":{"temprature":2}"#, "parameters/temprature", "did you mean temperature?"),
        ])
    func weights(fields: String, place: String, advice: String) throws {
        let details = try details(Service().send(.post, "/v1/weights", body: "{\"tasks\":[\"scene\"],\(fields)}"))
        #expect(details["#/\(place)"]?.contains(advice) == true, "\(details)")
    }
}
