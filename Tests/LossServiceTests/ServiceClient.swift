// A client of the service that needs no socket.

import Exchange
import LossService
import TestSupport

/// What came back from a request.
struct ServiceAnswer {
    let status: Int
    let fields: [AnswerField]
    let body: [UInt8]
    /// What the answer was said to cost; `nil` for one that took no job.
    let cost: Cost?

    /// The body as a tree.
    var json: JSONTree {
        get throws { try JSONTree(body) }
    }

    /// The body as text.
    var string: String { String(decoding: body, as: UTF8.self) }

    /// What `errors` of a problem names: places, indices in brackets, and codes.
    var faults: [String] {
        get throws {
            try json["errors"]?.elements.map { error in
                let place = error["pointer"]?.text ?? error["offset"]?.double.map { "offset \(Int($0))" } ?? "-"
                let index = error["index"]?.double.map { "[\(Int($0))]" } ?? ""
                return "\(place)\(index) \(error["code"]?.text ?? "?")"
            } ?? []
        }
    }
}

extension Service {
    /// Sends a request as a client would.
    func send(
        _ method: Method, _ path: String, body: String? = nil, fields: HeaderFields = [:]
    ) -> ServiceAnswer {
        send(method, path, bytes: body.map { Array($0.utf8) }, fields: fields)
    }

    /// Sends a request whose body is no text.
    func send(
        _ method: Method, _ path: String, bytes: [UInt8]?, fields: HeaderFields = [:]
    ) -> ServiceAnswer {
        var head = RequestHead(method: method, target: path, fields: fields)
        if let bytes {
            head.fields.append("Content-Length", String(bytes.count))
            head.announcement = bytes.isEmpty ? .none : .short
        }
        head.requestID = RequestID(fields, number: 0)
        switch receive(head, admit: { nil }).outcome {
        case .answer(let answer): return ServiceAnswer(answer, nil)
        case .read(let reader):
            switch reader.plan(bytes ?? [], RequestContext(head.requestID)) {
            case .answer(let answer): return ServiceAnswer(answer, nil)
            case .job(let job): return ServiceAnswer(job.run(), job.cost)
            }
        }
    }

    /// Posts a request to /v1/evaluate.
    func evaluate(_ body: String) -> ServiceAnswer {
        send(.post, "/v1/evaluate", body: body)
    }

    /// Posts a request to /v1/weights.
    func weights(_ body: String) -> ServiceAnswer {
        send(.post, "/v1/weights", body: body)
    }
}

extension ServiceAnswer {
    init(_ answer: Answer, _ cost: Cost?) {
        self.init(status: answer.status, fields: answer.fields, body: answer.body, cost: cost)
    }
}
