// Times as RFC 3339 writes them, in UTC.

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
        let (year, month, day) = Self.date(days)
        let time = [rest / 3_600_000, rest / 60_000 % 60, rest / 1000 % 60].map { Self.padded($0, 2) }
        return "\(Self.padded(year, 4))-\(Self.padded(month, 2))-\(Self.padded(day, 2))T"
            + "\(time.joined(separator: ":")).\(Self.padded(rest % 1000, 3))Z"
    }

    /// The date that lies so many days after the first of January 1970.
    ///
    /// Counted in years that begin in March, so that a leap day is the last of its year.
    private static func date(_ days: Int) -> (year: Int, month: Int, day: Int) {
        let sinceMarch = days + 719_468
        let era = sinceMarch / 146_097
        let dayOfEra = sinceMarch % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        let calendarMonth = month < 10 ? month + 3 : month - 9
        let year = yearOfEra + era * 400 + (calendarMonth <= 2 ? 1 : 0)
        return (year, calendarMonth, dayOfYear - (153 * month + 2) / 5 + 1)
    }

    private static func padded(_ number: Int, _ width: Int) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(width - text.count, 0)) + text
    }
}
