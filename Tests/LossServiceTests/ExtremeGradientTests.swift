// Gradients whose squares overflow or vanish, and numbers of tasks that take no part.

import LossService
import TestSupport
import Testing

@Suite("Extreme gradients")
struct ExtremeGradientTests {
    private func weights(_ body: String) throws -> JSONTree { try Service().weights(body).json }

    @Test(
        "a gradient whose square vanishes counts as 0 beside others, and alone",
        arguments: ["upgrad", "mgda", "config"])
    func vanishing(strategy: String) throws {
        let body = "{\"strategy\":\"\(strategy)\",\"tasks\":[\"a\",\"b\"],\"jacobian\":"
        let mixed = try weights(body + "[[1],[-1e-200]]}")
        let zero = try weights(body + "[[1],[0]]}")
        #expect(mixed["weights"]?.json == zero["weights"]?.json && mixed["weights"] != nil)
        #expect(mixed["diagnostics"]?["zero_gradient_tasks"]?[0] == "b")
        let both = try weights(body + "[[1e-200,0],[0,2e-160]]}")
        #expect(both["weights"] != nil)
    }

    @Test("a task of tiny weight is weighted with the others")
    func tinyWeight() throws {
        let answer = Service().evaluate(
            #"{"dtype":"float64","weighting":{"strategy":"upgrad","level":"shared_input"},"tensors":{"p":[1,2]},"#
                + #""tasks":[{"name":"a","loss":"l1_loss","input":"p","target":[0,0]},"#
                + #"{"name":"b","loss":"l1_loss","input":"p","target":[5,5],"weight":1e-200}]}"#)
        #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    }

    @Test("a finite gradient whose square overflows is named")
    func overflowing() throws {
        let answer = Service().weights(#"{"strategy":"fixed","tasks":["a","b"],"jacobian":[[1,1],[-2e200,1]]}"#)
        #expect(try answer.faults == ["#/jacobian/1/0 out_of_range"])
        #expect(try answer.json["errors"]?[0]?["detail"]?.text?.contains("the gradient of b is too large") == true)
    }

    @Test("the numbers of a task that takes no part may be anything")
    func inactive() throws {
        let losses = try weights(
            #"{"strategy":"uncertainty","tasks":["a","b"],"losses":{"a":1,"b":"NaN"},"inactive":["b"]}"#)
        #expect(losses["weights"]?["b"]?.double == 0)
        for name in ["jacobian", "gramian"] {
            let answer = try weights(
                "{\"strategy\":\"upgrad\",\"tasks\":[\"a\",\"b\"],\"\(name)\":[[1,0],[0,\"NaN\"]],\"inactive\":[\"b\"]}"
            )
            #expect(answer["weights"]?["b"]?.double == 0 && answer["weights"]?["a"]?.double == 1, "\(answer)")
        }
        let refused = Service().weights(#"{"strategy":"uncertainty","tasks":["a","b"],"losses":{"a":1,"b":"NaN"}}"#)
        #expect(try refused.faults == ["#/losses/b out_of_range"])
        // Faults come in one order, whatever that of a dictionary is.
        let names = (10..<30).map { "t\($0)" }
        let many = Service().weights(
            "{\"strategy\":\"mean\",\"tasks\":\(names),\"losses\":{"
                + names.map { "\"\($0)\":\"NaN\"" }.joined(separator: ",") + "}}")
        #expect(try many.faults == names.map { "#/losses/\($0) out_of_range" })
    }
}
