// The memory that a request takes while it is read, before its cost is known.

import TensorJSON

/// Upper bounds, in bytes, with the body itself included.
package enum ReadingCost {
    /// Bytes for each number: 8 of float64, and some for the shorter list that is copied when a list grows.
    private static let valueBytes = 12
    /// Bytes of float64 for each byte of base64: 4/3 of them are one uint8, and its list grows too.
    private static let stringFactor = 7
    /// Bytes for each byte of a body of small parts, such as tasks and keys; there is a limit to their number.
    private static let smallPartFactor = 64
    private static let smallPartBytes = 16 << 20

    /// The most that any body of `count` bytes can take; the largest integer where that overflows.
    ///
    /// A number and its comma have two bytes, and become 12; base64 becomes seven times its bytes.
    package static func bytes(ofBody count: Int) -> Int {
        let (bytes, overflow) = count.multipliedReportingOverflow(by: 1 + stringFactor)
        let (sum, isTooLarge) = bytes.addingReportingOverflow(smallParts(count) + valueBytes)
        return overflow || isTooLarge ? .max : sum
    }

    /// The most that this body can take; its parts are counted only if it could take more than `enough`.
    package static func bytes(_ body: borrowing [UInt8], enough: Int = 0) -> Int {
        let most = bytes(ofBody: body.count)
        guard most > enough else { return most }
        let parts = JSONParts(body)
        return body.count + valueBytes * parts.values + stringFactor * parts.stringBytes + smallParts(body.count)
    }

    private static func smallParts(_ count: Int) -> Int {
        count < smallPartBytes / smallPartFactor ? count * smallPartFactor : smallPartBytes
    }
}
