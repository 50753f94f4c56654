// Times as RFC 3339 writes them, in UTC.

import Exchange

/// A moment, to the millisecond.
struct Timestamp: CustomStringConvertible {
    private let milliseconds: Int

    /// - Parameter seconds: since 1970.
    init(_ seconds: Double) {
        milliseconds = Int(max(0, min(seconds, 2.5e11)) * 1000)
    }

    /// The date and time, such as 2026-11-23T17:12:09.123Z.
    var description: String {
        let (days, rest) = (milliseconds / 86_400_000, milliseconds % 86_400_000)
        let date = CivilDate(daysSince1970: days)
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { CivilDate.padded($0) }
        return "\(CivilDate.padded(date.year, 4))-\(CivilDate.padded(date.month))-\(CivilDate.padded(date.day))T"
            + "\(time.joined(separator: ":")).\(CivilDate.padded(rest % 1000, 3))Z"
    }
}
