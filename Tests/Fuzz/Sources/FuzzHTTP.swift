// What the HTTP parser must hold to for any bytes: no trap, no endless loop, and the same events however they are cut.

import Exchange
import HTTP1

/// Feeds bytes to the parser, whole and in pieces whose lengths the bytes decide.
package enum FuzzHTTP {
    /// What was found in the bytes, in the order of the events.
    private static func events(_ pieces: [ArraySlice<UInt8>]) -> [String] {
        var limits = ServerLimits()
        limits.bodyBytes = 4096
        limits.inflatedBytes = 8192
        var parser = RequestParser(limits: limits)
        var events: [String] = []
        for piece in pieces {
            parser.append(piece)
            while let event = parser.next() {
                switch event {
                case .head(let head, _): events.append("\(head.method) \(head.target)")
                case .end(let end): events.append("\(end.body.count)")
                case .failure(let failure, _): return events + ["\(failure.status)"]
                case .pause: break
                }
            }
        }
        return events
    }

    /// Whether the parser holds to it.
    package static func holds(_ bytes: [UInt8]) -> Bool {
        let whole = events([bytes[...]])
        var pieces: [ArraySlice<UInt8>] = []
        var start = 0
        for byte in bytes where start < bytes.count {
            let end = min(start + Int(byte % 16) + 1, bytes.count)
            pieces.append(bytes[start..<end])
            start = end
        }
        return events(pieces) == whole
    }
}
