// Plain bytes to compressed ones, all at once.

import CZlib

/// Compresses whole bodies.
package enum Deflater {
    /// The fastest: the numbers of an answer do not get much smaller with more effort, and it costs more than the losses.
    private static let level: Int32 = 1

    /// The bytes in a coding; `nil` when the system has no memory for it.
    package static func deflate(_ bytes: [UInt8], as coding: ContentCoding) -> [UInt8]? {
        var stream = unsafe z_stream()
        guard unsafe lossd_deflateInit(&stream, level, coding.windowBits) == Z_OK else { return nil }
        defer { unsafe deflateEnd(&stream) }
        let bound = Int(unsafe deflateBound(&stream, UInt(bytes.count)))
        // zlib counts in 32 bits; no answer is as long.
        guard bound <= Int(UInt32.max) else { return nil }
        var count = 0
        let compressed = unsafe [UInt8](unsafeUninitializedCapacity: bound) { target, initialized in
            unsafe bytes.withUnsafeBytes { source in
                // zlib does not write to its input, though its type would let it.
                let start = unsafe source.baseAddress?.assumingMemoryBound(to: UInt8.self)
                unsafe stream.next_in = UnsafeMutablePointer(mutating: start)
                unsafe stream.avail_in = UInt32(source.count)
                unsafe stream.next_out = target.baseAddress
                unsafe stream.avail_out = UInt32(bound)
                if unsafe CZlib.deflate(&stream, Z_FINISH) == Z_STREAM_END {
                    count = bound - Int(unsafe stream.avail_out)
                }
            }
            initialized = count
        }
        return count > 0 ? compressed : nil
    }
}
