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
