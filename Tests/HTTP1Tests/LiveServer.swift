// What tests do with a live server: connect to it, and wait until it has ended.

import HTTP1
import TestSupport
import Testing
import Transport

func connect(to server: Server) throws -> RawClient {
    try #require(RawClient(port: server.address.port))
}

func drain(_ server: Server) async {
    await withCheckedContinuation { continuation in server.drain { continuation.resume() } }
}
