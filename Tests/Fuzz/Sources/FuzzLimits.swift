// Limits under which a run of a fuzz target is a matter of microseconds.

import LossService

extension ServiceLimits {
    static let fuzz: ServiceLimits = {
        var limits = ServiceLimits()
        limits.evaluatedElements = 4096
        limits.tensorElements = 4096
        return limits
    }()
}
