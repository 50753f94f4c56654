// How much one request may ask for.

package import TensorJSON

/// Bounds on the content of a request; those on its bytes are the server's.
package struct ServiceLimits: Sendable {
    package var json = JSONLimits()
    /// Tasks of one request.
    package var tasks = 1024
    /// Elements that all tasks of one request may evaluate together, what they broadcast to included.
    package var evaluatedElements = 1 << 25

    package init() {}
}
