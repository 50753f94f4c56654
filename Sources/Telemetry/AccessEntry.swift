// One line of the access log.

/// A request that was answered, refused or given up.
///
/// It holds nothing that a client can write freely: the route is a template, the identifier was checked.
package struct AccessEntry: Sendable {
    package enum Format: String, Sendable, CaseIterable {
        case text, json
    }

    let seconds: Double
    let requestID: String
    let traceID: String?
    let method: String
    let route: String
    let status: Int
    let duration: Double
    let receivedBytes: Int
    let sentBytes: Int
    let remote: String

    /// - Parameters:
    ///   - requestID: the identifier that the answer carries.
    ///   - traceID: the trace that a valid `traceparent` names.
    ///   - method: one of those that HTTP has; empty for a request that could not be read.
    ///   - route: the template of the path; empty where there is none.
    ///   - status: the status of the answer.
    ///   - duration: seconds from the last byte of the request to the writing of its answer.
    ///   - receivedBytes: bytes of the request's body.
    ///   - sentBytes: bytes of the answer's body.
    ///   - remote: the address of the client.
    package init(
        requestID: String, traceID: String?, method: String, route: String, status: Int, duration: Double,
        receivedBytes: Int, sentBytes: Int, remote: String
    ) {
        seconds = ProcessStatistics.now
        self.requestID = requestID
        self.traceID = traceID
        self.method = method
        self.route = route
        self.status = status
        self.duration = duration
        self.receivedBytes = receivedBytes
        self.sentBytes = sentBytes
        self.remote = remote
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
            return "\(time) \(name) \(status) \(milliseconds) ms, \(receivedBytes) B in, \(sentBytes) B out, "
                + "\(remote) \(requestID)"
        case .json:
            let trace = traceID.map { #""trace_id":"\#($0)","# } ?? ""
            return #"{"ts":"\#(time)","level":"\#(level)","msg":"request","request_id":"\#(requestID)",\#(trace)"#
                + #""method":"\#(method)","route":"\#(route)","status":\#(status),"duration_ms":\#(milliseconds),"#
                + #""bytes_in":\#(receivedBytes),"bytes_out":\#(sentBytes),"remote":"\#(remote)"}"#
        }
    }
}
