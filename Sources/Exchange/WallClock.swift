// The time of day, for logs, metrics and the Date field; what must not go back asks MonotonicClock.

import Glibc

/// The system's clock.
package enum WallClock {
    /// Seconds since 1970.
    package static var seconds: Double {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_REALTIME, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }
}
