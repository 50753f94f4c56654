// Why a task cannot be evaluated.

package import Catalogue

/// The kinds of fault in a task; the raw values are the stable codes of the HTTP contract.
package enum LossFaultCode: String, Sendable, CaseIterable {
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

/// One fault in a task.
package typealias LossFault = Fault<LossFaultCode, LossPlace>

extension LossFault {
    /// That an option is set which has a meaning only beside an optional input.
    package static func requirement(_ input: String, of option: String) -> String {
        "\(option) needs \(input), which the task does not give"
    }

    /// That a number which is to be a class is none of them.
    static func notAClass<Scalar: LossScalar>(
        _ tensor: Tensor<Scalar>, _ name: String, _ position: Int, _ range: String, ignoreIndex: Int? = nil
    ) -> LossFault {
        let value = tensor.values[position]
        let isWhole = value == value.rounded() && value.isFinite
        return LossFault(
            isWhole ? .classOutOfRange : .notWhole, at: .tensor(name, element: position),
            isWhole
                ? "\(name) \(tensor.whole(position).map(String.init) ?? "\(value)") is not in \(range)"
                    + (ignoreIndex.map { ", and ignore_index is \($0)" } ?? "")
                : "\(name) \(value) is not a whole number")
    }
}

/// All faults of a task that were found, in the order of its tensors; never none.
package struct LossFaults: Error, Equatable {
    /// How many faults are looked for before the search ends.
    static let limit = 20

    package private(set) var faults: [LossFault]

    init(_ code: LossFaultCode, at place: LossPlace, _ detail: String) {
        faults = [LossFault(code, at: place, detail)]
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
