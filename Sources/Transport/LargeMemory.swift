// Large buffers, given back to the system as soon as they are freed.

import CLinux
import Dispatch

/// How the C library treats large blocks of memory.
package enum LargeMemory {
    /// From this size on a block is a mapping of its own.
    ///
    /// Much smaller, and the page faults of every request cost more
    /// than its losses; much larger, and too much is kept.
    private static let bytes: Int32 = 1 << 23

    /// Lets go of a buffer; a large one on another thread, since giving back its pages takes milliseconds.
    static func release(_ buffer: consuming [UInt8]) {
        guard buffer.count >= 1 << 20 else { return }
        let buffer = buffer
        DispatchQueue.global(qos: .utility).async { withExtendedLifetime(buffer) {} }
    }

    /// Gives back what is free between blocks that are not; takes some milliseconds.
    package static func trim() {
        malloc_trim(0)
    }

    /// Gives blocks of eight megabytes and more back when they are freed.
    ///
    /// Left to itself glibc raises that threshold with the first large block it frees, and then keeps tens of megabytes
    /// for each thread that has answered a large request; malloc_trim does not reach them.
    package static func returnWhenFreed() {
        mallopt(M_MMAP_THRESHOLD, bytes)
    }
}
