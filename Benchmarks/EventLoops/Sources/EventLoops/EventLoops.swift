// Answers every read with the same bytes, so that nothing but the way of waiting is measured.

import CLinux
import Dispatch
import Glibc

let answer = Array(
    "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 15\r\n\r\n{\"status\":\"ok\"}".utf8)

/// Reads once and answers once; `false` when the connection is over.
func serve(_ connection: Int32, _ buffer: inout [UInt8]) -> Bool {
    let count = recv(connection, &buffer, buffer.count, 0)
    if count < 0 { return errno == EAGAIN || errno == EINTR }
    return count > 0 && send(connection, answer, answer.count, Int32(MSG_NOSIGNAL)) > 0
}

func listenOn(_ port: UInt16) -> Int32 {
    let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue | SOCK_NONBLOCK.rawValue), 0)
    var one: Int32 = 1
    setsockopt(listener, SOL_SOCKET, SO_REUSEADDR, &one, 4)
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = port.bigEndian
    address.sin_addr.s_addr = UInt32(0x7F00_0001).bigEndian
    let bound = withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(listener, $0, 16) }
    }
    guard bound == 0, listen(listener, 1024) == 0 else { fatalError("cannot listen on \(port)") }
    return listener
}

func acceptOn(_ listener: Int32) -> Int32? {
    let connection = accept(listener, nil, nil)
    guard connection >= 0 else { return nil }
    _ = fcntl(connection, F_SETFL, O_NONBLOCK)
    var one: Int32 = 1
    setsockopt(connection, Int32(IPPROTO_TCP), TCP_NODELAY, &one, 4)
    return connection
}

func watch(_ epoll: Int32, _ descriptor: Int32) {
    var event = epoll_event()
    event.events = EPOLLIN.rawValue
    event.data.fd = descriptor
    _ = epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event)
}

/// Serves what one call of epoll_wait returns, and says how much that was.
func serveBatch(
    _ epoll: Int32, _ listener: Int32, _ timeout: Int32, _ events: inout [epoll_event], _ buffer: inout [UInt8]
) -> Int32 {
    let count = epoll_wait(epoll, &events, Int32(events.count), timeout)
    for event in events.prefix(Int(max(count, 0))) {
        if event.data.fd == listener {
            while let connection = acceptOn(listener) { watch(epoll, connection) }
        } else if !serve(event.data.fd, &buffer) {
            close(event.data.fd)
        }
    }
    return count
}

@main
enum EventLoops {
    // Each mode touches these on one thread only.
    nonisolated(unsafe) static var buffer = [UInt8](repeating: 0, count: 1 << 16)
    nonisolated(unsafe) static var events = [epoll_event](repeating: epoll_event(), count: 256)
    nonisolated(unsafe) static var sources: [Int32: any DispatchSourceRead] = [:]

    static func main() {
        run()
    }

    /// Not on the main actor, which the closures would inherit.
    nonisolated private static func run() {
        let mode = CommandLine.arguments.dropFirst().first ?? "batched"
        let listener = listenOn(UInt16(CommandLine.arguments.dropFirst(2).first ?? "18080") ?? 18080)
        let queue = DispatchQueue(label: "loop")

        switch mode {
        case "thread":
            // One thread that blocks in epoll_wait.
            let epoll = epoll_create1(0)
            watch(epoll, listener)
            while true { _ = serveBatch(epoll, listener, -1, &events, &buffer) }
        case "batched":
            // One Dispatch read source on the epoll descriptor, drained when it fires.
            let epoll = epoll_create1(0)
            watch(epoll, listener)
            let source = DispatchSource.makeReadSource(fileDescriptor: epoll, queue: queue)
            source.setEventHandler { @Sendable in
                for _ in 0..<16 where serveBatch(epoll, listener, 0, &events, &buffer) <= 0 { return }
            }
            source.activate()
            withExtendedLifetime(source) { dispatchMain() }
        case "sources":
            // One Dispatch read source for each connection.
            let source = DispatchSource.makeReadSource(fileDescriptor: listener, queue: queue)
            source.setEventHandler { @Sendable in
                while let connection = acceptOn(listener) {
                    let reader = DispatchSource.makeReadSource(fileDescriptor: connection, queue: queue)
                    reader.setEventHandler { @Sendable in
                        if !serve(connection, &buffer) { sources.removeValue(forKey: connection)?.cancel() }
                    }
                    reader.setCancelHandler { close(connection) }
                    sources[connection] = reader
                    reader.activate()
                }
            }
            source.activate()
            withExtendedLifetime(source) { dispatchMain() }
        default:
            fatalError("modes: thread, batched, sources")
        }
    }
}
