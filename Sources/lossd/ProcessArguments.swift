// The command line of the process, /proc or not.

import CArguments

enum ProcessArguments {
    /// The arguments after the name of the program; `nil` when they cannot be known.
    static let all: [String]? = {
        let count = lossd_argument_count()
        if count > 0 {
            return (1..<max(count, 1)).map { unsafe String(cString: lossd_argument($0)) }
        }
        // Swift's own, from /proc/self/cmdline: with the name of the program there is always one.
        let arguments = CommandLine.arguments
        return arguments.isEmpty ? nil : Array(arguments.dropFirst())
    }()
}
