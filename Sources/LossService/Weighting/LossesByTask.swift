// Losses that a request gives by the names of its tasks, in the order of the tasks.

import Catalogue
import Contract

/// Checks losses by name.
enum LossesByTask {
    /// The losses in the order of the tasks, `nil` for a task that takes no part.
    ///
    /// - Parameters:
    ///   - numbers: the losses by name.
    ///   - tasks: the names of all tasks.
    ///   - inactive: tasks that take no part, and need no loss.
    ///   - place: where the losses are in the request.
    ///   - faults: names that are no task's, and tasks without a loss.
    /// - Returns: a loss or `nil` for each task.
    static func inOrder(
        _ numbers: [String: Double?], of tasks: [String], inactive: [String] = [], at place: JSONPointer,
        _ faults: inout FaultList
    ) -> [Double?] {
        for (name, loss) in numbers.filter({ $1?.isFinite == false }).sorted(by: { $0.key < $1.key }) {
            guard let loss, !inactive.contains(name) else { continue }
            faults.add(.outOfRange, at: place.appending(name), "expected a finite number, found \(loss)")
        }
        // Only if there are as many, the names can be those of the tasks.
        let hasAll = numbers.count == tasks.count && tasks.allSatisfy { numbers[$0] != nil }
        guard !hasAll else { return tasks.map { numbers[$0] ?? nil } }
        for name in Set(numbers.keys).subtracting(tasks).sorted() {
            faults.add(
                .unknownTask, at: place.appending(name),
                "there is no task named \(name.quoted)\(Suggestion.text(name, among: tasks))")
        }
        return tasks.map { task in
            guard let loss = numbers[task] else {
                if inactive.contains(task) { return nil }
                faults.add(
                    .missingField, at: place,
                    "there is no loss of \(task.quoted); null is for a task that takes no part")
                return nil
            }
            return loss
        }
    }
}
