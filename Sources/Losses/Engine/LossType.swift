// A loss as the catalogue holds it: described, and ready to be given its options.

package import Catalogue

/// A loss whose options are not chosen yet.
package struct LossType: Sendable {
    package let entry: Entry
    package let options: [OptionDescription]
    private let configure: @Sendable ([String: OptionValue]) -> any Loss

    init<Method: Loss>(_ type: Method.Type) {
        entry = Method.entry
        options = Method.options.map(\.description)
        configure = { values in
            var loss = Method()
            for option in Method.options {
                if let value = values[option.description.name] { option.store(&loss, value) }
            }
            return loss
        }
    }

    /// The loss with these options, whose types and ranges have been checked against `options`.
    package func loss(_ values: [String: OptionValue]) -> any Loss {
        configure(values)
    }
}
