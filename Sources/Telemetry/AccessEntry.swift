// One line of the access log.

package import Exchange

/// A request that was answered, refused or given up.
///
/// It holds nothing that a client can write freely: the route is a template, the identifier was checked.
package struct AccessEntry: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case text, json
    }

    let seconds: Double
    let requestID: String
    let trace: TraceSpan?
    let method: String
    let route: String
    let status: Int
    let duration: Double
    let receivedBytes: Int
    let sentBytes: Int
    let remote: String
    let caller: String?
    let tasks: Int?

    /// - Parameters:
    ///   - requestID: the identifier that the answer carries.
    ///   - trace: its place in a distributed trace.
    ///   - method: one of those that HTTP has; empty for a request that could not be read.
    ///   - route: the template of the path; empty where there is none.
    ///   - status: the status of the answer.
    ///   - duration: seconds from the last byte of the request to the writing of its answer.
    ///   - receivedBytes: bytes of the request's body.
    ///   - sentBytes: bytes of the answer's body.
    ///   - remote: the address of the client.
    ///   - caller: the name of the client's token.
    ///   - tasks: how many tasks were evaluated.
    package init(
        requestID: String, trace: TraceSpan? = nil, method: String, route: String, status: Int,
        duration: Double,
        receivedBytes: Int, sentBytes: Int, remote: String, caller: String? = nil, tasks: Int? = nil
    ) {
        seconds = WallClock.seconds
        self.requestID = requestID
        self.trace = trace
        self.method = method
        self.route = route
        self.status = status
        self.duration = duration
        self.receivedBytes = receivedBytes
        self.sentBytes = sentBytes
        self.remote = remote
        self.caller = caller
        self.tasks = tasks
    }

    /// Errors of the server are errors; those of clients deserve a look.
    private var level: String {
        status >= 500 ? "error" : status >= 400 ? "warning" : "info"
    }

    func line(_ format: Format) -> String {
        let time = Timestamp(seconds).description
        let milliseconds = (duration * 1e6).rounded() / 1e3
        switch format {
        case .text:
            let name = method.isEmpty ? "-" : "\(method) \(route.isEmpty ? "(no route)" : route)"
            let count = tasks.map { "\($0) \($0 == 1 ? "task" : "tasks"), " } ?? ""
            return "\(time) \(name) \(status) \(milliseconds) ms, \(count)\(receivedBytes) B in, \(sentBytes) B out, "
                + "\(caller.map { "\($0)@" } ?? "")\(remote) \(requestID)"
        case .json:
            let trace = trace.map { #""trace_id":"\#($0.traceID)","span_id":"\#($0.spanID)","# } ?? ""
            let more = (tasks.map { #","tasks":\#($0)"# } ?? "") + (caller.map { #","token":"\#($0)""# } ?? "")
            return #"{"ts":"\#(time)","level":"\#(level)","msg":"request","request_id":"\#(requestID)",\#(trace)"#
                + #""method":"\#(method)","route":"\#(route)","status":\#(status),"duration_ms":\#(milliseconds),"#
                + #""bytes_in":\#(receivedBytes),"bytes_out":\#(sentBytes),"remote":"\#(remote)"\#(more)}"#
        }
    }
}
