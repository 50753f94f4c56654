// What metrics and the log say of an answer.

/// What an answer is about, for operators.
package struct AnswerNote: Sendable {
    /// How many tasks were evaluated or weighted; `nil` where the request has none.
    package var tasks: Int?
    /// How many elements the losses were evaluated on.
    package var elements = 0
    /// The codes of the faults that are answered.
    package var faults: [String] = []
    /// The codes of the warnings that are answered.
    package var warnings: [String] = []
    /// How long each stage of processing took, where somebody wants to know.
    package var stages = StageTimes(isWanted: false)

    package init() {}

    /// A batch that was evaluated or weighted.
    package init(tasks: Int, elements: Int, warnings: [String]) {
        (self.tasks, self.elements, self.warnings) = (tasks, elements, warnings)
    }
}
