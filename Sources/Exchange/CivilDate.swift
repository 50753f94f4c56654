// Calendar dates, for header fields and log lines.

/// A day of the Gregorian calendar, in UTC.
package struct CivilDate: Sendable {
    package let year: Int
    package let month: Int
    package let day: Int
    /// 0 for Sunday.
    package let weekday: Int

    /// The date that lies so many days after the first of January 1970.
    ///
    /// Counted in years that begin in March, so that a leap day is the last of its year.
    package init(daysSince1970 days: Int) {
        let sinceMarch = days + 719_468
        let era = sinceMarch / 146_097
        let dayOfEra = sinceMarch % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let month = (5 * dayOfYear + 2) / 153
        self.month = month < 10 ? month + 3 : month - 9
        year = yearOfEra + era * 400 + (self.month <= 2 ? 1 : 0)
        day = dayOfYear - (153 * month + 2) / 5 + 1
        // The first of January 1970 was a Thursday.
        weekday = (days + 4) % 7
    }

    /// A number with zeros before it, as dates and times have them.
    package static func padded(_ number: Int, _ width: Int = 2) -> String {
        let text = String(number)
        return String(repeating: "0", count: max(width - text.count, 0)) + text
    }
}
