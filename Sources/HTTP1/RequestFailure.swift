// A request that cannot be understood, with the status that says so.

/// Why a request was refused before anyone looked at what it asks.
///
/// The connection ends with it.
package struct RequestFailure: Error, Sendable, Equatable {
    package let status: Int
    package let detail: String

    init(_ status: Int, _ detail: String) {
        self.status = status
        self.detail = detail
    }
}
