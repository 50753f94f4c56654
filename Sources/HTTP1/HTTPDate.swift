// The Date field, formatted once a second.

import Exchange

/// The current time as HTTP writes it (RFC 9110 §5.6.7), kept for the second that it holds.
struct HTTPDate {
    private var second = -1
    private var text = ""

    /// The date of this moment.
    mutating func current() -> String {
        let now = Int(WallClock.seconds)
        if now != second {
            second = now
            text = Self.text(now)
        }
        return text
    }

    /// The date of that many seconds after 1970.
    static func text(_ seconds: Int) -> String {
        let date = CivilDate(daysSince1970: seconds / 86_400)
        let time = [seconds / 3600 % 24, seconds / 60 % 60, seconds % 60].map { CivilDate.padded($0) }
        return "\(weekdays[date.weekday]), \(CivilDate.padded(date.day)) \(months[date.month - 1]) \(date.year) "
            + "\(time.joined(separator: ":")) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]
}
