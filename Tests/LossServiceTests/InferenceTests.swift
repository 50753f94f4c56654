// The Open Inference Protocol: what its clients send, and what they read.

import Contract
import Exchange
import LossService
import PackedTensors
import TestSupport
import Testing

@Suite("Open Inference Protocol")
struct InferenceTests {
    private static func bytes(_ values: [Float], as dtype: PackedDtype = .float32) -> [UInt8] {
        var bytes: [UInt8] = []
        dtype.append(values, to: &bytes)
        return bytes
    }

    /// Posts JSON, and the bytes of tensors behind it, as tritonclient does: without any media type.
    private func infer(
        _ model: String, _ json: String, _ tensors: [UInt8] = [], length: String? = nil, fields: HeaderFields = [:]
    ) -> ServiceAnswer {
        var fields = fields
        if !tensors.isEmpty || length != nil {
            fields.append("Inference-Header-Content-Length", length ?? String(json.utf8.count))
        }
        return Service().send(.post, "/v2/models/\(model)/infer", bytes: Array(json.utf8) + tensors, fields: fields)
    }

    /// The outputs of an answer by name: datatypes, shapes, and numbers from the JSON or from the bytes behind it.
    private func outputs(
        _ answer: ServiceAnswer
    ) throws -> [String: (datatype: String, shape: [Double], numbers: [Double], isBinary: Bool)] {
        #expect(answer.status == 200, "\(answer.string)")
        let length = answer.fields[.inferenceHeaderLength].flatMap { Int($0) }
        #expect(answer.fields[.contentType] == (length == nil ? "application/json" : "application/octet-stream"))
        let json = try JSONTree(answer.body[..<(length ?? answer.body.count)])
        var next = length ?? answer.body.count
        var found: [String: (datatype: String, shape: [Double], numbers: [Double], isBinary: Bool)] = [:]
        for output in json["outputs"]?.elements ?? [] {
            let datatype = try #require(output["datatype"]?.text)
            var numbers = output["data"]?.numbers ?? []
            let size = output["parameters"]?["binary_data_size"]?.double.map { Int($0) }
            if let size {
                let dtype = try #require(PackedDtype(inferenceName: datatype))
                numbers = dtype.unpack(answer.body.span.extracting(next..<(next + size)))
                next += size
            }
            found[try #require(output["name"]?.text)] = (datatype, output["shape"]?.numbers ?? [], numbers, size != nil)
        }
        #expect(next == answer.body.count)
        return found
    }

    private static func tensor(_ name: String, _ shape: [Int], _ datatype: String, size: Int) -> String {
        #"{"name":"\#(name)","shape":\#(shape),"datatype":"\#(datatype)","parameters":{"binary_data_size":\#(size)}}"#
    }

    private static let pair =
        #"{"name":"input","shape":[3],"datatype":"FP32","data":[1,2,3]},"#
        + #"{"name":"target","shape":[3],"datatype":"FP32","data":[0,2.5,7]}"#

    @Test("tensors in bytes and in JSON give what /v1/evaluate gives, and only what is asked for")
    func sameNumbers() throws {
        let plain = try Service().evaluate(
            #"{"tasks":[{"loss":"mse_loss","input":[1,2,3],"target":[0,2.5,7]}]}"#
        ).json["tasks"]?[0]
        let gradient = try #require(plain?["gradients"]?["input"]).numbers
        let loss = try #require(plain?["loss"]?.double)
        let json = try outputs(infer("mse_loss", #"{"id":"7","inputs":[\#(Self.pair)]}"#))
        #expect(Set(json.keys) == ["loss", "denominator", "gradient_input"])
        #expect(json["loss"]?.numbers == [loss] && json["loss"]?.shape == [1] && json["loss"]?.datatype == "FP32")
        #expect(json["gradient_input"]?.numbers == gradient && json["denominator"]?.numbers == [3])
        let header =
            #"{"inputs":[\#(Self.tensor("input", [3], "FP32", size: 12)),\#(Self.tensor("target", [3], "FP32", size: 12))],"#
            + #""outputs":[{"name":"gradient_input","parameters":{"binary_data":true}},{"name":"loss"}]}"#
        let body = Self.bytes([1, 2, 3]) + Self.bytes([0, 2.5, 7])
        let mixed = try outputs(infer("mse_loss", header, body))
        #expect(Set(mixed.keys) == ["loss", "gradient_input"])
        #expect(mixed["gradient_input"]?.isBinary == true && mixed["loss"]?.isBinary == false)
        #expect(mixed["gradient_input"]?.numbers == gradient.map { Double(Float($0)) })
        #expect(mixed["loss"]?.numbers == [loss])
    }

    @Test("no gradient is computed that is no output")
    func onlyTheLoss() throws {
        let request = #"{"inputs":[\#(Self.pair)],"outputs":[{"name":"loss"}]}"#
        #expect(try outputs(infer("mse_loss", request)).keys.sorted() == ["loss"])
        let none = #"{"parameters":{"gradients":false},"inputs":[\#(Self.pair)]}"#
        #expect(try outputs(infer("mse_loss", none)).keys.sorted() == ["denominator", "loss"])
        let named = #"{"parameters":{"gradients":"target, input"},"inputs":[\#(Self.pair)]}"#
        #expect(try outputs(infer("mse_loss", named)).count == 4)
    }

    @Test("a gradient has the datatype of its input", arguments: [PackedDtype.float16, .bfloat16, .float32])
    func datatypes(dtype: PackedDtype) throws {
        let name = dtype.inferenceName
        let size = 2 * dtype.width
        let header =
            #"{"parameters":{"binary_data_output":true},"inputs":[\#(Self.tensor("input", [2], name, size: size)),"#
            + #"{"name":"target","shape":[2],"datatype":"INT32","data":[1,2]}]}"#
        let found = try outputs(infer("mse_loss", header, Self.bytes([0.1, 5], as: dtype)))
        let gradient = try #require(found["gradient_input"])
        #expect(gradient.datatype == name && gradient.isBinary)
        let read: [Float] = dtype.unpack(Self.bytes([0.1, 5], as: dtype).span)
        let expected: [Double] = dtype.unpack(Self.bytes([read[0] - 1, read[1] - 2], as: dtype).span)
        #expect(gradient.numbers == expected)
        #expect(found["loss"]?.datatype == "FP32")
    }

    @Test("float64 is computed in float64, and bare NaN is a number")
    func wideAndBare() throws {
        let request =
            #"{"inputs":[{"name":"input","shape":[2,1],"datatype":"FP64","data":[[0.1],[NaN]]},"#
            + #"{"name":"target","shape":[2,1],"datatype":"FP64","data":[0,-Infinity]}],"#
            + #""parameters":{"reduction":"none"}}"#
        let loss = try #require(try outputs(infer("mse_loss", request))["loss"])
        #expect(loss.datatype == "FP64" && loss.shape == [2, 1] && loss.numbers[0] == 0.1 * 0.1)
        #expect(loss.numbers[1].isNaN)
    }

    @Test("the answer echoes the id, names the model, and has warnings among its parameters")
    func frame() throws {
        let json = try infer("l1_loss", #"{"id":"","model_name":"x","inputs":[\#(Self.pair)]}"#).json
        #expect(json["id"]?.text == "" && json["model_name"]?.text == "l1_loss" && json["model_version"]?.text == "1")
        let odd =
            #"{"inputs":[{"name":"input","shape":[2,1],"datatype":"FP32","data":[1,2]},"#
            + #"{"name":"target","shape":[2],"datatype":"FP32","data":[1,2]}]}"#
        #expect(try infer("mse_loss", odd).json["parameters"]?["warnings"]?.text?.hasPrefix("broadcast: ") == true)
    }

    @Test("a strategy is a model too, whose state travels as a text")
    func strategies() throws {
        let jacobian = #"{"inputs":[{"name":"jacobian","shape":[2,2],"datatype":"FP32","data":[1,2,3,4]}]}"#
        let mean = try outputs(infer("weights_mean", jacobian))
        #expect(mean["weights"]?.numbers == [0.5, 0.5] && mean["gradient"]?.numbers == [2, 3])
        #expect(mean["gradient"]?.datatype == "FP32" && mean["weights"]?.datatype == "FP64")
        let losses = #""inputs":[{"name":"losses","shape":[2],"datatype":"FP64","data":[1,2]}]"#
        let first = try infer("weights_uncertainty", "{\(losses)}").json
        let state = try #require(first["parameters"]?["state"]?.text)
        let quoted = state.replacing("\"", with: "\\\"")
        let second = infer("weights_uncertainty", #"{"parameters":{"state":"\#(quoted)"},\#(losses)}"#)
        #expect(second.status == 200, "\(second.string)")
        #expect(try second.json["parameters"]?["state"]?.text?.contains(#""step":2"#) == true)
        let broken = infer("weights_uncertainty", #"{"parameters":{"state":"{\"a\":1},\"seed\":{"},\#(losses)}"#)
        #expect(broken.status == 422, "\(broken.string)")
    }

    @Test(
        "faults have a status, a place in the request that was sent, and a text for clients",
        arguments: [
            (#"{"inputs":[{"name":"input","shape":[1],"datatype":"FP32","data":[1]}]}"#, 422, "# missing_field"),
            (#"{"parameters":{"reduciton":"sum"},"inputs":[\#(pair)]}"#, 422, "#/parameters/reduciton unknown_option"),
            (#"{"parameters":{"reduction":"max"},"inputs":[\#(pair)]}"#, 422, "#/parameters/reduction invalid_value"),
            (
                #"{"inputs":[\#(pair)],"outputs":[{"name":"loss"},{"name":"bogus"}]}"#, 422,
                "#/outputs/1/name unknown_gradient"
            ),
            (
                #"{"inputs":[\#(pair),{"name":"bogus","shape":[0],"datatype":"FP32","data":[]}]}"#, 422,
                "#/inputs/2/name unknown_field"
            ),
            (
                #"{"inputs":[\#(pair),{"name":"input","shape":[0],"datatype":"FP32","data":[]}]}"#, 422,
                "#/inputs/2/name duplicate_name"
            ),
            (
                #"{"inputs":[{"name":"input","shape":[2],"datatype":"FP32","data":[1]}]}"#, 422,
                "#/inputs/0/data shape_data_mismatch"
            ),
            (
                #"{"inputs":[{"name":"input","shape":[1],"datatype":"FP8","data":[1]}]}"#, 422,
                "#/inputs/0/datatype unknown_dtype"
            ),
            (
                #"{"inputs":[{"name":"input","shape":[-1],"datatype":"FP32","data":[1]}]}"#, 422,
                "#/inputs/0/shape invalid_value"
            ),
            (
                #"{"inputs":[{"name":"input","shape":[4611686018427387904,9],"datatype":"FP32","data":[1]}]}"#, 422,
                "#/inputs/0/shape invalid_value"
            ),
            (
                #"{"inputs":[{"name":"input","shape":[2],"datatype":"UINT8","data":[1,256]}]}"#, 422,
                "#/inputs/0/data[1] out_of_range"
            ),
            (
                #"{"inputs":[{"name":"input","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":4}}]}"#,
                422,
                "#/inputs/0/parameters/binary_data_size shape_data_mismatch"
            ),
            (
                #"{"inputs":[{"name":"input","shape":[1],"datatype":"FP32","data":[1],"parameters":{"binary_data_size":4}}]}"#,
                422, "#/inputs/0 conflicting_fields"
            ),
            (#"{"inputs":[{"name":"input","shape":[1],"datatype":"FP32"}]}"#, 422, "#/inputs/0 missing_field"),
            (
                #"{"inputs":[\#(pair)],"outputs":[{"name":"loss"},{"name":"loss"}]}"#, 422,
                "#/outputs/1/name duplicate_name"
            ),
            (
                #"{"inputs":[{"name":"input","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":-8}}]}"#,
                422,
                "#/inputs/0/parameters/binary_data_size invalid_value"
            ),
            (
                #"{"inputs":[{"name":"input","shape":[1],"datatype":"FP32","parameters":{"binary_data_size":null}}]}"#,
                422,
                "#/inputs/0/parameters/binary_data_size invalid_value"
            ),
            (
                #"{"inputs":[\#(pair),{"name":"weight","shape":[3],"datatype":"FP32","data":[1,1,1]}],"#
                    + #""parameters":{"weight":"junk"}}"#, 422, "#/parameters/weight conflicting_fields"
            ),
            (#"{"inputs":{}}"#, 422, "#/inputs wrong_type"), (#"{}"#, 422, "# missing_field"),
            (#"[]"#, 422, "# wrong_type"), (#"{"inputs":["#, 400, "offset 11 malformed_json"),
        ])
    func faults(request: String, status: Int, fault: String) throws {
        let answer = infer("mse_loss", request)
        #expect(answer.status == status, "\(answer.string)")
        #expect(answer.fields[.contentType] == "application/json")
        #expect(try answer.faults.contains(fault), "\(answer.string)")
        #expect(try answer.json["error"]?.text?.isEmpty == false)
    }

    @Test("losses of other tasks than the gradients are a fault")
    func mismatchedTasks() throws {
        let answer = infer(
            "weights_upgrad",
            #"{"inputs":[{"name":"jacobian","shape":[2,1],"datatype":"FP32","data":[1,2]},"#
                + #"{"name":"losses","shape":[3],"datatype":"FP32","data":[1,2,3]}]}"#)
        #expect(try answer.faults == ["#/inputs/1/shape invalid_value"], "\(answer.string)")
    }

    @Test(
        "faults of parameters and outputs are reported where they were sent",
        arguments: [
            ("mse_loss", #""parameters":{"mask":true},"inputs":[\#(pair)]"#, "#/parameters/mask invalid_value"),
            ("mse_loss", #""parameters":{"input":1},"inputs":[\#(pair)]"#, "#/parameters/input invalid_value"),
            (
                "mse_loss", #""inputs":[\#(pair)],"parameters":{"reduction":\#(nested(61))}"#,
                "#/parameters too_deep"
            ),
            (
                "mse_loss", #""inputs":[\#(pair)],"outputs":[{"name":"loss"},{}]"#, "#/outputs/1 missing_field"
            ),
            (
                "weights_mean", #""inputs":[\#(losses)],"parameters":{"gramian":[1]}"#,
                "#/parameters/gramian invalid_value"
            ),
            (
                "weights_uncertainty", #""inputs":[\#(losses)],"parameters":{"state":"\#u{FEFF}{}"}"#,
                "#/parameters malformed_json"
            ),
            (
                "weights_mean", #""inputs":[\#(gramian)],"outputs":[{"name":"weights"},{"name":"gradient"}]"#,
                "#/outputs/1/name missing_field"
            ),
        ])
    func translatedFaults(model: String, members: String, fault: String) throws {
        let answer = infer(model, "{\(members)}")
        #expect(answer.status == 422, "\(answer.string)")
        #expect(try answer.faults == [fault], "\(answer.string)")
    }

    private static let losses = #"{"name":"losses","shape":[2],"datatype":"FP64","data":[1,2]}"#
    private static let gramian = #"{"name":"gramian","shape":[2,2],"datatype":"FP64","data":[2,1,1,2]}"#

    private static func nested(_ depth: Int) -> String {
        String(repeating: "[", count: depth) + String(repeating: "]", count: depth)
    }

    @Test("no more outputs than tensors are asked for")
    func manyOutputs() throws {
        let outputs = (0..<8193).map { #"{"name":"loss\#($0)"}"# }.joined(separator: ",")
        let answer = infer("mse_loss", #"{"inputs":[\#(Self.pair)],"outputs":[\#(outputs)]}"#)
        #expect(try answer.faults.contains("#/outputs/8192 too_many_tensors"), "\(answer.string.prefix(400))")
    }

    @Test("a gradient that is no output of a strategy is not answered, and one that is takes a Jacobian")
    func strategyOutputs() throws {
        let jacobian = #"{"name":"jacobian","shape":[2,2],"datatype":"FP32","data":[1,2,3,4]}"#
        let weights = try outputs(
            infer("weights_mean", #"{"inputs":[\#(jacobian)],"outputs":[{"name":"weights"}]}"#))
        #expect(weights.keys.sorted() == ["weights"])
        let both = try outputs(
            infer("weights_mean", #"{"inputs":[\#(jacobian)],"outputs":[{"name":"gradient"},{"name":"weights"}]}"#))
        #expect(both["gradient"]?.numbers == [2, 3])
    }

    @Test("warnings of strategies are among the parameters")
    func strategyWarnings() throws {
        let answer = infer(
            "weights_mgda",
            #"{"inputs":[{"name":"jacobian","shape":[2,1],"datatype":"FP64","data":[1,-1]}]}"#)
        #expect(try answer.json["parameters"]?["warnings"]?.text?.hasPrefix("stationary: ") == true, "\(answer.string)")
    }

    @Test("the names of gradients may be escaped, and unsigned numbers that 63 bits do not hold are refused in JSON")
    func escapedAndUnsigned() throws {
        let escaped = try outputs(
            infer("mse_loss", #"{"inputs":[\#(Self.pair)],"parameters":{"gradients":"\u0069nput"}}"#))
        #expect(escaped.keys.sorted() == ["denominator", "gradient_input", "loss"])
        for number in ["9223372036854775807", "9223372036854775808", "18446744073709551616"] {
            let answer = infer(
                "l1_loss",
                #"{"inputs":[{"name":"input","shape":[1],"datatype":"UINT64","data":[\#(number)]},"#
                    + #"{"name":"target","shape":[1],"datatype":"FP32","data":[0]}]}"#)
            let isExact = number.hasSuffix("807")
            #expect(answer.status == (isExact ? 200 : 422), "\(answer.string)")
            if !isExact { #expect(try answer.faults == ["#/inputs/0/data[0] out_of_range"], "\(answer.string)") }
        }
    }

    @Test("the place of malformed JSON counts no quotes around bare numbers")
    func bareOffset() throws {
        let request = #"{"inputs":[{"name":"input","data":[NaN,-Infinity,NaN,}"#
        let answer = infer("mse_loss", request)
        #expect(try answer.faults == ["offset \(request.utf8.count - 1) malformed_json"], "\(answer.string)")
    }

    @Test("a media type of bytes may have parameters")
    func mediaType() throws {
        let request = #"{"inputs":[\#(Self.pair)]}"#
        let answer = infer("mse_loss", request, fields: [.contentType: "Application/Octet-Stream; x=1"])
        #expect(answer.status == 200, "\(answer.string)")
    }

    @Test("an element that is not allowed is named by its input and its index")
    func elements() throws {
        let answer = infer(
            "cross_entropy",
            #"{"inputs":[{"name":"input","shape":[2,2],"datatype":"FP32","data":[1,2,3,4]},"#
                + #"{"name":"target","shape":[2],"datatype":"INT64","data":[0,5]}]}"#)
        #expect(try answer.faults == ["#/inputs/1[1] class_out_of_range"], "\(answer.string)")
    }

    @Test(
        "the length of the JSON is a number of bytes within the body",
        arguments: ["-1", "0", "x", "", "1e3", "99999", "99999999999999999999", "+1", " 1"])
    func headerLength(length: String) {
        let answer = infer("mse_loss", #"{"inputs":[\#(Self.pair)]}"#, length: length)
        #expect(answer.status == 400, "\(answer.string)")
    }

    @Test("bytes that belong to no tensor are a fault, and a JSON of the whole body is none")
    func trailingBytes() {
        let request = #"{"inputs":[\#(Self.pair)]}"#
        #expect(infer("mse_loss", request, length: String(request.utf8.count)).status == 200)
        #expect(infer("mse_loss", request, [0, 0, 0, 0]).status == 422)
    }

    @Test("errors at these paths are JSON with an error, and nothing but infer is compressed")
    func paths() throws {
        for (path, status) in [("/v2/nowhere", 404), ("/v2/models/nope", 404), ("/v2/models/mse_loss/versions/2", 404)]
        {
            let answer = Service().send(.get, path)
            #expect(answer.status == status && answer.fields[.contentType] == "application/json")
            #expect(try answer.json["error"]?.text?.isEmpty == false)
        }
        #expect(Service().send(.get, "/v2/models/mse%5Floss/versions/1").status == 200)
        #expect(Service().send(.get, "/v2/models/MSELoss?x=1").status == 200)
        for path in ["/v2", "/v2/", "/v2/health/live", "/v2/health/ready", "/v2/models", "/v2/models/stats"] {
            #expect(Service().send(.get, path).status == 200, "\(path)")
        }
        #expect(Service().send(.get, "/v2x").fields[.contentType] == "application/problem+json")
    }

    @Test("every model describes itself")
    func models() throws {
        let names = try Service().send(.get, "/v2/models").json["models"]?.elements.compactMap(\.text) ?? []
        #expect(names.count > 60)
        for name in names {
            let metadata = try Service().send(.get, "/v2/models/\(name)").json
            let config = try Service().send(.get, "/v2/models/\(name)/config").json
            let inputs = metadata["inputs"]?.elements.compactMap { $0["name"]?.text } ?? []
            #expect(inputs == config["input"]?.elements.compactMap { $0["name"]?.text })
            #expect(Set(inputs).count == inputs.count && !inputs.isEmpty, "\(name)")
            #expect(metadata["outputs"]?.elements.isEmpty == false)
        }
    }

    @Test(
        "inputs that an example leaves out have the rank that their shape has in words",
        arguments: [
            ("ppo_clip", "reference_log_probs", 2), ("ppo_clip", "lengths", 1), ("kl_estimate", "old_log_probs", 2),
            ("info_nce_loss", "negative_keys", 2), ("cross_entropy", "weight", 1),
        ])
    func ranks(model: String, input: String, rank: Int) throws {
        let metadata = try Service().send(.get, "/v2/models/\(model)").json
        let found = metadata["inputs"]?.elements.first { $0["name"]?.text == input }
        #expect(found?["shape"]?.numbers == [Double](repeating: -1, count: rank))
    }

    @Test("the answer says among its parameters what a preset has set, and what is worth watching")
    func preset() throws {
        let inputs =
            #""inputs":[{"name":"log_probs","shape":[1,2],"datatype":"FP32","data":[-1,-2]},"#
            + #"{"name":"old_log_probs","shape":[1,2],"datatype":"FP32","data":[-1,-1]},"#
            + #"{"name":"advantages","shape":[1],"datatype":"FP32","data":[1]}]"#
        let parameters = try infer(
            "ppo_clip", #"{"parameters":{"preset":"trl-luspo","ratio_level":"token"},\#(inputs)}"#
        ).json["parameters"]
        #expect(parameters?["preset"]?.text == "trl-luspo")
        #expect(
            parameters?["preset_options"]?.text
                == #"{"reduction":"sequence_mean_token_sum"}"#)
        #expect(parameters?["tokens"]?.double == 2)
    }

    @Test("every loss answers all outputs that it says it has, for its example")
    func describedOutputs() throws {
        var count = 0
        for entry in try Service().send(.get, "/v1/losses").json["losses"]?.elements ?? [] {
            let name = try #require(entry["name"]?.text)
            let task = try #require(entry["example"]?["tasks"]?[0])
            let metadata = try Service().send(.get, "/v2/models/\(name)").json
            let known = metadata["inputs"]?.elements.compactMap { $0["name"]?.text } ?? []
            var inputs: [String] = []
            var parameters: [String] = []
            let members = task.members.merging(task["options"]?.members ?? [:]) { $1 }
            for (key, value) in members where !["loss", "options", "name"].contains(key) {
                guard known.contains(key) || key.wholeMatch(of: /[a-z_]+\d+/) != nil else {
                    parameters.append("\"\(key)\":\(value.json)")
                    continue
                }
                let isWhole = value.numbers.allSatisfy { $0 == $0.rounded() } && key != "input"
                inputs.append(
                    #"{"name":"\#(key)","shape":\#(value.shape),"datatype":"\#(isWhole ? "INT64" : "FP32")","#
                        + #""data":\#(value.json)}"#)
            }
            let outputs = (metadata["outputs"]?.elements ?? []).compactMap { $0["name"]?.text }
            #expect(outputs.starts(with: ["loss", "denominator"]), "\(name)")
            let answer = infer(
                name,
                "{\"inputs\":[\(inputs.joined(separator: ","))],\"parameters\":{\(parameters.joined(separator: ","))},"
                    + "\"outputs\":[\(outputs.map { "{\"name\":\"\($0)\"}" }.joined(separator: ","))]}")
            #expect(answer.status == 200, "\(name): \(answer.string)")
            guard answer.status == 200 else { continue }
            let found = try self.outputs(answer)
            #expect(found.keys.sorted() == outputs.sorted(), "\(name)")
            count += 1
        }
        #expect(count > 40)
    }

    @Test("statistics advance by what succeeds and what fails")
    func statistics() throws {
        let service = Service()
        func count(_ kind: String) throws -> Double? {
            let json = try service.send(.get, "/v2/models/mse_loss/stats").json["model_stats"]?[0]
            return json?["inference_stats"]?[kind]?["count"]?.double
        }
        #expect(try count("success") == 0)
        _ = service.send(.post, "/v2/models/mse_loss/infer", body: #"{"inputs":[\#(Self.pair)]}"#)
        _ = service.send(.post, "/v2/models/mse_loss/versions/1/infer", body: #"{"inputs":[\#(Self.pair)]}"#)
        _ = service.send(.post, "/v2/models/mse_loss/infer", body: "{}")
        #expect(try count("success") == 2 && count("fail") == 1 && count("compute_infer") == 2)
        let other = try service.send(.get, "/v2/models/l1_loss/stats").json["model_stats"]?[0]?["inference_count"]
        #expect(other?.double == 0)
    }

    @Test("no answer costs more than was stated")
    func cost() throws {
        let count = 4096
        // As long as numbers get.
        let numbers = (0..<count).map { "-1.2345678901234567e-1\(10 + $0 % 80)" }.joined(separator: ",")
        let request =
            #"{"id":"\#(String(repeating: #"\u0001"#, count: 256))","#
            + #""inputs":[{"name":"input","shape":[\#(count)],"datatype":"FP64","data":[\#(numbers)]},"#
            + #"{"name":"target","shape":[\#(count)],"datatype":"FP64","data":[\#(numbers)]}],"#
            + #""parameters":{"reduction":"none","gradients":"input,target"}}"#
        let answer = infer("mse_loss", request)
        #expect(answer.status == 200, "\(answer.string.prefix(300))")
        #expect(answer.body.count <= (try #require(answer.cost)).answerBytes)
    }
}
