// The safetensors format: what its own library writes is read, and each breach has a fault of its own.

import Catalogue
import PackedTensors
import Safetensors
import TensorJSON
import Testing

@Suite("safetensors")
struct SafetensorsTests {
    /// A file with that header and so many bytes of data.
    private func file(_ header: String, data: Int = 0, length: UInt64? = nil) -> [UInt8] {
        let length = length ?? UInt64(header.utf8.count)
        return (0..<8).map { UInt8(truncatingIfNeeded: length >> (8 * $0)) } + Array(header.utf8)
            + (0..<data).map { UInt8(truncatingIfNeeded: $0) }
    }

    private func read(_ bytes: [UInt8], tensors: Int = 8) throws -> SafetensorsFile {
        var limits = JSONLimits()
        limits.elements = 100
        limits.rank = 3
        return try SafetensorsFile(bytes, limits: limits, tensors: tensors)
    }

    private static func entry(_ dtype: String = "F32", _ shape: String = "[1]", _ offsets: String = "[0,4]") -> String {
        #"{"dtype":"\#(dtype)","shape":\#(shape),"data_offsets":\#(offsets)}"#
    }

    @Test("tensors are found in the order of their bytes, whatever the order of the header")
    func order() throws {
        let header =
            #"{"b":\#(Self.entry("U8", "[3]", "[8,11]")),"__metadata__":{"format":"pt","lossd":"{}"},"#
            + #""z":\#(Self.entry("F16", "[0,2]", "[8,8]")),"a":\#(Self.entry("F32", "[1,2]", "[0,8]"))}   "#
        let found = try read(file(header, data: 11))
        let start = 8 + header.utf8.count
        #expect(found.metadata == ["format": "pt", "lossd": "{}"])
        #expect(found.entries.map(\.name) == ["a", "z", "b"])
        #expect(
            found.entries.map(\.bytes) == [start..<(start + 8), (start + 8)..<(start + 8), (start + 8)..<(start + 11)])
        #expect(found.entries.map(\.shape) == [[1, 2], [0, 2], [3]])
        #expect(found.entries.map(\.dtype) == [.float32, .float16, .uint8])
    }

    @Test("members that the format does not name are skipped, and null metadata are none")
    func leniency() throws {
        let header = #"{"__metadata__":null,"a":{"dtype":"F32","shape":[],"extra":[1],"data_offsets":[0,4]}}"#
        let found = try read(file(header, data: 4))
        #expect(found.metadata.isEmpty)
        #expect(found.entries[0].shape == [])
    }

    @Test(
        "each breach of the format has a fault of its own",
        arguments: [
            (#"{"a":\#(entry())}"#, 5, .hole, .offset(8 + 58)),
            (#"{"a":\#(entry("F32", "[1]", "[4,8]"))}"#, 8, .hole, .tensor("a", member: "data_offsets")),
            (
                #"{"a":\#(entry("F32", "[2]", "[0,8]")),"b":\#(entry("F32", "[2]", "[4,12]"))}"#, 12, .overlap,
                .tensor("b", member: "data_offsets")
            ),
            (#"{"a":\#(entry("F32", "[2]", "[0,8]"))}"#, 5, .offsets, .tensor("a", member: "data_offsets")),
            (#"{"a":\#(entry("F32", "[1]", "[4,0]"))}"#, 4, .offsets, .tensor("a", member: "data_offsets")),
            (#"{"a":\#(entry("F32", "[1]", "[0]"))}"#, 4, .offsets, .tensor("a", member: "data_offsets")),
            (#"{"a":\#(entry("F32", "[1]", "[0,4,8]"))}"#, 4, .offsets, .tensor("a", member: "data_offsets")),
            (#"{"a":\#(entry("F32", "[3]", "[0,8]"))}"#, 8, .shapeMismatch, .tensor("a", member: "data_offsets")),
            (
                #"{"b":\#(entry("U8", "[1]", "[0,1]")),"a":\#(entry("F32", "[1]", "[1,5]"))}"#, 5, .misaligned,
                .tensor("a", member: "data_offsets")
            ),
            (#"{"a":\#(entry("F33"))}"#, 4, .unknownDtype, .tensor("a", member: "dtype")),
            (#"{"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}"#, 4, .header, .tensor("a", member: "dtype")),
            (#"{"a":\#(entry("F32", "[-1]"))}"#, 4, .invalidShape, .tensor("a", member: "shape")),
            (#"{"a":\#(entry("F32", "[1.5]"))}"#, 4, .invalidShape, .tensor("a", member: "shape")),
            (#"{"a":\#(entry("F32", "[1,1,1,1]"))}"#, 4, .invalidShape, .tensor("a", member: "shape")),
            (#"{"a":\#(entry("F32", "7"))}"#, 4, .invalidShape, .tensor("a", member: "shape")),
            (#"{"a":\#(entry("F32", "[101]", "[0,404]"))}"#, 404, .tooLarge, .tensor("a", member: "shape")),
            (
                #"{"a":\#(entry("F32", "[4611686018427387904,4611686018427387904]"))}"#, 4, .tooLarge,
                .tensor("a", member: "shape")
            ),
            (
                #"{"a":\#(entry("F32", "[0,4611686018427387904]", "[0,0]"))}"#, 0, .tooLarge,
                .tensor("a", member: "shape")
            ),
            (#"{"a":{"dtype":"F32","data_offsets":[0,4]}}"#, 4, .header, .tensor("a")),
            (#"{"a":7}"#, 0, .header, .tensor("a")),
            (#"{"__metadata__":{"x":1}}"#, 0, .metadata, .metadata),
            (#"{"__metadata__":[]}"#, 0, .metadata, .metadata),
            (#"{"a":\#(entry()),"a":\#(entry())}"#, 4, .duplicateKey, .offset(8 + 54)),
            (#"{"__metadata__":{"x":"1","x":"2"}}"#, 0, .duplicateKey, .offset(8 + 25)),
            (#"[]"#, 0, .header, .offset(8)),
            (#"{}x"#, 0, .header, .offset(10)),
            (#"{"a":"#, 0, .header, .offset(13)),
        ] as [(String, Int, SafetensorsFaultCode, SafetensorsPlace)])
    func breaches(header: String, data: Int, code: SafetensorsFaultCode, place: SafetensorsPlace) {
        do {
            _ = try read(file(header, data: data))
            Issue.record("accepted: \(header)")
        } catch let fault as SafetensorsFault {
            #expect(fault.code == code, "\(fault.detail)")
            #expect(fault.place == place)
        } catch {
            Issue.record("\(error)")
        }
    }

    @Test(
        "the length of the header is within the file and the format",
        arguments: [(0, .headerSize), (3, .headerSize), (100_000_001, .headerSize), (.max, .headerSize)]
            as [(UInt64, SafetensorsFaultCode)])
    func headerLengths(length: UInt64, code: SafetensorsFaultCode) {
        #expect {
            try read(file("{}", length: length))
        } throws: { ($0 as? SafetensorsFault)?.code == code }
        for count in 0..<8 {
            #expect {
                try read([UInt8](repeating: 1, count: count))
            } throws: { ($0 as? SafetensorsFault)?.code == .truncated }
        }
    }

    @Test("more tensors than there may be are not read to the end")
    func manyTensors() {
        let header =
            "{" + (0..<9).map { #""\#($0)":\#(Self.entry("F32", "[0]", "[0,0]"))"# }.joined(separator: ",") + "}"
        #expect {
            try read(file(header))
        } throws: { ($0 as? SafetensorsFault)?.code == .tooMany }
        #expect(throws: Never.self) { try read(file(header), tensors: 9) }
    }

    @Test("more texts than any writer adds are not kept")
    func manyTexts() {
        func header(_ count: Int) -> String {
            let texts = (0..<count).map { #""\#($0)":"x""# }.joined(separator: ",")
            return "{\"__metadata__\":{\(texts)}}"
        }
        #expect(throws: Never.self) { try read(file(header(1024))) }
        #expect {
            try read(file(header(1025)))
        } throws: { ($0 as? SafetensorsFault)?.code == .metadata }
    }

    @Test("what is written is read again, padded and aligned")
    func writing() throws {
        var writer = SafetensorsWriter<Float>()
        writer.add(.init("half", .float16, shape: [3], values: [1, -2, 0.5]))
        writer.add(.init("one \"quoted\"", .float32, shape: [], values: [7]))
        writer.add(.init("double", .float64, shape: [1, 1], values: [0.1]))
        writer.add(.init("none", .bfloat16, shape: [0, 4], values: []))
        let parts = writer.parts(metadata: [("lossd", Array(#"{"a":"\n"}"#.utf8))])
        let bytes = parts.tensors.reduce(into: parts.head) { $1.dtype.append($1.values, to: &$0) }
        let found = try read(bytes)
        #expect(found.metadata == ["lossd": #"{"a":"\n"}"#])
        #expect(Set(found.entries.map(\.name)) == ["half", "one \"quoted\"", "double", "none"])
        #expect(found.entries.allSatisfy { $0.bytes.lowerBound % $0.dtype.width == 0 })
        #expect(found.entries[0].bytes.lowerBound % 8 == 0)
        for entry in found.entries {
            let values: [Double] = entry.dtype.unpack(bytes.span.extracting(entry.bytes))
            switch entry.name {
            case "half": #expect(values == [1, -2, 0.5])
            case "double": #expect(values == [Double(Float(0.1))])
            case "none": #expect(values == [] && entry.shape == [0, 4])
            default: #expect(values == [7] && entry.shape == [])
            }
        }
    }

    @Test("a file that is cut anywhere is a fault, and never a trap")
    func cuts() throws {
        let whole = file(#"{"__metadata__":{"lossd":"{}"},"a":\#(Self.entry())}"#, data: 4)
        #expect(throws: Never.self) { try read(whole) }
        for count in 0..<whole.count {
            #expect(throws: SafetensorsFault.self) { try read(Array(whole.prefix(count))) }
        }
    }
}
