// Why a task cannot be evaluated.

/// One fault in a task.
package struct LossFault: Sendable, Equatable {
    /// The kinds of fault; the raw values are the stable codes of the HTTP contract.
    package enum Code: String, Sendable, CaseIterable {
        case missing = "missing_input"
        case shapeMismatch = "shape_mismatch"
        case classOutOfRange = "class_out_of_range"
        case notWhole = "not_whole"
        case outOfDomain = "out_of_domain"
        case notDifferentiable = "not_differentiable"
        case tooManyElements = "too_many_elements"
        case invalidMask = "invalid_mask"
        case unexpectedGradOutput = "unexpected_grad_output"
        case optionConflict = "option_conflict"
    }

    package let code: Code
    package let place: LossPlace
    package let detail: String

    /// That a number which is to be a class is none of them.
    static func notAClass<Scalar: LossScalar>(
        _ value: Scalar, _ name: String, _ position: Int, _ range: String
    ) -> LossFault {
        let isWhole = value == value.rounded() && value.isFinite
        return LossFault(
            code: isWhole ? .classOutOfRange : .notWhole, place: .tensor(name, element: position),
            detail: isWhole
                ? "\(name) \(Int(exactly: value).map(String.init) ?? "\(value)") is not in \(range)"
                : "\(name) \(value) is not a whole number")
    }
}

/// All faults of a task that were found, in the order of its tensors; never none.
package struct LossFaults: Error, Equatable {
    /// How many faults are looked for before the search ends.
    static let limit = 20

    package private(set) var faults: [LossFault]

    init(_ code: LossFault.Code, at place: LossPlace, _ detail: String) {
        faults = [LossFault(code: code, place: place, detail: detail)]
    }

    /// Runs a check, and adds what it finds to `faults` instead of ending there.
    @discardableResult
    static func collect<Value>(
        into faults: inout [LossFault], _ check: () throws(LossFaults) -> Value
    ) -> Value? {
        do {
            return try check()
        } catch {
            faults += error.faults
            return nil
        }
    }

    /// Throws `faults`, if there are any.
    static func throwing(_ faults: [LossFault]) throws(LossFaults) {
        if let error = LossFaults(Array(faults.prefix(limit))) { throw error }
    }

    /// The error made of `faults`; `nil` when there are none.
    init?(_ faults: [LossFault]) {
        guard !faults.isEmpty else { return nil }
        self.faults = faults
    }
}
