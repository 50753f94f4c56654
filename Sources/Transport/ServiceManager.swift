// The protocol between systemd and a service: sd_listen_fds(3) and sd_notify(3).

import Glibc

/// The service manager that may have started the process.
package enum ServiceManager {
    /// The socket that was opened for this process, where there is one.
    package static func inheritedPort() -> ListeningPort? {
        guard let process = unsafe getenv("LISTEN_PID"), let count = unsafe getenv("LISTEN_FDS"),
            unsafe Int32(String(cString: process)) == getpid(), unsafe Int32(String(cString: count)) == 1
        else { return nil }
        // The first descriptor after the standard streams.
        let descriptor: Int32 = 3
        _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
        _ = fcntl(descriptor, F_SETFL, fcntl(descriptor, F_GETFL) | O_NONBLOCK)
        return ListeningPort(inherited: descriptor)
    }

    /// Whether something runs the process that also routes requests to it: a service manager, or a container platform; not on a terminal.
    package static var isThere: Bool {
        guard isatty(STDERR_FILENO) == 0 else { return false }
        let names: [String] = ["NOTIFY_SOCKET", "INVOCATION_ID", "KUBERNETES_SERVICE_HOST"]
        return getpid() == 1 || names.contains { name in unsafe getenv(name) != nil }
    }

    /// Tells the manager a state, such as `READY=1`; does nothing without a manager that asked for it.
    package static func notify(_ state: String) {
        guard let path = unsafe getenv("NOTIFY_SOCKET").map({ unsafe Array(String(cString: $0).utf8) }) else { return }
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        guard path.count < MemoryLayout.size(ofValue: address.sun_path) else { return }
        unsafe withUnsafeMutableBytes(of: &address.sun_path) { target in
            unsafe target.copyBytes(from: path)
            // "@" stands for the zero that an abstract name begins with.
            if path.first == UInt8(ascii: "@") { unsafe target[0] = 0 }
        }
        let descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return }
        defer { close(descriptor) }
        let length = socklen_t(MemoryLayout<sa_family_t>.size + path.count)
        let bytes = Array(state.utf8)
        _ = unsafe withUnsafePointer(to: &address) { pointer in
            unsafe pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                unsafe sendto(descriptor, bytes, bytes.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
    }
}
