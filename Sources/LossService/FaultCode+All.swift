// Every code that can occur in `errors` of an answer.

import Balancing
package import Contract
import Losses
import Safetensors
import TensorJSON

extension FaultCode {
    /// Every code of a fault, whichever target finds it.
    package static var everywhere: Set<String> {
        Set(
            allCases.map(\.rawValue) + TensorFaultCode.allCases.map(\.rawValue)
                + LossFaultCode.allCases.map(\.rawValue) + BalancingFaultCode.allCases.map(\.rawValue)
                + SafetensorsFaultCode.allCases.map(\.rawValue)
                + JSONSyntaxError.Code.allCases.map(\.rawValue)
                + ProblemKind.allCases.map(\.rawValue))
    }
}
