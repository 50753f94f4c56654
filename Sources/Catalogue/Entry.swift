// How a method describes itself, once: decoding, validation and every page of documentation read it.

/// The description of a method that lossd offers.
package final class Entry: Sendable {
    /// The method's name: the one of `torch.nn.functional` where torch has it.
    package let name: String
    /// Other names that mean the same, such as the torch class name.
    package let aliases: [String]
    /// One sentence that says what the method does.
    package let summary: String
    /// The arithmetic of one item, before reduction.
    package let formula: String
    /// What `mean` divides by, in words; empty for a method that reduces nothing.
    package let denominator: String
    /// What the gradient is where the formula has none; `nil` where it has one everywhere.
    package let kinks: String?
    /// The values that `reduction` may take, the first the default; none for a method that reduces nothing.
    package let reductions: [String]
    /// The tensors that the method reads.
    package let inputs: [Input]
    /// Where the method comes from.
    package let source: String
    /// A request, or its task, as JSON that can be posted unchanged.
    package let example: String

    package init(
        _ name: String, aliases: [String], summary: String, formula: String, denominator: String,
        kinks: String? = nil, reductions: [String] = ["mean", "sum", "none"], inputs: [Input], source: String,
        example: String
    ) {
        self.name = name
        self.aliases = aliases
        self.summary = summary
        self.formula = formula
        self.denominator = denominator
        self.kinks = kinks
        self.reductions = reductions
        self.inputs = inputs
        self.source = source
        self.example = example
    }

    /// A method that reads no tensors and reduces nothing.
    package convenience init(
        _ name: String, aliases: [String], summary: String, formula: String, source: String, example: String
    ) {
        self.init(
            name, aliases: aliases, summary: summary, formula: formula, denominator: "", reductions: [], inputs: [],
            source: source, example: example)
    }
}
