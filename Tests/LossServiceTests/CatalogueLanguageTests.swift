// The catalogues in the language that the client prefers.

import Balancing
import Catalogue
import Exchange
@testable import LossService
import Losses
import TestSupport
import Testing

@Suite("The language of the catalogues")
struct CatalogueLanguageTests {
    @Test(
        "texts are in the language that the client prefers, English otherwise",
        arguments: [
            ("zh", true), ("zh-CN,zh;q=0.9,en;q=0.8", true), ("zh-Hant-TW", true), ("ZH-cn", true),
            ("en;q=0.4, zh;q=0.5", true),
            ("en", false), ("", false), ("de", false), ("*", false), ("en-GB,en;q=0.9,zh;q=0.8", false),
            ("zh;q=0", false),
            ("zh;q=x", false),
        ])
    func languages(field: String, isChinese: Bool) throws {
        var fields = HeaderFields()
        if !field.isEmpty { fields.append("Accept-Language", field) }
        for (path, english, chinese) in [
            ("/v1/losses/mse_loss", "Squared error.", "平方误差。"),
            ("/v1/strategies/mean", "The mean of the losses of the tasks that take part.", "参与任务的损失的平均值。"),
        ] {
            let answer = Service().send(.get, path, fields: fields)
            #expect(try answer.json["summary"] == .string(isChinese ? chinese : english))
            #expect(answer.fields[.contentLanguage] == (isChinese ? "zh-Hans" : "en"))
            #expect(answer.fields[.vary] == "Accept-Language")
        }
        // Everything but texts is the same.
        let losses = try Service().send(.get, "/v1/losses", fields: fields).json["losses"]?.elements ?? []
        #expect(losses.count == LossCatalogue.all.count)
        #expect(losses.map { $0["name"]?.text } == LossCatalogue.all.map(\.entry.name))
        #expect(losses.map { $0["formula"]?.text } == LossCatalogue.all.map(\.entry.formula))
    }

    @Test("every text of the catalogues has a Chinese one, and none is left over")
    func chinese() {
        var texts: Set = [LossReference.reductionSummary]
        for type in LossCatalogue.all {
            texts.insert(type.entry.summary)
            texts.formUnion(type.entry.inputs.map(\.summary) + type.options.map(\.summary))
        }
        texts.formUnion(Preset.all.map(\.note).filter { !$0.isEmpty })
        for type in StrategyCatalogue.all {
            texts.formUnion([type.entry.summary, type.traits.use])
            texts.formUnion(type.options.map(\.summary))
        }
        let translated = Set(ChineseTexts.all.keys)
        #expect(texts.subtracting(translated).sorted() == [])
        #expect(translated.subtracting(texts).sorted() == [])
        #expect(ChineseTexts.all.allSatisfy { $0 != $1 && !$1.isEmpty })
    }
}
