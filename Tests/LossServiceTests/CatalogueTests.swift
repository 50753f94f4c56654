// The catalogue answers what a client needs to know of a loss, and its examples work.

import Catalogue
import Exchange
import LossService
import Losses
import TestSupport
import Testing

@Suite("The catalogue")
struct CatalogueTests {
    @Test("every loss describes itself, and its example can be posted as it is", arguments: LossCatalogue.all)
    func entries(type: LossType) throws {
        let answer = Service().send(.get, "/v1/losses/\(type.entry.name)")
        let loss = try answer.json
        for key in ["name", "summary", "formula", "denominator", "source"] {
            #expect(loss[key]?.text?.isEmpty == false, "\(key)")
        }
        #expect(loss["inputs"]?.elements.contains { $0["gradient"] == "default" } == true)
        #expect(loss["options"]?[0]?["name"] == "reduction")
        #expect(loss["options"]?.elements.count == type.options.count + 1)
        #expect(loss["reductions"]?.elements.compactMap(\.text) == type.entry.reductions)
        let example = try #require(loss["example"])
        #expect(Service().evaluate(example.json).status == 200)
        #expect(example["tasks"]?[0]?["loss"] == .string(type.entry.name))
    }

    @Test("an option that requires an input is refused without it, where it is changed", arguments: LossCatalogue.all)
    func requiredInputs(type: LossType) throws {
        let shown = try Service().send(.get, "/v1/losses/\(type.entry.name)").json["options"]?.elements ?? []
        for option in type.options {
            let described = try #require(shown.first { $0["name"]?.text == option.name })
            #expect(described["requires"]?.text == option.requires)
            guard let name = option.requires else { continue }
            let input = try #require(type.entry.inputs.first { $0.name == name })
            #expect(!input.isRequired)
            let (unchanged, changed) = try Self.values(of: option)
            func answer(_ value: JSONTree, given: Bool) throws -> JSONTree {
                var members = try JSONTree(type.entry.example.utf8).members
                members[name] = given ? members[type.entry.inputs[0].name] : nil
                var options = members["options"]?.members ?? [:]
                options[option.name] = value
                members["options"] = .object(options)
                return try JSONTree(Service().evaluate("{\"tasks\":[\(JSONTree.object(members).json)]}").body)
            }
            let refused = try answer(changed, given: false)["errors"]?.elements ?? []
            #expect(refused.map { $0["pointer"]?.text } == ["#/tasks/0/options/\(option.name)"])
            #expect(refused.map { $0["code"]?.text } == ["missing_input"])
            #expect(try answer(changed, given: true)["errors"] == nil, "\(option.name)")
            #expect(try answer(unchanged, given: false)["errors"] == nil, "\(option.name)")
        }
    }

    @Test("the catalogue says which input the divergence from a reference requires")
    func requirement() throws {
        let options = try Service().send(.get, "/v1/losses/ppo_clip").json["options"]?.elements ?? []
        #expect(options.first { $0["name"] == "kl_weight" }?["requires"] == "reference_log_probs")
        #expect(options.first { $0["name"] == "kl_estimator" }?["requires"] == nil)
    }

    /// The default of an option, and another value of its range.
    private static func values(of option: OptionDescription) throws -> (unchanged: JSONTree, changed: JSONTree) {
        switch (option.type, option.default) {
        case (.number, .number(let number)) where number.isFinite: (.number(number), .number(number + 0.25))
        case (.number, .number): (.string("Infinity"), .number(2))
        case (.choice(let names), .choice(let name)):
            (.string(name), .string(try #require(names.first { $0 != name })))
        default: try #require(nil as (JSONTree, JSONTree)?, "\(option.name) has another type")
        }
    }

    @Test("names and aliases are unique, and lead to the loss")
    func names() throws {
        let names = LossCatalogue.all.flatMap { [$0.entry.name] + $0.entry.aliases }
        #expect(Set(names).count == names.count)
        for type in LossCatalogue.all {
            for name in [type.entry.name] + type.entry.aliases {
                #expect(try Service().send(.get, "/v1/losses/\(name)").json["name"] == .string(type.entry.name))
            }
        }
    }

    @Test("the list holds all losses in the order of the catalogue")
    func list() throws {
        let losses = try Service().send(.get, "/v1/losses").json["losses"]?.elements ?? []
        #expect(losses.compactMap { $0["name"]?.text } == LossCatalogue.all.map(\.entry.name))
    }

    @Test("an unknown loss is a 404 that names the others")
    func unknown() throws {
        let answer = Service().send(.get, "/v1/losses/hinge")
        #expect(answer.status == 404)
        #expect(try answer.json["errors"]?[0]?["known"]?.elements.contains("mse_loss") == true)
    }
}

extension LossType: CustomStringConvertible {
    public var description: String { entry.name }
}
