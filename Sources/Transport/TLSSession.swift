// TLS on one connection.

import COpenSSL
import Glibc

/// A session of a server with one client; confined to the loop of its connection.
@safe final class TLSSession {
    /// How far a handshake has come.
    enum Handshake {
        case done
        case wantsInput
        case wantsOutput
        case failed(TLSError)
    }

    private let session: OpaquePointer
    /// OpenSSL forbids to use a session in any way after it failed.
    private var hasFailed = false
    private(set) var isEstablished = false
    /// Whether the other side has ended; data that came before may have been read together with the end.
    private(set) var hasEnded = false
    /// Whether what is to be read waits until something is written, and the other way round: new keys are being agreed on.
    private(set) var readWantsOutput = false
    private(set) var writeWantsInput = false

    /// Takes the session over.
    init(_ session: OpaquePointer) {
        unsafe self.session = session
    }

    deinit {
        unsafe SSL_free(session)
    }

    /// Goes on with the handshake.
    func handshake() -> Handshake {
        ERR_clear_error()
        let status = unsafe SSL_do_handshake(session)
        if status == 1 {
            isEstablished = true
            return .done
        }
        switch unsafe SSL_get_error(session, status) {
        case SSL_ERROR_WANT_READ: return .wantsInput
        case SSL_ERROR_WANT_WRITE: return .wantsOutput
        default:
            hasFailed = true
            return .failed(failure)
        }
    }

    /// Why the handshake failed; a certificate that was refused has a reason of its own.
    private var failure: TLSError {
        let verification = unsafe SSL_get_verify_result(session)
        guard verification != X509_V_OK else { return TLSError("handshake") }
        return TLSError("client certificate: \(unsafe String(cString: X509_verify_cert_error_string(verification)))")
    }

    /// Reads what has arrived, as much as `buffer` holds.
    ///
    /// OpenSSL gives a record at a time, and keeps none back as long as there is room for the largest.
    func read(into buffer: inout [UInt8]) -> Socket.Transfer {
        var total = 0
        readWantsOutput = false
        while buffer.count - total >= Self.recordBytes {
            ERR_clear_error()
            var count = 0
            let status = unsafe buffer.withUnsafeMutableBytes {
                unsafe SSL_read_ex(session, $0.baseAddress?.advanced(by: total), $0.count - total, &count)
            }
            guard status == 1 else {
                let outcome = transfer(status)
                readWantsOutput = outcome == .wantsOutput
                if outcome == .ended { hasEnded = true }
                // What was read before goes first.
                return total > 0 ? .bytes(total) : outcome == .ended ? .ended : .wouldBlock
            }
            total += count
        }
        return .bytes(total)
    }

    private static let recordBytes = 16 << 10

    /// Writes as much as the system takes.
    func write(_ bytes: RawSpan) -> Socket.Transfer {
        ERR_clear_error()
        var count = 0
        let status = unsafe bytes.withUnsafeBytes { unsafe SSL_write_ex(session, $0.baseAddress, $0.count, &count) }
        writeWantsInput = false
        if status == 1 { return .bytes(count) }
        let outcome = transfer(status)
        writeWantsInput = outcome == .wantsInput
        return outcome == .ended ? .ended : .wouldBlock
    }

    private enum Outcome {
        case wantsInput, wantsOutput, ended
    }

    /// Why a call did nothing.
    private func transfer(_ status: Int32) -> Outcome {
        switch unsafe SSL_get_error(session, status) {
        case SSL_ERROR_WANT_READ: return .wantsInput
        case SSL_ERROR_WANT_WRITE: return .wantsOutput
        case SSL_ERROR_ZERO_RETURN: return .ended
        default:
            hasFailed = true
            return .ended
        }
    }

    /// Tells the other side that nothing more comes, as far as the system takes it at once.
    func shutdownWriting() {
        guard isEstablished, !hasFailed else { return }
        ERR_clear_error()
        _ = unsafe SSL_shutdown(session)
    }
}
