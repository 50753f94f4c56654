// Large buffers: kept while requests follow each other, and given back to the system after them.

import CLinux
import Exchange

/// How the C library treats large blocks of memory.
package enum LargeMemory {
    /// Lets go of a buffer; a large one on another thread, since giving back its pages takes milliseconds.
    static func release(_ buffer: consuming BodyPiece, on workers: WorkerPool) {
        guard buffer.count >= 1 << 20 else { return }
        let buffer = buffer
        workers.async(.first) { withExtendedLifetime(buffer) {} }
    }

    /// Gives back what is free between blocks that are not; takes some milliseconds.
    package static func trim() {
        malloc_trim(0)
    }

    /// Keeps what is freed for the next request, until `trim`.
    ///
    /// All in one arena: glibc gives back the end of no other. Left to itself it would keep tens of megabytes for each
    /// thread that has answered a large request. No block is a mapping of its own: the page faults of a new one cost several
    /// times as much as the loss that fills it.
    package static func keepForNextRequest() {
        mallopt(M_ARENA_MAX, 1)
        mallopt(M_MMAP_MAX, 0)
        mallopt(M_TRIM_THRESHOLD, .max)
    }
}
