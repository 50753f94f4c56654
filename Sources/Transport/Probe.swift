// One exchange with a server, blocking and bounded in time: what health checks and the export of traces need.

import Glibc

/// A client for one short exchange.
package enum Probe {
    /// Connects, sends `request`, and reads until the answer is whole or the other side ends.
    ///
    /// - Parameters:
    ///   - addresses: where the server may be; the first that accepts a connection is taken.
    ///   - request: what is sent.
    ///   - seconds: how long all of it may take.
    ///   - limit: how many bytes of the answer are read.
    ///   - isWhole: whether these bytes are all of the answer.
    /// - Returns: what was read; that may be cut by the limit, the time, or the other side.
    /// - Throws: the system's reason when nothing could be read.
    package static func exchange(
        _ addresses: [SocketAddress], _ request: [UInt8], seconds: Double, limit: Int = 1 << 16,
        isWhole: ([UInt8]) -> Bool = { _ in false }
    ) throws(SystemError) -> [UInt8] {
        let deadline = Deadline(seconds: seconds)
        let descriptor = try connect(addresses, deadline)
        defer { _ = close(descriptor) }
        try send(request, to: descriptor, deadline)
        var answer: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 4096)
        do throws(SystemError) {
            while answer.count < limit, !isWhole(answer) {
                try deadline.apply(to: descriptor)
                let count = unsafe buffer.withUnsafeMutableBytes {
                    unsafe recv(descriptor, $0.baseAddress, $0.count, 0)
                }
                guard count >= 0 else { throw deadline.error("recv") }
                guard count > 0 else { break }
                answer.append(contentsOf: buffer[..<count])
            }
        } catch {
            // What came so far may say enough.
            guard !answer.isEmpty else { throw error }
        }
        return answer
    }

    private static func connect(_ addresses: [SocketAddress], _ deadline: Deadline) throws(SystemError) -> Int32 {
        var failure = SystemError("connect", reason: "there is no address")
        for address in addresses {
            let descriptor = socket(address.family, Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
            guard descriptor >= 0 else {
                failure = SystemError("socket")
                continue
            }
            do throws(SystemError) {
                try deadline.apply(to: descriptor)
                guard unsafe address.withPointer({ unsafe Glibc.connect(descriptor, $0, $1) }) == 0 else {
                    throw deadline.error("connect")
                }
                return descriptor
            } catch {
                failure = error
                close(descriptor)
            }
        }
        throw failure
    }

    private static func send(
        _ request: [UInt8], to descriptor: Int32, _ deadline: Deadline
    ) throws(SystemError) {
        var sent = 0
        while sent < request.count {
            try deadline.apply(to: descriptor)
            let count = unsafe request.withUnsafeBytes {
                unsafe Glibc.send(
                    descriptor, $0.baseAddress.unsafelyUnwrapped + sent, $0.count - sent, Int32(MSG_NOSIGNAL))
            }
            guard count > 0 else { throw deadline.error("send") }
            sent += count
        }
    }
}

/// When an exchange must have ended.
private struct Deadline {
    private let seconds: Double
    private let end: UInt64

    init(seconds: Double) {
        self.seconds = min(max(seconds, 0), 86_400)
        end = EventLoop.now + UInt64(self.seconds * 1e9)
    }

    /// Has the next call on a socket take no longer than is left.
    ///
    /// - Throws: when nothing is.
    func apply(to descriptor: Int32) throws(SystemError) {
        let now = EventLoop.now
        guard now < end else { throw late("connection") }
        // Never 0, which is no limit.
        let microseconds = max(Int((end - now) / 1000), 1)
        var limit = timeval(tv_sec: microseconds / 1_000_000, tv_usec: microseconds % 1_000_000)
        for option in [SO_RCVTIMEO, SO_SNDTIMEO] {
            _ = unsafe setsockopt(descriptor, SOL_SOCKET, option, &limit, socklen_t(MemoryLayout<timeval>.size))
        }
    }

    /// Why a call failed.
    func error(_ call: String) -> SystemError {
        let code = errno
        return [EAGAIN, EWOULDBLOCK, EINPROGRESS].contains(code) ? late(call) : SystemError(call, code: code)
    }

    private func late(_ call: String) -> SystemError {
        SystemError(call, reason: "no answer within \(seconds) s")
    }
}
