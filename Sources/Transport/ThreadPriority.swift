// Which threads go first when there are fewer processors than threads.

import CLinux
import Glibc

/// How the scheduler of Linux treats the threads of the process.
///
/// The policies are those of sched(7). Nothing is asked for that a process may not have, and a kernel that knows no
/// slices (before 6.12) leaves them out.
package enum ThreadPriority {
    private static let (other, batch): (UInt32, UInt32) = (0, 3)

    /// Gives the calling thread a low priority, and long time slices.
    ///
    /// Not `SCHED_IDLE`: next to a busy process that would hardly run at all.
    package static func standBack() {
        _ = lossd_set_scheduling(batch, 10, 10_000_000)
    }

    /// Has the calling thread run as soon as it has something to do, for a short time.
    package static func stepForward() {
        _ = lossd_set_scheduling(other, 0, 100_000)
    }
}
