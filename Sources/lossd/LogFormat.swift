// How requests are logged.

import ArgumentParser
import Glibc
import Telemetry

enum LogFormat: String, ExpressibleByArgument, CaseIterable {
    case auto, text, json, off

    /// The format of a line; `nil` where nothing is logged.
    var accessFormat: AccessEntry.Format? {
        switch self {
        case .auto: isatty(STDOUT_FILENO) == 1 ? .text : .json
        case .text: .text
        case .json: .json
        case .off: nil
        }
    }
}
