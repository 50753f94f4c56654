// Gramians that were summed in bfloat16, and the tolerance that they need.

import Balancing
import Catalogue
import Exchange
import LossService
import TestSupport
import Testing

@Suite("The tolerance of a Gramian")
struct ToleranceTests {
    private static let gramian = "[[1,0.99609375,0.99609375],[0.99609375,1,1],[0.99609375,1,0.9921875]]"

    private func weigh(_ more: String, strategy: String = "mgda", gramian: String = gramian) -> ServiceAnswer {
        let body =
            #"{"strategy":"\#(strategy)","tasks":["a","b","c"],"gramian":\#(gramian),"losses":{"a":1,"b":1,"c":1},"seed":1\#(more)}"#
        return Service().send(.post, "/v1/weights", body: body, fields: [.contentType: "application/json"])
    }

    @Test("a Gramian in bfloat16 is refused with the way out, and weighted with a tolerance")
    func bfloat16() throws {
        let refused = weigh("")
        #expect(try refused.faults == ["#/gramian/2/1 gramian_not_psd"])
        #expect(try refused.json["errors"]?[0]?["detail"]?.text?.contains("tolerance") == true)
        for type in StrategyCatalogue.all where type.traits.needs.contains(.gramian) {
            let answer = weigh(#","tolerance":0.008"#, strategy: type.entry.name)
            #expect(answer.status == 200, "\(type.entry.name): \(String(decoding: answer.body, as: UTF8.self))")
            #expect(try answer.json["solver"]?["converged"] != .boolean(false), "\(type.entry.name)")
        }
        // What is told of the gradients is told of those that were weighted.
        let told = try weigh(#","tolerance":0.008"#).json["diagnostics"]
        #expect(told?["cosines"]?.numbers.allSatisfy { abs($0) <= 1 } == true)
        #expect(abs(try #require(told?["gradient_norms"]?["c"]?.double) - 0.9921875.squareRoot()) < 1e-12)
        // The shortest of nearly equal gradients.
        let weights = try weigh(#","tolerance":0.008"#).json["weights"]
        #expect(try #require(weights?["c"]?.double) > 0.5)
    }

    @Test("a tolerance changes nothing where none is needed")
    func notNeeded() throws {
        let gramian = "[[4,1,0],[1,3,-1],[0,-1,2]]"
        let plain = try weigh("", gramian: gramian).json["weights"]
        let tolerant = try weigh(#","tolerance":0.01"#, gramian: gramian).json["weights"]
        for task in ["a", "b", "c"] {
            let (first, second) = (try #require(plain?[task]?.double), try #require(tolerant?[task]?.double))
            #expect(abs(first - second) < 1e-12)
        }
    }

    @Test("it is bounded, and does not make any matrix a Gramian")
    func bounds() throws {
        for number in ["0", "0.2", "-1", "1e400"] {
            #expect(try weigh(",\"tolerance\":\(number)").faults == ["#/tolerance out_of_range"])
        }
        #expect(weigh(",\"tolerance\":null", gramian: "[[1,0,0],[0,1,0],[0,0,1]]").status == 200)
        // Three directions cannot be opposite to each other.
        for gramian in ["[[1,-0.9,-0.9],[-0.9,1,-0.9],[-0.9,-0.9,1]]", "[[1,1.2,0],[1.2,1,0],[0,0,1]]"] {
            let refused = weigh(#","tolerance":0.1"#, gramian: gramian)
            #expect(try refused.json["errors"]?[0]?["code"]?.text == "gramian_not_psd")
        }
        #expect(
            try weigh(#","tolerance":0.001"#, gramian: "[[1,0.5,0],[0.51,1,0],[0,0,1]]").json["errors"]?[0]?["code"]?
                .text
                == "invalid_gramian")
    }
}
