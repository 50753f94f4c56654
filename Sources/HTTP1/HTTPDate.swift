// The Date field, made once a second.

import Glibc

/// The current time as HTTP writes it (RFC 9110 §5.6.7), kept for the second that it holds.
struct HTTPDate {
    private var second: time_t = -1
    private var text = ""

    /// The date of this moment.
    mutating func current() -> String {
        let now = time(nil)
        if now != second {
            second = now
            text = Self.text(now)
        }
        return text
    }

    /// The date of that many seconds after 1970.
    static func text(_ seconds: time_t) -> String {
        var seconds = seconds
        var parts = unsafe tm()
        guard unsafe gmtime_r(&seconds, &parts) != nil else { return "" }
        let (weekday, month) = unsafe (Int(parts.tm_wday), Int(parts.tm_mon))
        let (day, year) = unsafe (parts.tm_mday, 1900 + parts.tm_year)
        let (hour, minute, second) = unsafe (parts.tm_hour, parts.tm_min, parts.tm_sec)
        let time = "\(padded(hour)):\(padded(minute)):\(padded(second))"
        return "\(weekdays[weekday]), \(padded(day)) \(months[month]) \(year) \(time) GMT"
    }

    private static let weekdays = ["Sun", "Mon", "Tue", "Wed", "Thu", "Fri", "Sat"]
    private static let months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"]

    private static func padded(_ number: Int32) -> String {
        number < 10 ? "0\(number)" : "\(number)"
    }
}
