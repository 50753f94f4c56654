// A system call that failed, with the system's own words.

import Glibc

/// Why a system call failed.
package struct SystemError: Error, CustomStringConvertible {
    package let call: String
    package let reason: String

    /// The error that the call left in `errno`.
    init(_ call: String) {
        self.init(call, code: errno)
    }

    init(_ call: String, code: Int32) {
        self.init(call, reason: unsafe String(cString: strerror(code)))
    }

    /// An error that has no number.
    init(_ call: String, reason: String) {
        self.call = call
        self.reason = reason
    }

    package var description: String { "\(call): \(reason)" }
}
