// What reads the body of a request.

/// Reads a body and says what it costs to answer it.
package struct BodyReader: Sendable {
    /// Reads the body; called on any thread.
    package let plan: @Sendable (_ body: consuming [UInt8], _ context: RequestContext) -> Plan
    /// The most bytes that a long body takes while it is read, itself included; called off the loops.
    ///
    /// A bound that is no larger than the second argument is close enough.
    package let bytes: @Sendable (_ body: borrowing [UInt8], _ enough: Int) -> Int
    /// How many bytes of this body it reads in the time that a byte of JSON takes.
    package let pace: @Sendable (_ body: borrowing [UInt8]) -> Int

    package init(
        pace: @escaping @Sendable (_ body: borrowing [UInt8]) -> Int = { _ in 1 },
        bytes: @escaping @Sendable (_ body: borrowing [UInt8], _ enough: Int) -> Int,
        plan: @escaping @Sendable (_ body: consuming [UInt8], _ context: RequestContext) -> Plan
    ) {
        (self.pace, self.bytes, self.plan) = (pace, bytes, plan)
    }
}
