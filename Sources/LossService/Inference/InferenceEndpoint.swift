// The infer endpoint: a body in the form of the Open Inference Protocol, a loss or a strategy, an answer in that form.

import Catalogue
import Contract
import Exchange
import TensorJSON

/// Answers requests to infer.
struct InferenceEndpoint: Sendable {
    let evaluator: Evaluator
    let weights: WeightsEvaluator
    let limits: ServiceLimits
    let statistics: InferenceStatistics

    /// The most bytes of an answer around its outputs: names, an identifier, and what outputs say besides their numbers.
    private static let frameBytes = 4096

    /// The reader of the body that a head announces.
    ///
    /// - Throws: 400, 404, 411 or 415.
    func reader(for head: RequestHead, model name: Substring) throws(ProblemDetails) -> BodyReader {
        try BodyType.checkInference(head.fields)
        let index = try InferenceModel.index(of: String(name))
        let jsonBytes = try Self.jsonBytes(head.fields)
        let pace = BodyForm.pace(jsonBytes: jsonBytes ?? .max)
        return BodyReader(
            pace: { _ in pace },
            bytes: { ReadingCost.inferenceBytes($0, jsonBytes: jsonBytes, limits: limits, enough: $1) }
        ) {
            body, context in
            plan(body, context, index, jsonBytes)
        }
    }

    /// How many bytes of the body are JSON, as the head says; `nil` where it does not.
    private static func jsonBytes(_ fields: HeaderFields) throws(ProblemDetails) -> Int? {
        guard let text = fields[.inferenceHeaderLength] else { return nil }
        let name = FieldName.inferenceHeaderLength.spelling
        guard !text.isEmpty, text.utf8.allSatisfy({ $0 &- 0x30 < 10 }), let count = Int(text) else {
            throw ProblemDetails(.badRequest, "\(name) is \(text.quoted); it is the number of bytes of the JSON")
        }
        guard count > 0 else {
            throw ProblemDetails(
                .badRequest, "\(name) is 0, but a model of several inputs cannot do without JSON that names them")
        }
        return count
    }

    private func plan(
        _ body: consuming [UInt8], _ context: RequestContext, _ index: Int, _ jsonBytes: Int?
    ) -> Plan {
        var context = context
        context.stages.begin(.read)
        let tally = InferenceTally(statistics, index)
        let model = InferenceModel.all[index]
        do throws(ProblemDetails) {
            let (request, readFaults) = try read(body, jsonBytes)
            var task = InferenceTask(request, model)
            let parts = task.parts()
            var faults = readFaults
            faults.add(task.faults)
            guard faults.isEmpty else { throw ProblemDetails(faults) }
            let writer = InferenceWriter(
                model: model, id: request.id, outputs: request.outputs, answersBytes: request.answersBytes,
                places: InferencePlaces(of: request), tally: tally)
            let plan =
                switch model.method {
                case .loss: evaluator.plan(parts, context, writer)
                case .strategy: weights.plan(parts, context, writer)
                }
            tally.planned()
            guard case .job(let job) = plan else { return plan }
            var cost = job.cost
            cost.answerBytes = Saturating.sum(cost.answerBytes, Self.frameBytes)
            return .job(
                Job(cost: cost) {
                    tally.started()
                    return job.run()
                })
        } catch {
            tally.fail()
            return .answer(error.inferenceAnswer(requestID: context.requestID).timed(&context.stages))
        }
    }

    private func read(
        _ body: [UInt8], _ jsonBytes: Int?
    ) throws(ProblemDetails) -> (request: InferenceRequest, faults: FaultList) {
        if let jsonBytes, jsonBytes > body.count {
            throw ProblemDetails(
                .badRequest,
                "\(FieldName.inferenceHeaderLength.spelling) is \(jsonBytes), and the body has \(body.count) bytes")
        }
        do throws(JSONSyntaxError) {
            var reader = InferenceRequestReader(body, jsonBytes: jsonBytes, limits: limits)
            return (try reader.read(), reader.faults)
        } catch {
            let json = jsonBytes.map { Array(body[..<$0]) } ?? body
            // Numbers that JSON has no words for are read with quotes.
            guard let quoted = BareNumbers.quoted(json) else { throw ProblemDetails(error, in: json) }
            do throws(JSONSyntaxError) {
                var reader = InferenceRequestReader(
                    quoted + body[json.count...], jsonBytes: quoted.count, limits: limits)
                return (try reader.read(), reader.faults)
            } catch {
                throw ProblemDetails(error.moved(to: BareNumbers.offset(error.offset, in: json)), in: json)
            }
        }
    }
}
