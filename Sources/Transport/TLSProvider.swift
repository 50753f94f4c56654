// The current certificates, which may change while a server runs.

import Synchronization

/// Gives new connections their TLS; those that there are keep what they began with.
package final class TLSProvider: Sendable {
    private let files: TLSFiles
    private let context: Mutex<TLSContext>

    /// - Throws: what is wrong with a file.
    package init(_ files: TLSFiles) throws(TLSError) {
        self.files = files
        context = Mutex(try TLSContext(files))
    }

    /// Reads the files again.
    ///
    /// Sessions are not resumed across this: clients of an authority that is gone must authenticate again.
    ///
    /// - Throws: what is wrong with a file; the old ones stay in use then.
    package func reload() throws(TLSError) {
        let new = try TLSContext(files, isReload: true)
        context.withLock { $0 = new }
    }

    /// What an operator should think about; `nil` when the certificate is valid now.
    package var warning: String? {
        context.withLock { $0 }.warning(files)
    }

    /// When the certificate expires, in seconds since 1970.
    package var expiry: Double? {
        context.withLock { $0 }.expiry
    }

    func session(on descriptor: Int32) -> TLSSession? {
        context.withLock { $0 }.session(on: descriptor)
    }
}
