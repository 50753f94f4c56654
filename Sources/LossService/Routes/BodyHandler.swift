// What a route does with a body, by the form that it comes in and the form that the client wants of the answer.

import Contract
import Exchange

/// Makes the reader of a body.
struct BodyHandler: Sendable {
    /// The reader of a body in one form, whose answer is in another.
    let reader: @Sendable (_ form: BodyForm, _ answerForm: BodyForm) -> BodyReader

    /// - Parameters:
    ///   - limits: how large tensors may be, and how many.
    ///   - plan: reads a body in one form, and states what it costs to answer it in another.
    init(
        _ limits: ServiceLimits,
        _ plan:
            @escaping @Sendable (consuming [UInt8], RequestContext, _ form: BodyForm, _ answerForm: BodyForm) -> Plan
    ) {
        // One for each pair, so that a request makes none.
        func reader(_ form: BodyForm, _ answerForm: BodyForm) -> BodyReader {
            BodyReader(pace: { form.pace($0) }, bytes: { ReadingCost.bytes($0, form, limits, enough: $1) }) {
                body, context in
                plan(body, context, form, answerForm)
            }
        }
        let json = (json: reader(.json, .json), packed: reader(.json, .safetensors))
        let packed = (json: reader(.safetensors, .json), packed: reader(.safetensors, .safetensors))
        self.reader = { form, answerForm in
            let readers = form == .json ? json : packed
            return answerForm == .json ? readers.json : readers.packed
        }
    }

    /// The reader of the body that a head announces.
    ///
    /// - Throws: 411 or 415.
    func reader(for head: RequestHead) throws(ProblemDetails) -> BodyReader {
        reader(try BodyType.form(of: head.fields), BodyType.answerForm(head.fields))
    }
}
