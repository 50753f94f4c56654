// What a model answers: the outputs that are wanted, in JSON or as bytes behind it.

import Balancing
import Contract
import Exchange
import Losses
import PackedTensors
import TensorJSON

/// Writes the answer to one request to infer.
struct InferenceWriter: AnswerWriter {
    let model: InferenceModel
    let id: String?
    let outputs: [InferenceRequest.Output]?
    let answersBytes: Bool
    /// Where faults lie in the request that the client sent.
    let places: InferencePlaces
    let tally: InferenceTally

    /// Numbers in JSON are longer than in a file.
    var form: BodyForm {
        let isBinary = outputs?.allSatisfy { $0.isBinary ?? answersBytes } ?? answersBytes
        return isBinary ? .safetensors : .json
    }

    func answer<Scalar: ServiceScalar>(_ response: EvaluateResponse<Scalar>) -> Answer {
        guard let result = response.answers.first, let loss = result.loss else {
            return answer(ProblemDetails(.internalError, "there is no answer"), RequestID.random(0))
        }
        var answer = InferenceAnswer<Scalar>(self)
        answer.add("loss", Scalar.packedDtype, loss.shape.isEmpty ? [1] : loss.shape, loss.values)
        answer.add("denominator", Scalar.packedDtype, [1], [result.denominator])
        for gradient in result.gradients {
            answer.add(
                InferencePlaces.gradientPrefix + gradient.name, gradient.dtype, gradient.tensor.shape,
                gradient.tensor.values)
        }
        var parameters = Self.parameter(ofWarnings: response.warnings.map { "\($0.code): \($0.detail)" })
        if let preset = result.preset {
            // Parameters are single values, so the options that it has set are one text.
            var options = JSONWriter()
            options.options(preset.options)
            parameters += [
                ("preset", preset.name), ("preset_options", String(decoding: options.bytes, as: UTF8.self)),
            ]
        }
        return tally.write(answer.finished(parameters, result.diagnostics), response.note)
    }

    func answer(_ response: WeightsResponse) -> Answer {
        var answer = InferenceAnswer<Double>(self)
        answer.add("weights", .float64, [response.answer.weights.count], response.answer.weights)
        let name = InferenceModel.gradientName
        if outputs?.contains(where: { $0.name == name }) ?? true, let gradient = response.gradient {
            answer.add(name, gradient.dtype, gradient.shape, gradient.values)
        }
        var parameters: [(String, String)] = []
        if response.answer.state != nil {
            parameters.append(("state", String(decoding: response.stateJSON, as: UTF8.self)))
        }
        parameters += Self.parameter(
            ofWarnings: response.answer.warnings.map { "\($0.code.rawValue): \($0.detail)" })
        return tally.write(answer.finished(parameters), response.note)
    }

    /// The parameter that has all warnings as one text; none without warnings.
    private static func parameter(ofWarnings texts: [String]) -> [(String, String)] {
        texts.isEmpty ? [] : [("warnings", texts.joined(separator: "; "))]
    }

    func answer(_ problem: ProblemDetails, _ requestID: RequestID) -> Answer {
        tally.fail()
        return places.moved(problem).inferenceAnswer(requestID: requestID)
    }
}

/// The outputs of an answer, as they are written.
private struct InferenceAnswer<Number: JSONFloat & BodyNumber> {
    private typealias Output = (name: String, dtype: PackedDtype, shape: [Int], values: [Number])

    private let writer: InferenceWriter
    private var found: [Output] = []

    init(_ writer: InferenceWriter) {
        self.writer = writer
    }

    mutating func add(_ name: String, _ dtype: PackedDtype, _ shape: [Int], _ values: [Number]) {
        found.append((name, dtype, shape, values))
    }

    /// The answer: the outputs that are wanted, in their order.
    ///
    /// - Parameters:
    ///   - parameters: texts beside them.
    ///   - diagnostics: numbers beside them.
    /// - Returns: an answer of status 200.
    func finished(_ parameters: [(String, String)], _ diagnostics: [LossDiagnostic] = []) -> Answer {
        let wanted =
            writer.outputs?.compactMap { output in
                found.first { $0.name == output.name }.map { ($0, output.isBinary ?? writer.answersBytes) }
            } ?? found.map { ($0, writer.answersBytes) }
        var json = JSONWriter(reserving: 512)
        json.object { json in
            json.member("model_name", writer.model.name)
            json.member("model_version", InferenceModel.version)
            if let id = writer.id { json.member("id", id) }
            if !parameters.isEmpty || !diagnostics.isEmpty {
                json.field("parameters")
                json.object { json in
                    for (name, text) in parameters {
                        json.key(name)
                        json.string(text)
                    }
                    for (name, value) in diagnostics {
                        json.key(name)
                        json.number(value)
                    }
                }
            }
            json.field("outputs")
            json.array { json in
                for (output, isBinary) in wanted { write(output, isBinary, into: &json) }
            }
        }
        guard wanted.contains(where: \.1) else { return MediaType.json.answer(200, json.bytes).unstored }
        var body = BinaryBody(json.bytes)
        for (output, isBinary) in wanted where isBinary { body.append(output.values, as: output.dtype) }
        var answer = MediaType.bytes.answer(200, pieces: body.all).unstored
        answer.fields.append(AnswerField(.inferenceHeaderLength, String(json.bytes.count)))
        return answer
    }

    private func write(_ output: Output, _ isBinary: Bool, into json: inout JSONWriter) {
        json.object { json in
            json.member("name", output.name)
            json.member("datatype", output.dtype.inferenceName)
            json.field("shape")
            json.array { json in for size in output.shape { json.integer(size) } }
            if isBinary {
                json.field("parameters")
                json.object { json in
                    json.field("binary_data_size")
                    json.integer(output.values.count * output.dtype.width)
                }
            } else {
                json.field("data")
                json.tensor(shape: [output.values.count], values: rounded(output), form: .nested)
            }
        }
    }

    /// The numbers as the type of the output has them.
    private func rounded(_ output: Output) -> [Number] {
        guard output.dtype.width < Number.packedDtype.width else { return output.values }
        return output.dtype.unpack(output.dtype.packed(output.values).span)
    }
}
