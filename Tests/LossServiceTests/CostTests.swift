// What a request is said to cost, against what it takes: never too little, and refused when it is too much.

import Balancing
import Catalogue
import Contract
import Exchange
@testable import Losses
import LossService
import Parallelism
import TestSupport
import Testing

@Suite("Costs")
struct CostTests {
    private static let forms = ["nested", "flat", "base64"]

    @Test("no answer is longer than its plan said, for any loss, dtype, form and reduction", arguments: forms)
    func answers(form: String) throws {
        let service = Service()
        for golden in GoldenCase.all {
            for dtype in ["float32", "float64"] {
                let request = "{\"dtype\":\"\(dtype)\",\"tensor_format\":\"\(form)\",\"tasks\":[\(golden.task.json)]}"
                let answer = service.evaluate(request)
                guard let cost = answer.cost else {
                    Issue.record("\(golden): no job")
                    continue
                }
                #expect(answer.body.count <= cost.answerBytes, "\(golden)")
                #expect(cost.work >= 0 && cost.workingBytes > 0, "\(golden)")
            }
        }
    }

    @Test("no answer of a strategy is longer than its plan said", arguments: StrategyCatalogue.all)
    func strategies(type: StrategyType) throws {
        // Names that take six bytes for one in JSON.
        let names = (0..<6).map { "\\u0001\\u0002\\u0003 task \($0)" }
        let list = names.map { "\"\($0)\"" }.joined(separator: ",")
        let losses = names.map { "\"\($0)\":1.0123456789012345e-300" }.joined(separator: ",")
        let rows = (0..<6).map { row in
            "[\((0..<4).map { "\((row * 7 + $0 * 3) % 5 - 2).25" }.joined(separator: ","))]"
        }.joined(separator: ",")
        for gradients in ["\"jacobian\":[\(rows)]", "\"gradient_norms\":[1,2,3,4,5,6]"] {
            let body =
                "{\"tasks\":[\(list)],\"strategy\":\"\(type.entry.name)\",\"seed\":1,\"losses\":{\(losses)},\(gradients)}"
            let answer = Service().send(.post, "/v1/weights", body: body)
            guard answer.status == 200, let cost = answer.cost else { continue }
            #expect(answer.body.count <= cost.answerBytes)
        }
    }

