// A body on its way to whoever reads it, who is the last to hold it.

import Synchronization

/// Bytes that are taken once: what works on in their place keeps no hold of them.
final class HandedBody: Sendable {
    private let bytes: Mutex<[UInt8]>

    init(_ bytes: [UInt8]) {
        self.bytes = Mutex(bytes)
    }

    /// The bytes, which are gone from here then.
    func take() -> [UInt8] {
        bytes.withLock { bytes in
            let taken = bytes
            bytes = []
            return taken
        }
    }
}
