// What goes with the body of a request to its reader.

/// The identity of a request, and what is measured of it.
package struct RequestContext: Sendable {
    /// The identifier that its answer carries.
    package let requestID: RequestID
    /// Takes the times of its stages, where they are wanted.
    package var stages: StageTimes

    /// - Parameters:
    ///   - requestID: the identifier of the request.
    ///   - timesStages: whether somebody wants to know how long its stages take.
    package init(_ requestID: RequestID, timesStages: Bool = false) {
        self.requestID = requestID
        stages = StageTimes(isWanted: timesStages)
    }
}
