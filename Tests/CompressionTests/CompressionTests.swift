// Content codings: what is compressed comes back, whatever the pieces; what is broken is found.

import Compression
import TestSupport
import Testing

@Suite("Content codings")
struct CompressionTests {
    /// Text that compresses, as JSON does.
    private static func text(_ count: Int) -> [UInt8] {
        var generator = SeededGenerator(seed: 7)
        return (0..<count).map { _ in Array("0123456789.,-[]e".utf8)[Int.random(in: 0..<16, using: &generator)] }
    }

    /// Inflates pieces one after the other.
    private func inflate(
        _ pieces: [ArraySlice<UInt8>], _ coding: ContentCoding, limit: Int = .max
    ) throws(Inflater.Failure) -> (bytes: [UInt8], isComplete: Bool) {
        let inflater = Inflater(coding)
        var output: [UInt8] = []
        for piece in pieces {
            var rest = piece
            while true {
                let before = output.count
                let used = try inflater.inflate(rest, into: &output, limit: limit)
                rest = rest.dropFirst(used)
                if rest.isEmpty, output.count - before < limit { break }
            }
        }
        return (output, inflater.isComplete)
    }

    @Test("what is compressed comes back", arguments: ContentCoding.allCases, [0, 1, 1000, 300_000])
    func roundTrip(coding: ContentCoding, count: Int) throws {
        let text = Self.text(count)
        let compressed = try #require(Deflater.deflate(text, as: coding))
        let whole = try inflate([compressed[...]], coding)
        #expect(whole.bytes == text && whole.isComplete)
        if count > 500 { #expect(compressed.count < text.count * 3 / 4) }
        let few = try inflate([compressed[...]], coding, limit: 1000)
        #expect(few.bytes == text && few.isComplete)
    }

    @Test("pieces make no difference, and a part is not whole", arguments: ContentCoding.allCases)
    func pieces(coding: ContentCoding) throws {
        let text = Self.text(700)
        let compressed = try #require(Deflater.deflate(text, as: coding))
        for cut in 0...compressed.count {
            let both = try inflate([compressed[..<cut], compressed[cut...]], coding)
            #expect(both.bytes == text && both.isComplete, "cut at \(cut)")
            if cut < compressed.count { #expect(try inflate([compressed[..<cut]], coding).isComplete == false) }
        }
        let single = try inflate(compressed.indices.map { compressed[$0...$0] }, coding)
        #expect(single.bytes == text && single.isComplete)
    }

    @Test("gzip may have several members; nothing else may follow")
    func members() throws {
        let (one, two) = (Self.text(50), Self.text(90))
        let parts = (try #require(Deflater.deflate(one, as: .gzip)), try #require(Deflater.deflate(two, as: .gzip)))
        let both = parts.0 + parts.1
        for cut in 0...both.count {
            #expect(try inflate([both[..<cut], both[cut...]], .gzip).bytes == one + two, "cut at \(cut)")
        }
        #expect(throws: Inflater.Failure.corrupt) { try inflate([(parts.0 + [1, 2, 3])[...]], .gzip) }
        let deflated = try #require(Deflater.deflate(one, as: .deflate))
        #expect(throws: Inflater.Failure.corrupt) { try inflate([(deflated + [0])[...]], .deflate) }
    }

    @Test("deflate is taken with its wrapper and without")
    func raw() throws {
        let text = Self.text(300)
        let wrapped = try #require(Deflater.deflate(text, as: .deflate))
        // The wrapper is two bytes before and a checksum after.
        let raw = Array(wrapped[2..<(wrapped.count - 4)])
        for cut in 0...raw.count {
            let inflated = try inflate([raw[..<cut], raw[cut...]], .deflate)
            #expect(inflated.bytes == text && inflated.isComplete, "cut at \(cut)")
        }
    }

    @Test("any changed byte is found, or harmless", arguments: ContentCoding.allCases)
    func corruption(coding: ContentCoding) throws {
        let text = Self.text(200)
        let compressed = try #require(Deflater.deflate(text, as: coding))
        for index in compressed.indices {
            for flip: UInt8 in [0x01, 0x20, 0xFF] {
                var broken = compressed
                broken[index] ^= flip
                do throws(Inflater.Failure) {
                    let inflated = try inflate([broken[...]], coding)
                    // Fields of the gzip header that say nothing of the content are not checked by anyone.
                    #expect(inflated.bytes == text || !inflated.isComplete, "byte \(index) ^ \(flip)")
                } catch {
                    #expect(error == .corrupt)
                }
            }
        }
    }

    @Test("names of codings are read as clients write them")
    func names() {
        #expect(ContentCoding(name: "GZip") == .gzip)
        #expect(ContentCoding(name: "x-gzip") == .gzip)
        #expect(ContentCoding(name: "deflate") == .deflate)
        for name in ["", "br", "identity", "gzip, gzip"] { #expect(ContentCoding(name: name) == nil) }
    }
}
