// Tensors in their three forms, and every way to get one wrong.

import Catalogue
import TensorJSON
import Testing

@Suite("Reading tensors")
struct TensorReadingTests {
    private func read(
        _ text: String, limits: JSONLimits = JSONLimits(), acceptsBooleans: Bool = false
    ) throws -> TensorReading<Float> {
        var reader = JSONReader(Array(text.utf8), limits: limits)
        let reading = try reader.readTensor(as: Float.self, acceptsBooleans: acceptsBooleans)
        try reader.finish()
        return reading
    }

    private func tensor(_ text: String, acceptsBooleans: Bool = false) throws -> ParsedTensor<Float>? {
        guard case .tensor(let tensor) = try read(text, acceptsBooleans: acceptsBooleans) else { return nil }
        return tensor
    }

    private func fault(_ text: String, limits: JSONLimits = JSONLimits()) throws -> TensorFault? {
        guard case .fault(let fault) = try read(text, limits: limits).rectangular else { return nil }
        return fault
    }

    @Test(
        "nested lists give shape and numbers",
        arguments: [
            ("7", [], [7]), ("-2.5", [], [-2.5]), ("[]", [0], []), ("[1]", [1], [1]), ("[[]]", [1, 0], []),
            ("[[],[]]", [2, 0], []), ("[[1,2],[3,4]]", [2, 2], [1, 2, 3, 4]), ("[[[1]],[[2]]]", [2, 1, 1], [1, 2]),
            (" [ [ 1 , 2 ] , [ 3 , 4 ] ] ", [2, 2], [1, 2, 3, 4]), ("[1,\"Infinity\",3]", [3], [1, .infinity, 3]),
            ("[\"-Infinity\"]", [1], [-.infinity]), ("[[[]],[[]]]", [2, 1, 0], []),
        ] as [(String, [Int], [Float])])
    func nested(text: String, shape: [Int], values: [Float]) throws {
        let tensor = try #require(try tensor(text))
        #expect(tensor.shape == shape)
        #expect(tensor.values == values)
        #expect(tensor.form == .nested)
    }

    @Test("the flat and the packed form give the same tensor, fields in any order")
    func forms() throws {
        for text in [
            #"{"shape":[2,2],"data":[1,2,3,4]}"#, #"{"data":[1,2,3,4],"shape":[2,2]}"#,
            #"{"shape":[2,2],"dtype":"float32","base64":"AACAPwAAAEAAAEBAAACAQA=="}"#,
            #"{"base64":"AACAPwAAAEAAAEBAAACAQA==","dtype":"float32","shape":[2,2]}"#,
            #"{"shape":[2,2],"dtype":"float64","base64":"AAAAAAAA8D8AAAAAAAAAQAAAAAAAAAhAAAAAAAAAEEA="}"#,
            #"{"shape":[2,2],"dtype":"int64","base64":"AQAAAAAAAAACAAAAAAAAAAMAAAAAAAAABAAAAAAAAAA="}"#,
            #"{"shape":[2,2],"dtype":"int32","base64":"AQAAAAIAAAADAAAABAAAAA=="}"#,
            #"{"shape":[2,2],"dtype":"uint8","base64":"AQIDBA=="}"#,
            #"{"shape":[2,2],"dtype":"uint8","base64":"AQIDB\u0041=="}"#,
        ] {
            let tensor = try #require(try tensor(text), "\(text)")
            #expect(tensor.shape == [2, 2])
            #expect(tensor.values == [1, 2, 3, 4], "\(text)")
        }
        #expect(try tensor(#"{"shape":[3],"dtype":"bool","base64":"AAEC"}"#)?.values == [0, 1, 1])
        #expect(try tensor(#"{"shape":[2],"dtype":"int32","base64":"//////7///8="}"#)?.values == [-1, -2])
        #expect(try tensor(#"{"shape":[],"data":[5]}"#)?.shape == [])
        #expect(try tensor(#"{"shape":[0,3],"data":[]}"#)?.shape == [0, 3])
        #expect(try tensor(#"{"shape":[0],"dtype":"float32","base64":""}"#)?.values == [])
    }

    @Test("Booleans stand for numbers only where they are asked for")
    func booleans() throws {
        #expect(try tensor("[true,false,1]", acceptsBooleans: true)?.values == [1, 0, 1])
        #expect(try tensor("true", acceptsBooleans: true)?.values == [1])
        #expect(try tensor(#"{"shape":[2],"data":[true,false]}"#, acceptsBooleans: true)?.values == [1, 0])
        #expect(try fault("[1,true]")?.code == .notANumber)
    }

    @Test("a string names a shared tensor")
    func reference() throws {
        guard case .reference("logits") = try read("\"logits\"") else {
            Issue.record("not a reference")
            return
        }
    }