    @Test("a short request for a huge answer is refused with the size and the way out")
    func hugeAnswers() throws {
        let rows = (0..<4096).map { "[\($0)]" }.joined(separator: ",")
        let target = (0..<4096).map(String.init).joined(separator: ",")
        func request(_ form: String, _ options: String) -> ServiceAnswer {
            Service().evaluate(
                "{\"tensor_format\":\"\(form)\",\"gradients\":false,\"tasks\":[{\"loss\":\"mse_loss\",\"input\":[\(rows)],"
                    + "\"target\":[\(target)],\"options\":{\(options)}}]}")
        }
        let refused = request("nested", "\"reduction\":\"none\"")
        #expect(refused.status == 422)
        #expect(try refused.faults == ["# answer_too_large"])
        let detail = try #require(try refused.json["detail"]?.text)
        for word in ["268435456", "reduce", "\"gradients\": false", "base64"] { #expect(detail.contains(word)) }
        #expect(request("nested", "\"reduction\":\"mean\"").status == 200)
    }

    @Test("a tensor that many tasks share counts in the answer of each")
    func sharedTensors() throws {
        let numbers = (0..<32_000).map { "\($0 % 10)" }.joined(separator: ",")
        let task = #"{"loss":"mse_loss","input":"x","target":"x"}"#
        let tasks = [String](repeating: task, count: 1024).joined(separator: ",")
        let answer = Service().evaluate("{\"dtype\":\"float64\",\"tensors\":{\"x\":[\(numbers)]},\"tasks\":[\(tasks)]}")
        #expect(answer.status == 422)
        #expect(try answer.faults == ["# answer_too_large"])
    }

    @Test("names are limited, since answers repeat them")
    func names() throws {
        let long = String(repeating: "n", count: 257)
        let weights = Service().send(
            .post, "/v1/weights", body: "{\"tasks\":[\"\(long)\",\"b\"],\"strategy\":\"mean\"}")
        #expect(try weights.faults == ["#/tasks/0 name_too_long"])
        let task = "\"loss\":\"mse_loss\",\"input\":1,\"target\":1"
        #expect(
            try Service().evaluate("{\"tasks\":[{\"name\":\"\(long)\",\(task)}]}").faults
                == ["#/tasks/0/name name_too_long"])
        let tensors = try Service().evaluate("{\"tensors\":{\"\(long)\":1},\"tasks\":[{\(task)}]}").faults
        #expect(tensors.count == 1 && tensors[0].hasPrefix("#/tensors/nnn") && tensors[0].hasSuffix("name_too_long"))
        #expect(
            Service().evaluate("{\"tasks\":[{\"name\":\"\(long.dropLast())\",\(task)}]}").status == 200)
    }

    @Test("a key of any length is cut in a refusal")
    func longKeys() throws {
        let key = String(repeating: "k", count: 1_000_000)
        for body in ["{\"\(key)\":1}", "{\"tasks\":[{\"loss\":\"mse_loss\",\"input\":1,\"target\":1,\"\(key)\":1}]}"] {
            let answer = Service().evaluate(body)
            #expect(answer.status == 422)
            #expect(answer.body.count < 4096)
        }
    }

    @Test("a request that needs more memory than all requests together may have is refused")
    func memory() throws {
        var limits = ServiceLimits()
        limits.workingBytes = 1 << 20
        let rows = (0..<400).map { "[\($0)]" }.joined(separator: ",")
        let target = (0..<400).map(String.init).joined(separator: ",")
        let body = "{\"tasks\":[{\"loss\":\"mse_loss\",\"input\":[\(rows)],\"target\":[\(target)]}]}"
        #expect(try Service(limits: limits).evaluate(body).faults == ["# too_much_memory"])
        #expect(Service().evaluate(body).status == 200)
    }

    @Test("what runs on a loop asks no other thread for help")
    func inlineWork() {
        #expect(Cost.longWork <= Parallel.partSize)
        let row = [String](repeating: "0", count: 200)
        let rows = row.map { "[\($0)]" }.joined(separator: ",")
        let body =
            "{\"tasks\":[{\"loss\":\"mse_loss\",\"input\":[\(rows)],\"target\":[\(row.joined(separator: ","))]}]}"
        // 40,000 elements.
        #expect((Service().evaluate(body).cost?.work ?? 0) > Cost.longWork)
    }

    @Test("tasks and weighting are work too")
    func smallWork() throws {
        let task = #"{"loss":"mse_loss","input":1,"target":1}"#
        let one = try #require(Service().evaluate("{\"tasks\":[\(task)]}").cost)
        #expect(one.work <= Cost.longWork / 100)
        let many = [String](repeating: task, count: 700).joined(separator: ",")
        #expect(try #require(Service().evaluate("{\"tasks\":[\(many)]}").cost).work > Cost.longWork)
        let names = (0..<64).map { "\"\($0)\"" }.joined(separator: ",")
        let rows = (0..<64).map { "[\($0),1]" }.joined(separator: ",")
        let weights = Service().send(
            .post, "/v1/weights", body: "{\"tasks\":[\(names)],\"strategy\":\"upgrad\",\"jacobian\":[\(rows)]}")
        #expect(try #require(weights.cost).work > Cost.longWork)
    }

    @Test("the shape of an unreduced loss is never larger than its loss states", arguments: LossCatalogue.all)
    func itemShapes(type: LossType) throws {
        guard type.entry.reductions.contains("none") else { return }
        for golden in GoldenCase.all where golden.loss == type.entry.name {
            guard case .object(var task) = golden.task else { continue }
            var options = task["options"]?.members ?? [:]
            options["reduction"] = "none"
            task["options"] = .object(options)
            task["grad_output"] = nil
            let answer = Service().evaluate("{\"tasks\":[\(JSONTree.object(task).json)]}")
            guard answer.status == 200, let loss = try answer.json["tasks"]?[0]?["loss"] else { continue }
            var shapes: NamedList<[Int]> = [:]
            for input in type.entry.inputs {
                let fields = input.place == .options ? options : task
                for (name, value) in fields where input.isNamed(name) { shapes[name] = Self.shape(value) }
            }
            let stated = type.itemShape(shapes).reduce(1) { $0 * max($1, 1) }
            #expect(loss.numbers.count <= stated, "\(golden)")
        }
    }

    /// The shape of a tensor as a request has it.
    private static func shape(_ tensor: JSONTree) -> [Int] {
        guard let shape = tensor["shape"] else { return tensor.shape }
        return shape.numbers.map { Int($0) }
    }

    @Test("a body that is read counts by its numbers and strings, and never more than the most for its length")
    func readingCost() {
        let row = "[" + [String](repeating: "0.123456", count: 1000).joined(separator: ",") + "]"
        let numbers = Array("[\([String](repeating: row, count: 500).joined(separator: ","))]".utf8)
        // Six such bodies of 50 MB at a time are read by default.
        #expect(ReadingCost.bytes(numbers) - (16 << 20) < 3 * numbers.count)
        let dense = [UInt8](repeating: 0x2c, count: 1 << 20)
        let ones = Array([String](repeating: "1", count: 1 << 19).joined(separator: ",").utf8)
        let text = [0x22] + [UInt8](repeating: 0x41, count: 1 << 20)
        for body in [numbers, ones, text, [], Array(#"{"tasks":[]}"#.utf8)] {
            #expect(ReadingCost.bytes(body) <= ReadingCost.bytes(ofBody: body.count))
        }
        #expect(ReadingCost.bytes(dense) == 13 * dense.count + 12 + (16 << 20))
        let most = ReadingCost.bytes(ofBody: numbers.count)
        #expect(ReadingCost.bytes(numbers, enough: most) == most)
        #expect(ReadingCost.bytes(numbers, enough: most - 1) == ReadingCost.bytes(numbers))
        #expect(ReadingCost.bytes(ofBody: .max) == .max)
    }

    @Test("batches of ordinary size are not refused, and many of them fit together")
    func ordinaryBatches() throws {
        func numbers(_ count: Int) -> String {
            (0..<count).map { "\(Double($0 % 17) / 16 - 1)" }.joined(separator: ",")
        }
        func tensor(_ shape: [Int]) -> String { "{\"shape\":\(shape),\"data\":[\(numbers(shape.reduce(1, *)))]}" }
        func labels(_ count: Int, _ classes: Int) -> String {
            (0..<count).map { "\($0 % classes)" }.joined(separator: ",")
        }
        let lengths = { (count: Int, length: Int) in
            [String](repeating: "\(length)", count: count).joined(separator: ",")
        }
        let requests = [
            "\"loss\":\"ctc_loss\",\"log_probs\":\(tensor([400, 32, 30])),\"targets\":{\"shape\":[32,100],\"data\":"
                + "[\([String](repeating: "1", count: 3200).joined(separator: ","))]},\"input_lengths\":[\(lengths(32, 400))],"
                + "\"target_lengths\":[\(lengths(32, 100))]",
            "\"loss\":\"nt_xent_loss\",\"embeddings\":\(tensor([1024, 64])),\"labels\":[\(labels(1024, 10))]",
            "\"loss\":\"supcon_loss\",\"embeddings\":\(tensor([1024, 64])),\"labels\":[\(labels(1024, 10))]",
            "\"loss\":\"info_nce_loss\",\"query\":\(tensor([1024, 64])),\"positive_key\":\(tensor([1024, 64]))",
            "\"loss\":\"cross_entropy\",\"input\":\(tensor([256, 1000])),\"target\":[\(labels(256, 1000))]",
            "\"loss\":\"cosine_embedding_loss\",\"input1\":\(tensor([512, 64])),\"input2\":\(tensor([512, 64])),"
                + "\"target\":[\(lengths(512, 1))]",
        ]
        for task in requests {
            var planned: Cost?
            let head = RequestHead(method: .post, target: "/v1/evaluate", fields: [.contentLength: "1"])
            if case .read(let reader) = Service().receive(head, admit: { nil }).outcome,
                case .job(let job) = reader.plan(Array("{\"tasks\":[{\(task)}]}".utf8), RequestContext(.random(0)))
            {
                planned = job.cost
            }
            let cost = try #require(planned, "\(task.prefix(40))")
            // Eight at a time are admitted by default; a refusal would state a cost for its own text only.
            #expect(cost.answerBytes > 100_000, "\(task.prefix(40))")
            #expect(cost.bytes < 1 << 27, "\(task.prefix(40)): \(cost)")
        }
    }
}
