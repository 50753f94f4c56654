// What targets may hold, and what is said of those that are not as expected.

import LossService
import TestSupport
import Testing

@Suite("Targets")
struct TargetTests {
    @Test(
        "Booleans are 1 and 0",
        arguments: ["[true,false]", #"{"shape":[2],"data":[true,false]}"#, "\"y\""])
    func booleans(target: String) throws {
        let task = #"{"loss":"binary_cross_entropy_with_logits","input":[0.9,0.2],"target":\#(target)}"#
        let body = #"{"dtype":"float64","tensors":{"y":[true,false]},"tasks":[\#(task)]}"#
        let answer = try Service().evaluate(body).json
        #expect(answer["total"]?["loss"]?.double == 0.569_646_372_056_839_9)
        #expect(
            try Service().evaluate(#"{"tasks":[{"loss":"mse_loss","input":[true],"target":[1]}]}"#).faults
                == ["#/tasks/0/input/0 not_a_number"])
    }

    @Test("a class out of range names ignore_index, which may be what was forgotten")
    func ignoreIndex() throws {
        for task in [
            #""loss":"cross_entropy","input":[[2,0.5,-1]],"target":[255]"#,
            #""loss":"nll_loss","input":[[-2,-0.5,-1]],"target":[255]"#,
            #""loss":"softmax_focal_loss","input":[[2,0.5,-1]],"target":[255]"#,
            #""loss":"dice_loss","input":[[[2],[0.5],[-1]]],"target":[[255]],"options":{"ignore_index":-100}"#,
        ] {
            let fault = try #require(try Service().evaluate("{\"tasks\":[{\(task)}]}").json["errors"]?[0])
            #expect(fault["code"]?.text == "class_out_of_range")
            #expect(fault["detail"]?.text == "target 255 is not in 0..<3, and ignore_index is -100")
        }
    }

    @Test(
        "the warning that nothing is left names the outcome of the reduction",
        arguments: [
            ("mean", "all targets are ignored; the mean of zero items is NaN"),
            ("sum", "all targets are ignored; the sum of zero items is 0"),
            ("none", "all targets are ignored; what is left out is 0"),
        ])
    func nothingLeft(reduction: String, detail: String) throws {
        let task =
            #"{"loss":"cross_entropy","input":[[2,0.5,-1]],"target":[-100],"options":{"reduction":"\#(reduction)"}}"#
        let answer = try Service().evaluate("{\"tasks\":[\(task)]}").json
        #expect(answer["warnings"]?[0]?["detail"]?.text == detail)
    }

    @Test("an input that a target would enlarge is refused with both shapes")
    func enlarging() throws {
        let body = #"{"tasks":[{"loss":"soft_margin_loss","input":[[0.1],[0.2],[0.3]],"target":[1,1,-1]}]}"#
        let fault = try #require(try Service().evaluate(body).json["errors"]?[0])
        #expect(
            fault["detail"]?.text
                == "input has shape [3, 1], target has [3]: this loss does not broadcast input")
    }
}