    @Test(
        "a fault says where it is",
        arguments: [
            ("[[1,2],[3]]", .ragged, ["1"]), ("[[1],2]", .ragged, ["1"]), ("[1,[2]]", .ragged, ["1"]),
            ("[[1],[[2]]]", .ragged, ["1", "0"]), ("[[],[1]]", .ragged, ["1"]), ("[[[1]],[2]]", .ragged, ["1"]),
            ("[1,null]", .notANumber, ["1"]), ("[[1,\"x\"]]", .notANumber, ["0", "1"]),
            ("[1,2,{}]", .notANumber, ["2"]), ("null", .wrongType, []), ("true", .wrongType, []),
            ("{}", .missingField, []), (#"{"shape":[1]}"#, .missingField, []),
            (#"{"data":[1]}"#, .missingField, []), (#"{"shape":[1],"base64":"AA=="}"#, .missingField, []),
            (#"{"shape":[2],"data":[1]}"#, .shapeMismatch, ["data"]),
            (#"{"shape":[2],"data":[[1,2]]}"#, .ragged, ["data"]), (#"{"shape":[2],"data":1}"#, .wrongType, ["data"]),
            (#"{"shape":[2],"data":[1,null]}"#, .notANumber, ["data", "1"]),
            (#"{"shape":[-1],"data":[]}"#, .invalidShape, ["shape", "0"]),
            (#"{"shape":[1,1.5],"data":[]}"#, .invalidShape, ["shape", "1"]),
            (#"{"shape":3,"data":[]}"#, .invalidShape, ["shape"]),
            (#"{"shape":[4611686018427387904,4],"data":[]}"#, .tooLarge, ["shape"]),
            (#"{"shape":[1],"data":[1],"x":1}"#, .unknownField, ["x"]),
            (#"{"shape":[1],"data":[1],"base64":""}"#, .conflictingFields, []),
            (#"{"shape":[1],"data":[1],"dtype":"float32"}"#, .conflictingFields, ["dtype"]),
            (#"{"shape":[1],"dtype":"half","base64":""}"#, .unknownDtype, ["dtype"]),
            (#"{"shape":[1],"dtype":5,"base64":""}"#, .wrongType, ["dtype"]),
            (#"{"shape":[1],"dtype":"float32","base64":5}"#, .wrongType, ["base64"]),
            (#"{"shape":[1],"dtype":"float32","base64":"AA=="}"#, .shapeMismatch, ["base64"]),
            (#"{"shape":[2],"dtype":"float32","base64":"AACAPw=="}"#, .shapeMismatch, ["base64"]),
            (#"{"shape":[1],"dtype":"uint8","base64":"A"}"#, .invalidBase64, ["base64"]),
            (#"{"shape":[1],"dtype":"uint8","base64":"A==="}"#, .invalidBase64, ["base64"]),
            (#"{"shape":[1],"dtype":"uint8","base64":"AB=="}"#, .invalidBase64, ["base64"]),
            (#"{"shape":[1],"dtype":"uint8","base64":"A-=="}"#, .invalidBase64, ["base64"]),
            (#"{"shape":[1],"dtype":"uint8","base64":"AA==AA=="}"#, .invalidBase64, ["base64"]),
            (#"{"shape":[1],"dtype":"uint8","base64":" AA="}"#, .invalidBase64, ["base64"]),
        ] as [(String, TensorFaultCode, [String])])
    func faults(text: String, code: TensorFaultCode, path: [String]) throws {
        let fault = try #require(try fault(text))
        #expect(fault.code == code, "\(fault.detail)")
        #expect(fault.place == path)
    }

    @Test("after a fault the rest is still checked as JSON")
    func syntaxAfterFault() {
        #expect(throws: JSONSyntaxError.self) { try read("[[1],[2,3],[4 5]]") }
        #expect(throws: JSONSyntaxError.self) { try read("[1,[2],nul]") }
    }

    @Test("rank and number of elements are limited")
    func limits() throws {
        var limits = JSONLimits()
        limits.rank = 2
        limits.elements = 3
        #expect(try fault("[[[1]]]", limits: limits)?.code == .tooLarge)
        #expect(try fault("[[1,2],[3,4]]", limits: limits)?.code == .tooLarge)
        #expect(try fault(#"{"shape":[2,2],"data":[1,2,3,4]}"#, limits: limits)?.code == .tooLarge)
        #expect(try fault(#"{"shape":[4],"dtype":"uint8","base64":"AQIDBA=="}"#, limits: limits)?.code == .tooLarge)
        #expect(try fault(#"{"shape":[1,1,1],"data":[1]}"#, limits: limits)?.code == .tooLarge)
        guard case .tensor = try read("[1,2,3]", limits: limits) else {
            Issue.record("three numbers are within the limit")
            return
        }
    }

    @Test("paths lead to elements by the form of the tensor")
    func paths() {
        #expect(TensorForm.nested.path(to: 5, in: [2, 3]) == ["1", "2"])
        #expect(TensorForm.flat.path(to: 5, in: [2, 3]) == ["data", "5"])
        #expect(TensorForm.base64.path(to: 5, in: [2, 3]) == nil)
        #expect(TensorForm.nested.path(to: 0, in: []) == [])
    }
}
