// What it takes to answer a request, known before anything is computed.

/// Upper bounds, which the server admits a request by.
package struct Cost: Sendable, Equatable {
    /// Bytes that the request holds and needs while it is being processed, besides its answer.
    package var workingBytes: Int
    /// Bytes of the answer's body.
    package var answerBytes: Int
    /// Processing time, in elements of an elementwise loss: about 20 ns each.
    package var work: Int

    package init(workingBytes: Int = 0, answerBytes: Int = 0, work: Int = 0) {
        self.workingBytes = workingBytes
        self.answerBytes = answerBytes
        self.work = work
    }

    /// From this much work on, about half a millisecond, a request is processed on another thread than the one that
    /// serves connections.
    ///
    /// Not above `Parallel.partSize`: a loop that runs inline must never wait for helping threads.
    package static let longWork = 1 << 15

    /// All bytes that the request holds at most; the largest integer where the sum overflows.
    package var bytes: Int {
        let (sum, overflow) = workingBytes.addingReportingOverflow(answerBytes)
        return overflow ? .max : sum
    }
}
