// A loss as the catalogue holds it: described, and ready to be given its options.

package import Catalogue

/// A loss whose options are not chosen yet.
package struct LossType: Sendable {
    package let entry: Entry
    package let options: [OptionDescription]
    /// What `safe` changes besides what it changes for every loss: see `Settling`.
    package let safeForm: String?
    /// How much work a problem with tensors of these shapes is, in elements of elementwise losses.
    package let work: @Sendable (NamedList<[Int]>) -> Int
    /// The shape of the unreduced loss, or a larger one.
    package let itemShape: @Sendable (NamedList<[Int]>) -> [Int]
    /// Bytes that evaluating takes besides tensors, losses and gradients; never too few.
    package let scratchBytes: @Sendable (_ shapes: NamedList<[Int]>, _ isReduced: Bool) -> Int
    /// How many numbers it answers beside the loss, at most.
    package let diagnosticCount: Int
    private let configure: @Sendable ([String: OptionValue], Bool) -> any Loss

    init<Method: Loss>(_ type: Method.Type) {
        entry = Method.entry
        options = Method.options.map(\.description)
        safeForm = (Method.self as? any SafeForm.Type)?.safeForm
        work = Method.work
        itemShape = Method.itemShape
        diagnosticCount = Method.diagnosticCount
        scratchBytes = { Method.scratchBytes($0, isReduced: $1) }
        configure = { values, isSafe in
            var loss = Method()
            for option in Method.options {
                if let value = values[option.description.name] { option.store(&loss, value) }
            }
            guard isSafe, var form = loss as? any SafeForm else { return loss }
            form.isSafe = true
            return form
        }
    }

    /// The loss with these options, whose types and ranges have been checked against `options`.
    package func loss(_ values: [String: OptionValue], isSafe: Bool = false) -> any Loss {
        configure(values, isSafe)
    }
}
