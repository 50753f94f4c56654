// The stable codes of faults that the service itself finds; those of the rooms below come beside them.

import Balancing
import Losses
import TensorJSON

/// What is wrong with a request that is well-formed JSON.
package enum FaultCode: String, Sendable, CaseIterable {
    case wrongType = "wrong_type"
    case missingField = "missing_field"
    case unknownField = "unknown_field"
    case invalidValue = "invalid_value"
    case outOfRange = "out_of_range"
    case noTasks = "no_tasks"
    case tooManyTasks = "too_many_tasks"
    case tooManyTensors = "too_many_tensors"
    case duplicateName = "duplicate_name"
    case unknownLoss = "unknown_loss"
    case unknownStrategy = "unknown_strategy"
    case unknownParameter = "unknown_parameter"
    case unknownTask = "unknown_task"
    case unknownOption = "unknown_option"
    case unknownTensor = "unknown_tensor"
    case unknownGradient = "unknown_gradient"
    case notDifferentiable = "not_differentiable"

    /// Every code that can stand in `errors` of an answer, whichever room finds the fault.
    package static var everywhere: Set<String> {
        Set(
            allCases.map(\.rawValue) + TensorFault.Code.allCases.map(\.rawValue)
                + LossFault.Code.allCases.map(\.rawValue) + BalancingFault.Code.allCases.map(\.rawValue)
                + JSONSyntaxError.Code.allCases.map(\.rawValue)
                + ProblemKind.allCases.map(\.rawValue))
    }
}
