// Whether this machine can run what was compiled.

import CLinux

/// The processor, as far as it matters before anything else.
package enum Processor {
    /// The name of instructions that this binary was built with and the processor lacks; `nil` when there are none.
    package static var missingInstructions: String? {
        guard let name = unsafe lossd_missing_instructions() else { return nil }
        return unsafe String(cString: name)
    }
}
