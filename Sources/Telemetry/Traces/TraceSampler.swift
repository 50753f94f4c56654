// Which requests become spans, as OpenTelemetry's samplers decide it.

/// A sampler, by the names of `OTEL_TRACES_SAMPLER`.
package struct TraceSampler: Sendable {
    /// The share of traces, by their identifiers.
    private let share: Double
    /// Whether a client that names a trace has decided.
    private let heedsParent: Bool

    /// Exports all but what a client has decided not to record.
    static let everything = TraceSampler(share: 1, heedsParent: true)

    private init(share: Double, heedsParent: Bool) {
        (self.share, self.heedsParent) = (share, heedsParent)
    }

    /// `nil` for an unknown name, or an argument that is not from 0 to 1.
    ///
    /// - Parameters:
    ///   - name: such as `parentbased_traceidratio`.
    ///   - argument: the share for samplers that take one, 1 by default.
    package init?(_ name: String, argument: String?) {
        let prefix = "parentbased_"
        heedsParent = name.hasPrefix(prefix)
        switch heedsParent ? String(name.dropFirst(prefix.count)) : name {
        case "always_on": share = 1
        case "always_off": share = 0
        case "traceidratio":
            guard let share = argument.map({ Double($0) }) ?? 1, (0...1).contains(share) else { return nil }
            self.share = share
        default: return nil
        }
    }

    /// Whether the span of a request is exported.
    ///
    /// - Parameters:
    ///   - traceID: the 32 digits of its trace: all services decide alike on a trace.
    ///   - parent: whether the client's span is recorded; `nil` where the client named no trace.
    /// - Returns: whether it is.
    func samples(_ traceID: String, parent: Bool?) -> Bool {
        UInt64(traceID.suffix(16), radix: 16).map { samples($0, parent: parent) } ?? false
    }

    /// The same, where `number` is the last 16 digits of the trace.
    func samples(_ number: UInt64, parent: Bool?) -> Bool {
        if heedsParent, let parent { return parent }
        return share >= 1 || Double(number) < share * 0x1p64
    }
}
