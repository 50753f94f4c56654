// Requests and answers as safetensors files: the same numbers as in JSON, in the types that the request had.

import Contract
import Exchange
@testable import LossService
import PackedTensors
import Safetensors
import TensorJSON
import TestSupport
import Testing

@Suite("safetensors bodies")
struct SafetensorsDoorTests {
    private static let type = "application/vnd.safetensors"

    /// A file with these tensors and that request.
    private func file(_ request: String, _ tensors: [SafetensorsWriter<Double>.Tensor]) -> [UInt8] {
        var writer = SafetensorsWriter<Double>()
        for tensor in tensors { writer.add(tensor) }
        return writer.body(Array(request.utf8)).joined
    }

    private func send(
        _ body: [UInt8], to path: String = "/v1/evaluate", type: String = type, accept: String? = type
    ) -> ServiceAnswer {
        var fields: HeaderFields = [.contentType: type]
        if let accept { fields.append("Accept", accept) }
        return Service().send(.post, path, bytes: body, fields: fields)
    }

    /// The tensors of an answer by name, and its JSON.
    private func parts(
        _ answer: ServiceAnswer
    ) throws -> (tensors: [String: (dtype: PackedDtype, shape: [Int], values: [Double])], json: JSONTree) {
        #expect(answer.status == 200, "\(answer.string)")
        #expect(answer.fields[.contentType] == Self.type)
        let found = try SafetensorsFile(answer.body, limits: JSONLimits(), tensors: 100)
        var tensors: [String: (dtype: PackedDtype, shape: [Int], values: [Double])] = [:]
        for entry in found.entries {
            let values: [Double] = entry.dtype.unpack(answer.body.span.extracting(entry.bytes))
            tensors[entry.name] = (entry.dtype, entry.shape, values)
        }
        return (tensors, try JSONTree(Array(try #require(found.metadata["lossd"]).utf8)))
    }

    private let scores: [Double] = [2, 0.5, -1, 0.25, 1, 3]

    @Test(
        "gradients have the type of their tensor, rounded once from what JSON answers",
        arguments: [PackedDtype.float32, .float64, .float16, .bfloat16])
    func types(dtype: PackedDtype) throws {
        let request = #"{"tasks":[{"name":"a","loss":"cross_entropy","input":"x","target":[0,2]}]}"#
        let (tensors, json) = try parts(send(file(request, [.init("x", dtype, shape: [2, 3], values: scores)])))
        let computed = dtype == .float64 ? "float64" : "float32"
        let plain = Service().evaluate(
            #"{"dtype":"\#(computed)","tasks":[{"name":"a","loss":"cross_entropy","#
                + #""input":[[2,0.5,-1],[0.25,1,3]],"target":[0,2]}]}"#)
        let expected = try JSONTree(plain.body)
        #expect(json["dtype"]?.text == computed)
        #expect(json["tasks"]?[0]?["loss"]?.text == "tasks.a.loss")
        #expect(json["tasks"]?[0]?["gradients"]?["input"]?.text == "tasks.a.gradients.input")
        #expect(json["total"]?["loss"]?.text == "total.loss")
        let loss = try #require(expected["tasks"]?[0]?["loss"]?.double)
        for name in ["tasks.a.loss", "total.loss"] {
            let tensor = try #require(tensors[name])
            #expect(tensor.shape == [] && tensor.dtype.rawValue == computed)
            #expect(computed == "float64" ? tensor.values == [loss] : Float(tensor.values[0]) == Float(loss))
        }
        let gradient = try #require(tensors["tasks.a.gradients.input"])
        #expect(gradient.dtype == dtype && gradient.shape == [2, 3])
        let flat = try #require(expected["tasks"]?[0]?["gradients"]?["input"]).numbers
        var rounded: [UInt8] = []
        if dtype == .float64 {
            dtype.append(flat, to: &rounded)
        } else {
            dtype.append(flat.map { Float($0) }, to: &rounded)
        }
        #expect(gradient.values == dtype.unpack(rounded.span))
    }

    @Test("a file answered in JSON, and JSON answered as a file, have the same numbers")
    func mixedForms() throws {
        let request = #"{"tasks":[{"loss":"mse_loss","input":"x","target":[0,1,2,3,4,5]}]}"#
        let packed = file(request, [.init("x", .float32, shape: [6], values: scores)])
        let json = try JSONTree(send(packed, accept: nil).body)
        let plain =
            #"{"tensors":{"x":[2,0.5,-1,0.25,1,3]},"tasks":[{"loss":"mse_loss","input":"x","target":[0,1,2,3,4,5]}]}"#
        let (tensors, _) = try parts(send(Array(plain.utf8), type: "application/json"))
        #expect(
            Float(try #require(json["tasks"]?[0]?["loss"]?.double))
                == Float(try #require(tensors["tasks.task0.loss"]).values[0]))
        for index in 0..<6 {
            let number = try #require(json["tasks"]?[0]?["gradients"]?["input"]?[index]?.double)
            #expect(Float(number) == Float(try #require(tensors["tasks.task0.gradients.input"]).values[index]))
        }
    }

    @Test("gradients of the total are tensors too, in the type of the shared one")
    func totals() throws {
        let request =
            #"{"weighting":{"strategy":"upgrad","level":"shared_input"},"tasks":[{"loss":"mse_loss","input":"x","#
            + #""target":[0,1,2,3,4,5]},{"loss":"l1_loss","input":"x","target":[5,4,3,2,1,0]}]}"#
        let (tensors, json) = try parts(send(file(request, [.init("x", .bfloat16, shape: [6], values: scores)])))
        #expect(json["total"]?["gradients"]?["x"]?.text == "total.gradients.x")
        #expect(tensors["total.gradients.x"]?.dtype == .bfloat16)
        #expect(tensors["total.gradients.x"]?.shape == [6])
    }

    @Test("classes of 64 bits are exact, whatever the type of the request")
    func classes() throws {
        let request =
            #"{"tasks":[{"loss":"cross_entropy","input":[[1,2]],"target":"y","options":{"ignore_index":16777217}}]}"#
        let answer = send(file(request, [.init("y", .float64, shape: [1], values: [16_777_217])]), accept: nil)
        #expect(answer.status == 200, "\(answer.string)")
        #expect(answer.string.contains("all_ignored"))
    }

    @Test("weights are asked and answered in files")
    func weights() throws {
        let request = #"{"tasks":["a","b"],"strategy":"mean","jacobian":"J"}"#
        let jacobian = SafetensorsWriter<Double>.Tensor("J", .float32, shape: [2, 3], values: [1, 2, 3, 3, 2, 1])
        let (tensors, json) = try parts(send(file(request, [jacobian]), to: "/v1/weights"))
        #expect(tensors["gradient"]?.values == [2, 2, 2])
        #expect(tensors["gradient"]?.dtype == .float32)
        #expect(tensors["weights"]?.values == [0.5, 0.5])
        #expect(json["weights"]?["a"]?.double == 0.5)
        #expect(json["gradient"]?.text == "gradient")
        let unknown = send(file(request, []), to: "/v1/weights")
        #expect(unknown.status == 422 && unknown.string.contains("unknown_tensor"), "\(unknown.string)")
    }

    @Test(
        "what is wrong with a file is a problem with its place",
        arguments: [
            (#"{"tasks":[{"loss":"mse_loss","input":"x","target":"y"}]}"#, 422, "unknown_tensor"),
            (#"{"tensors":{"x":[1]},"tasks":[{"loss":"mse_loss","input":"x","target":"x"}]}"#, 422, "duplicate_name"),
            (#"{"tasks":[}"#, 400, "malformed_json"),
        ])
    func faults(request: String, status: Int, code: String) {
        let answer = send(file(request, [.init("x", .float32, shape: [1], values: [1])]))
        #expect(answer.status == status && answer.string.contains("\"\(code)\""), "\(answer.string)")
        #expect(answer.fields[.contentType] == "application/problem+json")
    }

    @Test("a file without a request, and a file that is none, are refused")
    func noRequest() {
        let empty = send(SafetensorsWriter<Double>().parts(metadata: []).head)
        #expect(empty.status == 400 && empty.string.contains("invalid_metadata"), "\(empty.string)")
        let none = send(Array("hello".utf8))
        #expect(none.status == 400 && none.string.contains("truncated_file"), "\(none.string)")
    }

    @Test("an element that is not allowed is named by its index")
    func elements() {
        let request = #"{"tasks":[{"loss":"cross_entropy","input":[[1,2],[3,4]],"target":"y"}]}"#
        let answer = send(file(request, [.init("y", .float64, shape: [2], values: [0, 7])]))
        #expect(
            answer.status == 422 && answer.string.contains(##""pointer":"#/tensors/y","index":1"##), "\(answer.string)")
    }

    @Test(
        "Accept decides the form of the answer",
        arguments: [
            ("application/vnd.safetensors", true), ("application/json", false), ("*/*", false),
            ("application/json, application/vnd.safetensors", false),
            ("application/json;q=0.9, application/vnd.safetensors", true),
            ("application/json, application/vnd.safetensors;q=0.5", false), ("application/vnd.safetensors;q=0", false),
            ("text/html, APPLICATION/VND.SAFETENSORS", true),
        ])
    func accept(accept: String, isFile: Bool) {
        let request = #"{"tasks":[{"loss":"mse_loss","input":[1],"target":[2]}]}"#
        let answer = send(Array(request.utf8), type: "application/json", accept: accept)
        #expect((answer.fields[.contentType] == Self.type) == isFile)
    }

    @Test("no file costs more than was stated")
    func cost() throws {
        let name = String(repeating: "\"\\\u{1}", count: 60)
        let quoted = name.unicodeScalars.map { $0 == "\u{1}" ? "\\u0001" : "\\\($0)" }.joined()
        let tasks = (0..<20).map {
            #"{"name":"\#(quoted)\#($0)","loss":"mse_loss","input":"x","target":"x","gradients":["input","target"]}"#
        }
        let request = #"{"tasks":[\#(tasks.joined(separator: ","))]}"#
        let answer = send(file(request, [.init("x", .float32, shape: [2], values: [1, 2])]))
        #expect(answer.status == 200, "\(answer.string.prefix(300))")
        let cost = try #require(answer.cost)
        #expect(answer.body.count <= cost.answerBytes)
    }
}
