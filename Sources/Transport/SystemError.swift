// A system call that failed, with the system's own words.

import Glibc

/// Why a system call failed.
package struct SystemError: Error, CustomStringConvertible {
    package let call: String
    package let code: Int32

    /// The error that the call left in `errno`.
    init(_ call: String) {
        self.init(call, code: errno)
    }

    init(_ call: String, code: Int32) {
        self.call = call
        self.code = code
    }

    package var description: String {
        "\(call): \(unsafe String(cString: strerror(code)))"
    }
}
