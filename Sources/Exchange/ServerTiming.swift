// The stages of a request as a header field tells them.

/// The field Server-Timing, for clients that prefer it.
package enum ServerTiming {
    /// What such clients send in the field Prefer (RFC 7240).
    package static let preference = "server-timing"

    /// The value of the field: milliseconds of each stage, and of the whole request.
    ///
    /// What the stages lack of the total was spent waiting for a thread, and in HTTP.
    package static func value(_ stages: StageTimes, total nanoseconds: UInt64) -> String {
        var sums: [(name: String, nanoseconds: UInt64)] = []
        for entry in stages.entries {
            if sums.last?.name == entry.stage.rawValue {
                sums[sums.count - 1].nanoseconds += entry.end - entry.start
            } else {
                sums.append((entry.stage.rawValue, entry.end - entry.start))
            }
        }
        sums.append(("total", nanoseconds))
        return sums.map { "\($0.name);dur=\(Double($0.nanoseconds / 1000) / 1000)" }.joined(separator: ", ")
    }
}
