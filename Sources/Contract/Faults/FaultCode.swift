// The stable codes of the faults that the service itself finds; losses, strategies and tensors have codes of their own.

/// What is wrong with a request that is well-formed JSON.
package enum FaultCode: String, Sendable, CaseIterable {
    case wrongType = "wrong_type"
    case missingField = "missing_field"
    case unknownField = "unknown_field"
    case invalidValue = "invalid_value"
    case outOfRange = "out_of_range"
    case answerTooLarge = "answer_too_large"
    case tooMuchMemory = "too_much_memory"
    case nameTooLong = "name_too_long"
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
}
