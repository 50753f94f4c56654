// How much one request may ask for.

package import TensorJSON

/// Bounds on the content of a request; those on its bytes are the server's.
package struct ServiceLimits: Sendable {
    package var json = JSONLimits()
    /// Tasks of one request.
    package var tasks = 1024
    /// Tasks of one request that are weighted by a strategy.
    package var weightedTasks = 256
    /// Tensors of one request, those of all tasks and the shared ones.
    package var tensors = 8192
    /// Elements that all tasks of one request may evaluate together, broadcasting included.
    package var evaluatedElements = 1 << 25
    /// Bytes of one answer.
    package var answerBytes = 256 << 20
    /// Bytes that one request may hold while it is processed, its answer included.
    package var workingBytes = Int.max

    /// Lists and objects inside each other.
    package var depth: Int {
        get { json.depth }
        set { json.depth = newValue }
    }

    /// Elements of one tensor.
    package var tensorElements: Int {
        get { json.elements }
        set { json.elements = newValue }
    }

    package init() {}
}
