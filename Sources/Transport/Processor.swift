// What the processors of this machine can do, and how many of them are ours.

import CLinux

/// The processors, as far as they matter before anything else.
package enum Processor {
    /// How many the process may run on, at least one: affinity and cpusets count, quotas do not.
    package static var count: Int {
        max(Int(lossd_processors()), 1)
    }

    /// The name of instructions that this binary was built with and the processor lacks; `nil` when there are none.
    package static var missingInstructions: String? {
        guard let name = unsafe lossd_missing_instructions() else { return nil }
        return unsafe String(cString: name)
    }
}
