// What /v1/evaluate answers: names, weights, totals, forms, warnings.

import Balancing
import Catalogue
import Exchange
import LossService
import Losses
import TensorJSON
import TestSupport
import Testing

@Suite("Evaluating")
struct EvaluateTests {
    private func answer(_ body: String) throws -> JSONTree {
        let answer = Service().evaluate(body)
        #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
        return try answer.json
    }

    private static let task = #"{"loss":"mse_loss","input":[1,2,3],"target":[0,2.5,7]}"#

    @Test("an answer holds dtype, tasks and total, and no warnings where there are none")
    func shape() throws {
        let answer = try answer("{\"tasks\":[\(Self.task)]}")
        #expect(Set(answer.members.keys) == ["dtype", "tasks", "total"])
        #expect(answer["dtype"] == .string("float32"))
        let task = try #require(answer["tasks"]?[0])
        #expect(Set(task.members.keys) == ["name", "loss", "weight", "denominator", "gradients"])
        #expect(task["name"] == .string("task0"))
        #expect(task["loss"] == .number(5.75))
        #expect(task["weight"] == .number(1))
        #expect(task["denominator"] == .number(3))
        #expect((task["gradients"]?.members ?? [:]).keys.sorted() == ["input"])
        #expect(answer["total"]?["loss"] == .number(5.75))
    }

