// One exchange with a server, blocking and bounded in time: what health checks and the export of traces need.

import Glibc

/// A client for one short exchange.
package enum Probe {
    /// Connects, sends `request`, and reads until the other side ends; each of them may take `timeoutSeconds`.
    ///
    /// - Throws: the system's reason when the server cannot be reached or does not answer in time.
    package static func exchange(
        _ address: SocketAddress, _ request: [UInt8], timeoutSeconds: Double
    ) throws(SystemError) -> [UInt8] {
        let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { throw SystemError("socket") }
        defer { _ = close(descriptor) }
        let microseconds = Int(min(max(timeoutSeconds, 0.001), 86_400) * 1e6)
        var limit = timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
        guard unsafe address.withPointer({ unsafe connect(descriptor, $0, $1) }) == 0 else {
            throw SystemError("connect")
        }
        let sent = unsafe request.withUnsafeBytes {
            unsafe send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL))
        }
        guard sent == request.count else { throw SystemError("send") }
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        while answer.count < 1 << 20 {
            let count = unsafe buffer.withUnsafeMutableBytes { unsafe recv(descriptor, $0.baseAddress, $0.count, 0) }
            guard count >= 0 else { throw SystemError("recv") }
            guard count > 0 else { break }
            answer.append(contentsOf: buffer[..<count])
        }
        return answer
    }
}
