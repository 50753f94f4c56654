// Time that never goes back, for durations.

import Glibc

/// The system's monotonic clock: that of event loops, stages and spans, whose times are compared.
package enum MonotonicClock {
    /// Nanoseconds since some moment.
    package static var nanoseconds: UInt64 {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_MONOTONIC, &time)
        return UInt64(time.tv_sec) * 1_000_000_000 + UInt64(time.tv_nsec)
    }
}
