// Weighting in /v1/evaluate is checked before any loss is computed, together with the tasks.

import Contract
import LossService
import Synchronization
import TestSupport
import Testing

@Suite("Planned weighting")
struct WeightingPlanTests {
    private static let good = #"{"name":"a","loss":"mse_loss","input":[1],"target":[2]}"#
    private static let bad = #"{"name":"b","loss":"nll_loss","input":[[1,2]],"target":[9]}"#

    private static func faults(_ tasks: String..., weighting: String) throws -> [String] {
        try Service().evaluate("{\"tasks\":[\(tasks.joined(separator: ","))],\"weighting\":{\(weighting)}}").faults
    }

    @Test(
        "faults of weighting come together with those of tasks",
        arguments: [
            (#""strategy":"upgrade""#, "#/weighting/strategy unknown_strategy"),
            (#""strategy":"softadapt","parameters":{"x":1}"#, "#/weighting/parameters/x unknown_parameter"),
            (#""strategy":"fixed","parameters":{"weights":{"c":1}}"#, "#/weighting/parameters/weights/c unknown_task"),
            (#""strategy":"upgrad""#, "#/weighting missing_input"),
            (#""strategy":"random_loss_weighting""#, "#/weighting missing_seed"),
            (#""strategy":"mean","losses_after":{"a":1,"c":2}"#, "#/weighting/losses_after/c unknown_task"),
            (#""strategy":"mean","losses_after":{"a":1}"#, "#/weighting/losses_after missing_field"),
            (#""strategy":"mean","level":"x""#, "#/weighting/level invalid_value"),
        ])
    func together(weighting: String, fault: String) throws {
        let found = try Self.faults(Self.good, Self.bad, weighting: weighting)
        #expect(found.contains(fault), "\(found)")
        #expect(found.contains("#/tasks/1/target/0 class_out_of_range"), "\(found)")
    }

    @Test("a task without a shared tensor is reported with the faults of other tasks")
    func sharedInput() throws {
        let found = try Self.faults(
            Self.good, Self.bad, weighting: #""strategy":"upgrad","level":"shared_input""#)
        #expect(found.contains("#/tasks/0 missing_field") && found.contains("#/tasks/1/target/0 class_out_of_range"))
    }

    @Test("a misspelt task in losses_after is a fault, and the right names are taken")
    func lossesAfter() throws {
        let second = #"{"name":"b","loss":"l1_loss","input":[1],"target":[2]}"#
        let request = { (names: String) in
            "{\"tasks\":[\(Self.good),\(second)],\"weighting\":{\"strategy\":\"softadapt\",\"losses_after\":{\(names)}}}"
        }
        let misspelt = Service().evaluate(request(#""a":1,"bb":2"#))
        #expect(
            try misspelt.faults == [
                "#/weighting/losses_after/bb unknown_task", "#/weighting/losses_after missing_field",
            ])
        #expect(Service().evaluate(request(#""a":1,"b":2"#)).status == 200)
        #expect(Service().evaluate(request(#""a":1,"b":null"#)).status == 200)
    }

    @Test("nothing is computed for a request that is faulty")
    func nothingComputed() {
        let observer = RecordingObserver()
        let service = Service(observer: observer)
        let answer = service.evaluate("{\"tasks\":[\(Self.good)],\"weighting\":{\"strategy\":\"no such\"}}")
        #expect(answer.status == 422)
        #expect(observer.losses.isEmpty)
        #expect(service.evaluate("{\"tasks\":[\(Self.good)]}").status == 200)
        #expect(observer.losses == ["mse_loss finite"])
    }

    @Test("lists of losses and of inputs do not grow beyond what a request may have", arguments: [256, 257, 100_000])
    func manyNames(count: Int) throws {
        let names = (0..<count).map { "\"n\($0)\":1" }.joined(separator: ",")
        let found = try Self.faults(Self.good, weighting: "\"strategy\":\"mean\",\"losses_after\":{\(names)}")
        #expect(found.contains("#/weighting/losses_after too_many_tasks") == (count > 256))
        let task = "{\"loss\":\"mse_loss\",\"input\":1,\"target\":1,\(names)}"
        #expect(try !Service().evaluate("{\"tasks\":[\(task)]}").faults.isEmpty)
    }

    @Test("a full list of faults formats nothing more")
    func formatting() {
        var faults = FaultList()
        var formatted = 0
        func detail() -> String {
            formatted += 1
            return "x"
        }
        for _ in 0..<1000 { faults.add(.invalidValue, at: .root, detail()) }
        #expect(formatted == ProblemDetails.faultLimit && faults.count == 1000)
    }
}
