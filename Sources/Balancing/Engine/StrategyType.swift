// A strategy as the catalogue holds it: described, and ready to be given its parameters.

package import Catalogue

/// A strategy whose parameters are not chosen yet.
///
/// A class, since it is passed from hand to hand and never changes.
package final class StrategyType: Sendable {
    package let entry: Entry
    package let traits: Traits
    package let options: [OptionDescription]
    /// What is remembered of each task, sorted.
    let memoryNames: [String]
    private let configure: @Sendable ([String: OptionValue]) -> any Strategy

    init<Method: Strategy>(_ type: Method.Type) {
        entry = Method.entry
        traits = Method.traits
        options = Method.options.map(\.description)
        memoryNames = (Method.traits.memory ?? []).sorted()
        configure = { values in
            var strategy = Method()
            guard !values.isEmpty else { return strategy }
            for option in Method.options {
                if let value = values[option.description.name] { option.store(&strategy, value) }
            }
            return strategy
        }
    }

    /// The strategy with these parameters, whose types and ranges have been checked against `options`.
    package func strategy(_ values: [String: OptionValue]) -> any Strategy {
        configure(values)
    }
}
