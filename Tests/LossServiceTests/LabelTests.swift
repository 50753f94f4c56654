// Labels keep their 64 bits, whatever the dtype of the request and the form of the tensor.

import Foundation
import LossService
import TestSupport
import Testing

@Suite("Labels")
struct LabelTests {
    private static let embeddings = "[[1,0,0],[0.9,0.1,0],[0,1,0.3],[0.2,0.8,0.1]]"

    private static func packed(_ labels: [Int64]) -> String {
        let data = labels.map(UInt64.init(bitPattern:)).flatMap { word in (0..<8).map { UInt8(word >> (8 * $0) & 0xFF) }
        }
        return #"{"shape":[\#(labels.count)],"dtype":"int64","base64":"\#(Data(data).base64EncodedString())"}"#
    }

    private func loss(_ name: String, _ labels: String, dtype: String, isShared: Bool = false) throws -> Double {
        let tensors = isShared ? #""tensors":{"y":\#(labels)},"# : ""
        let task = #"{"loss":"\#(name)","embeddings":\#(Self.embeddings),"labels":\#(isShared ? "\"y\"" : labels)}"#
        let answer = Service().evaluate(#"{"dtype":"\#(dtype)",\#(tensors)"tasks":[\#(task)]}"#)
        try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return try #require(try answer.json["total"]?["loss"]?.double)
    }

    @Test(
        "labels that a type cannot tell apart are told apart",
        arguments: ["supcon_loss", "nt_xent_loss"], ["float32", "float64"])
    func exact(name: String, dtype: String) throws {
        let apart = try loss(name, "[0,1,2,2]", dtype: dtype)
        let together = try loss(name, "[0,0,2,2]", dtype: dtype)
        #expect(apart != together)
        let pairs: [(Int64, Int64)] = [
            (16_777_216, 16_777_217), (-16_777_217, -16_777_216), (9_007_199_254_740_992, 9_007_199_254_740_993),
            (.max, .max - 1), (.min, .min + 1), (0, 1 << 40),
        ]
        for (first, second) in pairs {
            for isShared in [false, true] {
                for (labels, expected) in [([first, second, 5, 5], apart), ([second, second, 5, 5], together)] {
                    let list = "[\(labels.map(String.init).joined(separator: ","))]"
                    for form in [list, "{\"shape\":[4],\"data\":\(list)}", Self.packed(labels)] {
                        #expect(try loss(name, form, dtype: dtype, isShared: isShared) == expected, "\(form)")
                    }
                }
            }
        }
        #expect(try loss(name, "[16777216.0,16777217.0,5,5e0]", dtype: dtype) == apart)
    }

    @Test("what is no whole number is no label, however large others are")
    func faults() throws {
        for labels in ["[16777217,0.5,5,5]", "[16777217,\"NaN\",5,5]", "[16777217,\"Infinity\",5,5]"] {
            let task = #"{"loss":"supcon_loss","embeddings":\#(Self.embeddings),"labels":\#(labels)}"#
            #expect(try Service().evaluate("{\"tasks\":[\(task)]}").faults == ["#/tasks/0/labels/1 not_whole"])
        }
    }

    @Test("a shared tensor of labels is a tensor of numbers for other losses")
    func shared() throws {
        let body =
            #"{"dtype":"float64","tensors":{"y":[16777216,16777217]},"tasks":[{"loss":"l1_loss","input":"y","target":[0,0],"options":{"reduction":"sum"}}]}"#
        #expect(try Service().evaluate(body).json["total"]?["loss"]?.double == 33_554_433)
    }

    @Test(
        "a class that float32 does not have is neither ignored nor another class",
        arguments: [
            (#""loss":"cross_entropy","input":[[1,2]]"#, "target"), (#""loss":"nll_loss","input":[[-1,-2]]"#, "target"),
            (#""loss":"softmax_focal_loss","input":[[1,2]]"#, "target"),
            (#""loss":"poly_cross_entropy","input":[[1,2]]"#, "target"),
            (#""loss":"dice_loss","input":[[[1],[2]]]"#, "target"),
            (#""loss":"linear_cross_entropy","input":[[1]],"linear_weight":[[1],[2]]"#, "target"),
        ])
    func classes(task: String, name: String) throws {
        let isNested = task.contains("dice")
        func faults(_ target: Int, ignoring ignored: Int) throws -> [String] {
            let target = isNested ? "[[\(target)]]" : "[\(target)]"
            let body =
                "{\"tasks\":[{\(task),\"\(name)\":\(target),\"options\":{\"ignore_index\":\(ignored)},"
                + "\"safe\":true}]}"
            let answer = Service().evaluate(body)
            if answer.status == 200 { return [] }
            return try answer.json["errors"]?.elements.compactMap { $0["detail"]?.text } ?? []
        }
        #expect(try faults(16_777_217, ignoring: 16_777_217) == [])
        let detail = try #require(try faults(16_777_217, ignoring: 16_777_216).first)
        #expect(detail.contains("16777217 is not in 0..<2"), "\(detail)")
        #expect(try faults(-16_777_217, ignoring: -16_777_216).first?.contains("-16777217") == true)
    }
}
