// What the infer endpoint must hold to for any bytes: an answer or a fault in the protocol's form, and the same one again.

import Exchange
import LossService

/// Feeds requests of the Open Inference Protocol to the service: two bytes with the length of the JSON, little-endian and 0 for
/// all, then the body.
package enum FuzzInference {
    private static let service = Service(limits: .fuzz)

    private static func answer(_ model: String, _ bytes: [UInt8]) -> Answer? {
        guard bytes.count >= 2 else { return Answer(400) }
        let length = Int(bytes[0]) | Int(bytes[1]) << 8
        var fields = HeaderFields()
        fields.append(FieldName.contentLength.spelling, String(bytes.count - 2))
        if length > 0 { fields.append(FieldName.inferenceHeaderLength.spelling, String(length)) }
        var head = RequestHead(method: .post, target: "/v2/models/\(model)/infer", fields: fields)
        head.announcement = .short
        guard case .read(let reader) = service.receive(head, admit: { nil }).outcome else { return nil }
        switch reader.plan(Array(bytes[2...]), RequestContext(head.requestID)) {
        case .answer(let answer): return answer
        case .job(let job):
            let answer = job.run()
            return answer.body.count <= job.cost.answerBytes || answer.status != 200 ? answer : nil
        }
    }

    /// Whether the service holds to it.
    package static func holds(_ bytes: [UInt8]) -> Bool {
        for model in ["mse_loss", "cross_entropy", "weights_uncertainty", "weights_upgrad"] {
            guard let first = answer(model, bytes), let second = answer(model, bytes) else { return false }
            guard [200, 400, 422].contains(first.status), first.body == second.body else { return false }
        }
        return true
    }
}