    @Test("the bytes of an answer are as the contract writes them, and the same every time")
    func bytes() {
        let body =
            #"{"dtype":"float64","tasks":[{"name":"a","loss":"l1_loss","input":[1,2],"target":[1,4],"weight":0.5}]}"#
        let expected =
            #"{"dtype":"float64","tasks":[{"name":"a","loss":1.0,"weight":0.5,"denominator":2.0,"#
            + #""gradients":{"input":[0.0,-0.5]}}],"total":{"loss":0.5}}"#
        for _ in 0..<3 { #expect(String(decoding: Service().evaluate(body).body, as: UTF8.self) == expected) }
    }

    @Test("what is not a count is written as a float, whatever its value", arguments: TensorForm.allCases)
    func floats(form: TensorForm) throws {
        let other = #/"(step|steps|count|epochs|format|rank|iterations|shape|detail)":(\[[0-9,]*\]|[0-9]+|"[^"]*")/#
        let fraction = #/"(step|steps|count|epochs|format|rank|iterations)":[0-9]*[.e]/#
        let integer = #/[:,\[]-?[0-9]+[,\]}]/#
        let tasks = GoldenCase.all.map(\.task.json)
        let batches = stride(from: 0, to: tasks.count, by: 50).map { start in
            let batch = tasks[start..<min(start + 50, tasks.count)].joined(separator: ",")
            return Service().evaluate("{\"tensor_format\":\"\(form.rawValue)\",\"tasks\":[\(batch)]}")
        }
        let weights = StrategyCatalogue.all.map { Service().send(.post, "/v1/weights", body: $0.entry.example) }
        for answer in batches + weights {
            try #require(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
            let rest = String(decoding: answer.body, as: UTF8.self).replacing(other, with: "")
            #expect(rest.firstMatch(of: integer).map { String($0.0) } == nil)
            #expect(!String(decoding: answer.body, as: UTF8.self).contains(fraction), "a count is an integer")
        }
    }

    @Test("the total is the weighted sum, and null when a task is not reduced")
    func total() throws {
        let two = try answer(
            #"{"tasks":[{"loss":"mse_loss","input":3,"target":1,"weight":0.5},{"loss":"l1_loss","input":3,"target":1,"weight":-2}]}"#
        )
        #expect(two["total"]?["loss"] == .number(-2))
        let unreduced = try answer(
            #"{"tasks":[{"loss":"mse_loss","input":[3],"target":[1],"options":{"reduction":"none"}}]}"#)
        #expect(unreduced["total"]?["loss"] == .null)
        let scalar = try answer(
            #"{"tasks":[{"loss":"mse_loss","input":3,"target":1,"options":{"reduction":"none"}}]}"#)
        #expect(scalar["total"]?["loss"] == .number(4))
    }

    @Test("the gradient of the total is the weight times the gradient of the task", arguments: ["mean", "sum", "none"])
    func gradientOf(reduction: String) throws {
        func gradients(_ of: String) throws -> [[Double]] {
            let answer = try answer(
                "{\"dtype\":\"float64\",\"gradient_of\":\"\(of)\",\"tasks\":["
                    + #"{"loss":"cross_entropy","input":[[1,2,0.5],[0,1,-1]],"target":[2,0],"weight":0.3,"#
                    + "\"options\":{\"reduction\":\"\(reduction)\"}},"
                    + "{\"loss\":\"l1_loss\",\"input\":[1,2],\"target\":[0,5],\"weight\":-2,"
                    + "\"options\":{\"reduction\":\"\(reduction)\"}}]}")
            return (answer["tasks"]?.elements ?? []).map { $0["gradients"]?["input"]?.numbers ?? [] }
        }
        let (task, total) = (try gradients("task"), try gradients("total"))
        for (index, weight) in [0.3, -2].enumerated() {
            #expect(Closeness.difference(total[index], task[index].map { weight * $0 }, tolerance: 1e-15) == nil)
        }
    }

    @Test("float64 is read as that wherever the body says so")
    func dtypeAnywhere() throws {
        let first = Service().evaluate(
            "{\"dtype\":\"float64\",\"tasks\":[{\"loss\":\"mse_loss\",\"input\":0.1,\"target\":0}]}")
        let last = Service().evaluate(
            "{\"tasks\":[{\"loss\":\"mse_loss\",\"input\":0.1,\"target\":0}],\"dtype\":\"float64\"}")
        #expect(first.status == 200)
        #expect(first.body == last.body)
        // 0.1² in Double; float32 would give 0.010000001.
        #expect(String(decoding: first.body, as: UTF8.self).contains("\"loss\":0.010000000000000002,"))
    }

    @Test("fields of a task come in any order, options before the loss")
    func fieldOrder() throws {
        let answer = try answer(
            #"{"tasks":[{"options":{"ignore_index":0,"reduction":"sum"},"target":[0,1],"input":[[1,2],[0,0]],"loss":"CrossEntropyLoss"}]}"#
        )
        #expect(abs((answer["tasks"]?[0]?["loss"]?.double ?? 0) - 0.6931472) < 1e-7)
    }

    @Test("aliases, such as torch's class names, are the same losses", arguments: LossCatalogue.all)
    func aliases(type: LossType) {
        let name = "\"loss\": \"\(type.entry.name)\""
        #expect(type.entry.example.contains(name))
        let answer = Service().evaluate("{\"tasks\":[\(type.entry.example)]}")
        for alias in type.entry.aliases {
            let renamed = type.entry.example.replacing(name, with: "\"loss\": \"\(alias)\"")
            #expect(Service().evaluate("{\"tasks\":[\(renamed)]}").body == answer.body, "\(alias)")
        }
    }

    @Test("one variance applies to all, as a plain number does in torch")
    func oneVariance() throws {
        func task(_ variance: String) throws -> JSONTree {
            let task =
                #"{"loss":"gaussian_nll_loss","input":[[1,2],[3,4]],"target":[[0,2],[2,5]],"var":VAR,"#
                + #""gradients":["input"]}"#
            return try answer("{\"tasks\":[\(task.replacing("VAR", with: variance))]}")
        }
        // Nothing to be warned of either.
        #expect(try task("0.5") == (try task("[[0.5,0.5],[0.5,0.5]]")))
    }

    @Test("a task may ask for the safe form, which is not the default")
    func safe() throws {
        let body =
            #"{"tasks":[{"loss":"kl_div","input":["-Infinity",-1],"target":[0,1],"options":{"reduction":"sum"}SAFE}]}"#
        func loss(_ field: String) throws -> JSONTree? {
            try answer(body.replacing("SAFE", with: field))["tasks"]?[0]?["loss"]
        }
        #expect(try loss("") == .string("NaN"))
        #expect(try loss(#","safe":false"#) == .string("NaN"))
        #expect(try loss(#","safe":null"#) == .string("NaN"))
        #expect(try loss(#","safe":true"#) == .number(1))
        let wrong = Service().evaluate(body.replacing("SAFE", with: #","safe":1"#))
        #expect(try wrong.faults == ["#/tasks/0/safe wrong_type"])
        let described = try Service().send(.get, "/v1/losses/kl_div").json
        #expect(described["safe"]?.text?.isEmpty == false)
    }

    @Test("tensors that may be left out may be null, others not")
    func nullTensors() throws {
        let body = #"{"loss":"reward_model_loss","rewards_chosen":[1,2],"rewards_rejected":[0,3],"margin":null}"#
        let task = try answer("{\"tasks\":[\(body)]}")["tasks"]?[0]
        #expect(task?["gradients"]?.members.keys.sorted() == ["rewards_chosen", "rewards_rejected"])
        let faulty = Service().evaluate(#"{"tasks":[{"loss":"l1_loss","input":null,"target":1}]}"#)
        #expect(try faulty.faults == ["#/tasks/0/input wrong_type"])
    }

    @Test("null means not given, where something may be left out")
    func nulls() throws {
        let given = try answer(
            #"{"tasks":[{"name":null,"weight":null,"gradients":null,"mask":null,"sample_weight":null,"grad_output":null,"#
                + #""loss":"mse_loss","input":[1,2,3],"target":[0,2.5,7],"options":{"weight":null,"reduction":null}}]}"#
        )
        #expect(given == (try answer("{\"tasks\":[\(Self.task)]}")))
        #expect(try answer("{\"tasks\":[{\"options\":null,\(Self.task.dropFirst())]}") == given)
    }

    @Test("null means not given in a request too")
    func requestNulls() throws {
        let given = try answer(
            #"{"dtype":null,"gradients":null,"gradient_of":null,"tensor_format":null,"tensors":null,"tasks":["#
                + Self.task + "]}")
        #expect(given == (try answer("{\"tasks\":[\(Self.task)]}")))
    }

    @Test("gradients are those of the task, then those of the request, then the predictions'")
    func gradientSelection() throws {
        func names(_ request: String, _ task: String) throws -> [String] {
            let answer = try answer(
                "{\(request)\"tasks\":[{\(task)\"loss\":\"mse_loss\",\"input\":[1],\"target\":[2],"
                    + "\"options\":{\"weight\":[3]}}]}")
            return (answer["tasks"]?[0]?["gradients"]?.members ?? [:]).keys.sorted()
        }
        #expect(try names("", "") == ["input"])
        #expect(try names("\"gradients\":true,", "") == ["input"])
        #expect(try names("\"gradients\":false,", "") == [])
        #expect(try names("\"gradients\":false,", "\"gradients\":true,") == ["input"])
        #expect(try names("\"gradients\":[\"target\"],", "") == ["target"])
        #expect(
            try names("\"gradients\":[\"target\"],", "\"gradients\":[\"weight\",\"input\"],") == ["input", "weight"])
        #expect(try names("", "\"gradients\":[],") == [])
    }

    @Test("tasks share tensors by name, in fields and in options, before or after them")
    func sharedTensors() throws {
        let shared = try answer(
            #"{"tasks":[{"loss":"mse_loss","input":"x","target":"t","options":{"weight":"w"}},"#
                + #"{"loss":"l1_loss","input":"x","target":"t","mask":"m","sample_weight":"w"}],"#
                + #""tensors":{"x":[1,2],"t":{"shape":[2],"data":[0,5]},"w":[1,3],"m":[1,0],"unused":[]}}"#)
        #expect(shared["tasks"]?[0]?["loss"] == .number(7))
        #expect(shared["tasks"]?[1]?["loss"] == .number(1))
    }

    @Test("tensors are answered in the form that was asked for", arguments: ["nested", "flat", "base64"])
    func forms(form: String) throws {
        let answer = try answer(
            "{\"tensor_format\":\"\(form)\",\"tasks\":[{\"loss\":\"mse_loss\",\"input\":[[1,2],[3,5]],\"target\":0.5,"
                + "\"options\":{\"reduction\":\"none\"}},{\"loss\":\"mse_loss\",\"input\":2,\"target\":1}]}")
        let loss = try #require(answer["tasks"]?[0]?["loss"])
        switch form {
        case "nested": #expect(loss == .array([.array([0.25, 2.25]), .array([6.25, 20.25])]))
        case "flat": #expect(loss == .object(["shape": .array([2, 2]), "data": .array([0.25, 2.25, 6.25, 20.25])]))
        default:
            #expect(loss["shape"] == .array([2, 2]))
            #expect(loss["dtype"] == "float32")
            #expect(loss["base64"] == "AACAPgAAEEAAAMhAAACiQQ==")
        }
        // A single number is a number in every form.
        #expect(answer["tasks"]?[1]?["loss"] == 1)
    }

    @Test("an answer in any form is a tensor that a request may hold", arguments: ["nested", "flat", "base64"])
    func roundTrip(form: String) throws {
        let first = try answer(
            "{\"tensor_format\":\"\(form)\",\"tasks\":[{\"loss\":\"l1_loss\",\"input\":[[1,2],[3,5]],\"target\":0.1,"
                + "\"options\":{\"reduction\":\"none\"}}]}")
        let tensor = try #require(first["tasks"]?[0]?["loss"]).json
        let second = try answer(
            "{\"tasks\":[{\"loss\":\"l1_loss\",\"input\":\(tensor),\"target\":0,\"options\":{\"reduction\":\"none\"}}]}"
        )
        #expect(second["tasks"]?[0]?["loss"]?.numbers == [0.9, 1.9, 2.9, 4.9])
    }

    @Test("non-finite numbers come and go as strings")
    func nonFinite() throws {
        let answer = try answer(
            #"{"tasks":[{"loss":"mse_loss","input":["Infinity","NaN",1],"target":[0,0,"-Infinity"],"options":{"reduction":"none"}}]}"#
        )
        #expect(answer["tasks"]?[0]?["loss"] == .array(["Infinity", "NaN", "Infinity"]))
        #expect(answer["tasks"]?[0]?["gradients"]?["input"] == .array(["Infinity", "NaN", "Infinity"]))
    }

    @Test(
        "what torch accepts and people rarely mean is answered, and named",
        arguments: [
            (
                #"{"loss":"mse_loss","input":[[1],[2]],"target":[1,2]}"#,
                ["#/tasks/0/input broadcast", "#/tasks/0/target broadcast"]
            ),
            (#"{"loss":"mse_loss","input":[[1,2]],"target":[1,2]}"#, ["#/tasks/0/target broadcast"]),
            (#"{"loss":"kl_div","input":[-1],"target":[1]}"#, ["#/tasks/0/options/reduction kl_div_mean"]),
            (#"{"loss":"cross_entropy","input":[[1,2]],"target":[-100]}"#, ["#/tasks/0/target all_ignored"]),
            (#"{"loss":"cross_entropy","input":[[1,2]],"target":[0],"mask":[0]}"#, ["#/tasks/0/mask all_ignored"]),
            (#"{"loss":"mse_loss","input":[1],"target":[0],"mask":[false]}"#, ["#/tasks/0/mask all_ignored"]),
            (
                #"{"loss":"mse_loss","input":[1],"target":[0],"sample_weight":0}"#,
                ["#/tasks/0/sample_weight all_ignored"]
            ),
            (
                #"{"loss":"mse_loss","input":[1,1],"target":[0,0],"sample_weight":[1,-1]}"#,
                ["#/tasks/0 zero_denominator"]
            ),
            (
                #"{"loss":"nll_loss","input":[[1],[1]],"target":[-100,0],"mask":[1,0]}"#,
                ["#/tasks/0/target all_ignored"]
            ),
            (#"{"loss":"mse_loss","input":[],"target":[]}"#, ["#/tasks/0/input empty_input"]),
            // The first number of a tensor that is too large, however it is written; not what is written as infinite.
            (
                #"{"loss":"l1_loss","input":[[0,"Infinity"],[1e39,1e400]],"target":[[0,0],[0,0]]}"#,
                ["#/tasks/0/input/1/0 number_overflow"]
            ),
            (#"{"loss":"l1_loss","input":["Infinity"],"target":["-Infinity"]}"#, []),
            (#"{"loss":"l1_loss","input":-1e400,"target":0}"#, ["#/tasks/0/input number_overflow"]),
            (
                #"{"loss":"l1_loss","input":{"shape":[2],"data":[0,1e400]},"target":[0,0]}"#,
                ["#/tasks/0/input/data/1 number_overflow"]
            ),
            (
                #"{"loss":"l1_loss","input":[1],"target":[0],"sample_weight":[1e400]}"#,
                ["#/tasks/0/sample_weight/0 number_overflow"]
            ),
            (
                #"{"loss":"huber_loss","input":[1],"target":[0],"options":{"delta":1e400}}"#,
                ["#/tasks/0/options/delta number_overflow"]
            ),
            (
                #"{"loss":"cross_entropy","input":[[0,0]],"target":[0],"options":{"weight":[1,1e400]}}"#,
                ["#/tasks/0/options/weight/1 number_overflow"]
            ),
        ])
    func warnings(task: String, expected: [String]) throws {
        let warnings = try answer("{\"tasks\":[\(task)]}")["warnings"]?.elements ?? []
        #expect(warnings.map { "\($0["pointer"]?.text ?? "") \($0["code"]?.text ?? "")" } == expected)
        #expect(warnings.allSatisfy { $0["detail"]?.text?.isEmpty == false })
    }

    @Test("a shared number that is too large is reported once, and only where it is too large for its type")
    func sharedOverflow() throws {
        let task = #"{"loss":"l1_loss","input":"x","target":"y","gradients":false}"#
        let tasks = [String](repeating: task, count: 3).joined(separator: ",")
        func codes(_ dtype: String) throws -> [String] {
            let tensors = #""tensors":{"x":[1e39],"y":[0]}"#
            let answer = try answer("{\"dtype\":\"\(dtype)\",\(tensors),\"tasks\":[\(tasks)]}")
            return answer["warnings"]?.elements.map { $0["pointer"]?.text ?? "" } ?? []
        }
        #expect(try codes("float32") == ["#/tensors/x/0"])
        #expect(try codes("float64").isEmpty)
    }

    @Test("partial results merge: the sum of loss times denominator over the sum of denominators")
    func merging() throws {
        func part(_ rows: String, _ targets: String) throws -> (loss: Double, denominator: Double) {
            let answer = try answer(
                "{\"dtype\":\"float64\",\"tasks\":[{\"loss\":\"cross_entropy\",\"input\":[\(rows)],\"target\":[\(targets)],"
                    + "\"options\":{\"weight\":[0.5,2,1.25]}}]}")
            let task = answer["tasks"]?[0]
            return (task?["loss"]?.double ?? .nan, task?["denominator"]?.double ?? .nan)
        }
        let whole = try part("[1,2,3],[0,1,0],[2,2,-1]", "0,-100,1")
        let parts = [try part("[1,2,3]", "0"), try part("[0,1,0],[2,2,-1]", "-100,1")]
        let merged = parts.reduce(0) { $0 + $1.loss * $1.denominator } / parts.reduce(0) { $0 + $1.denominator }
        #expect(abs(merged - whole.loss) < 1e-14)
    }

    @Test("the same request on many threads gets the same bytes")
    func threads() async {
        let golden = GoldenCase.all.filter { $0.loss == "cross_entropy" }.map(\.task.json).joined(separator: ",")
        let body = "{\"tasks\":[\(golden)]}"
        let expected = Service().evaluate(body).body
        await withTaskGroup(of: [UInt8].self) { group in
            for _ in 0..<8 { group.addTask { Service().evaluate(body).body } }
            for await bytes in group { #expect(bytes == expected) }
        }
    }
}

extension JSONTree: ExpressibleByFloatLiteral, ExpressibleByIntegerLiteral, ExpressibleByStringLiteral {
    public init(floatLiteral value: Double) { self = .number(value) }
    public init(integerLiteral value: Int) { self = .number(Double(value)) }
    public init(stringLiteral value: String) { self = .string(value) }
}
