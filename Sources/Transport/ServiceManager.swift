// The protocol between systemd and a service: sd_listen_fds(3) and sd_notify(3).

import Glibc

/// The service manager that may have started the process.
package enum ServiceManager {
    /// A socket that was opened for this process.
    package struct InheritedPort {
        /// Its name in the unit (`FileDescriptorName=`); empty where it has none.
        package let name: String
        package let port: ListeningPort
    }

    /// The sockets that were opened for this process, in the order of their units.
    ///
    /// - Throws: when one of them is something that cannot be served.
    package static func inheritedPorts() throws(SystemError) -> [InheritedPort] {
        guard let process = unsafe getenv("LISTEN_PID"), let text = unsafe getenv("LISTEN_FDS"),
            unsafe Int32(String(cString: process)) == getpid()
        else { return [] }
        let names = unsafe getenv("LISTEN_FDNAMES").map { unsafe String(cString: $0) } ?? ""
        guard let count = unsafe Int32(String(cString: text)), (0...1024).contains(count) else {
            throw SystemError("LISTEN_FDS", reason: "\"\(unsafe String(cString: text))\" is not a number of sockets")
        }
        let parts = names.split(separator: ":", omittingEmptySubsequences: false).map(String.init)
        var ports: [InheritedPort] = []
        for index in 0..<count {
            // The first descriptor is the one after the standard streams.
            let descriptor = 3 + index
            let name = parts.indices.contains(Int(index)) ? parts[Int(index)] : ""
            ports.append(InheritedPort(name: name, port: try ListeningPort(inherited: descriptor, name: name)))
        }
        return ports
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
