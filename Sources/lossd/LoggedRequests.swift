// Which requests are logged.

import ArgumentParser

/// The requests that the log has a line for, from all to none.
enum LoggedRequests: String, ExpressibleByArgument, CaseIterable {
    /// `slow` has those that fail, too.
    case all, slow, failed, off

    /// Whether a request is logged that was answered with this status after these seconds.
    func contains(status: Int, seconds: Double, slowSeconds: Double) -> Bool {
        let hasFailed = status >= 400
        return switch self {
        case .all: true
        case .slow: hasFailed || seconds >= slowSeconds
        case .failed: hasFailed
        case .off: false
        }
    }
}
