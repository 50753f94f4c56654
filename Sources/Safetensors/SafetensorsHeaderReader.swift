// The header of a safetensors file: a JSON object with an entry for each tensor.

import Catalogue
import PackedTensors
import TensorJSON

/// Reads a header.
struct SafetensorsHeaderReader {
    /// An entry of the header; `begin` and `end` count from the first byte of the data.
    struct Tensor {
        let name: String
        let dtype: PackedDtype
        let shape: [Int]
        let begin: Int
        let end: Int
    }

    private static let metadataKey = "__metadata__"
    /// More texts than any writer adds.
    private static let mostTexts = 1024

    private var reader: JSONReader
    private let limits: JSONLimits
    private let tensors: Int
    /// Bytes of the header.
    let count: Int

    init(_ header: [UInt8], limits: JSONLimits, tensors: Int) {
        reader = JSONReader(header, limits: limits)
        self.limits = limits
        self.tensors = tensors
        count = header.count
    }

    mutating func read() throws(SafetensorsFault) -> (metadata: [String: String], tensors: [Tensor]) {
        do {
            guard try reader.peek() == .object else {
                throw SafetensorsFault(.header, at: .offset(8), "the header is no JSON object")
            }
            var (metadata, found) = ([String: String](), [Tensor]())
            try reader.beginObject()
            while let key = try reader.nextKey() {
                if key == Self.metadataKey {
                    metadata = try readMetadata()
                } else {
                    guard found.count < tensors else {
                        throw SafetensorsFault(.tooMany, at: .file, "more than \(tensors) tensors in one request")
                    }
                    found.append(try readTensor(key))
                }
            }
            try reader.finish()
            return (metadata, found)
        } catch let error as JSONSyntaxError {
            throw SafetensorsFault(
                error.code == .duplicateKey ? .duplicateKey : .header, at: .offset(8 + error.offset),
                "the header: \(error.detail)")
        } catch let fault as SafetensorsFault {
            throw fault
        } catch {
            throw SafetensorsFault(.header, at: .file, "the header cannot be read")
        }
    }

    private mutating func readMetadata() throws -> [String: String] {
        // Null means absent, as for the format's own library.
        if try reader.peek() == .null {
            try reader.readNull()
            return [:]
        }
        guard try reader.peek() == .object else {
            throw SafetensorsFault(.metadata, at: .metadata, "__metadata__ is no object of strings")
        }
        var metadata: [String: String] = [:]
        try reader.beginObject()
        while let key = try reader.nextKey() {
            guard try reader.peek() == .string else {
                throw SafetensorsFault(
                    .metadata, at: .metadata, "__metadata__ holds strings only; \(key.quoted) is none")
            }
            guard metadata.count < Self.mostTexts else {
                throw SafetensorsFault(.metadata, at: .metadata, "__metadata__ has more than \(Self.mostTexts) texts")
            }
            metadata[key] = try reader.readString()
        }
        return metadata
    }

    private mutating func readTensor(_ name: String) throws -> Tensor {
        guard try reader.peek() == .object else {
            throw SafetensorsFault(
                .header, at: .tensor(name), "expected an object with dtype, shape and data_offsets")
        }
        var (dtype, shape, offsets): (PackedDtype?, [Int]?, [Int]?)
        try reader.beginObject()
        while let key = try reader.nextKey() {
            switch key {
            case "dtype": dtype = try readDtype(of: name)
            case "shape": shape = try readShape(of: name)
            case "data_offsets": offsets = try readOffsets(of: name)
            // The format's own library ignores other members.
            default: try reader.skipValue()
            }
        }
        guard let dtype, let shape, let offsets else {
            let missing = dtype == nil ? "dtype" : shape == nil ? "shape" : "data_offsets"
            throw SafetensorsFault(.header, at: .tensor(name), "\(missing) is missing")
        }
        // Never more than the limit of elements, each of at most eight bytes.
        let bytes = Saturating.product(Saturating.count(of: shape), dtype.width)
        guard offsets[1] - offsets[0] == bytes else {
            throw SafetensorsFault(
                .shapeMismatch, at: .tensor(name, member: "data_offsets"),
                "\(offsets[1] - offsets[0]) bytes for the shape \(shape) of \(dtype.safetensorsName), which takes \(bytes)"
            )
        }
        return Tensor(name: name, dtype: dtype, shape: shape, begin: offsets[0], end: offsets[1])
    }

    private mutating func readDtype(of name: String) throws -> PackedDtype {
        let place = SafetensorsPlace.tensor(name, member: "dtype")
        guard try reader.peek() == .string else {
            throw SafetensorsFault(.header, at: place, "expected the name of a type")
        }
        let text = try reader.readString()
        guard let dtype = PackedDtype(safetensorsName: text) else {
            let names = PackedDtype.allCases.map(\.safetensorsName)
            throw SafetensorsFault(
                .unknownDtype, at: place,
                "\(text.quoted) is not one of \(names.joined(separator: ", "))\(Suggestion.text(text, among: names))")
        }
        return dtype
    }

    private mutating func readShape(of name: String) throws -> [Int] {
        let place = SafetensorsPlace.tensor(name, member: "shape")
        guard let shape = try readSizes(atMost: limits.rank) else {
            throw SafetensorsFault(
                .invalidShape, at: place, "expected a list of at most \(limits.rank) whole numbers, 0 or greater")
        }
        guard Saturating.extent(of: shape) <= limits.elements else {
            throw SafetensorsFault(
                .tooLarge, at: place,
                "shape \(shape) is larger than \(limits.elements) numbers (sizes of 0 count as 1)")
        }
        return shape
    }

    private mutating func readOffsets(of name: String) throws -> [Int] {
        guard let offsets = try readSizes(atMost: 2), offsets.count == 2, offsets[0] <= offsets[1] else {
            throw SafetensorsFault(
                .offsets, at: .tensor(name, member: "data_offsets"),
                "expected two whole numbers, where the tensor begins and ends in the data")
        }
        return offsets
    }

    /// A list of whole numbers, 0 or greater; `nil` for anything else.
    private mutating func readSizes(atMost count: Int) throws -> [Int]? {
        guard try reader.peek() == .array else {
            try reader.skipValue()
            return nil
        }
        let (sizes, faultyIndex) = try reader.readSizes(atMost: count)
        return faultyIndex == nil && sizes.count <= count ? sizes : nil
    }
}
