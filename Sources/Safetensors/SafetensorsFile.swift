// What the header of a safetensors file says: the names, types and shapes of tensors, and where their bytes are.

import Catalogue
package import PackedTensors
package import TensorJSON

/// A file of tensors, whose bytes are not copied: eight bytes with the length of the header, the header, the data.
package struct SafetensorsFile: Sendable {
    /// The most bytes of a header, as the format has it.
    static let largestHeader = 100_000_000

    /// The texts under `__metadata__`, by their keys.
    package let metadata: [String: String]
    /// The tensors in the order of their bytes.
    package let entries: [PackedEntry]

    /// Reads and checks the header of a file.
    ///
    /// - Parameters:
    ///   - file: the bytes of the file.
    ///   - limits: how large a tensor may be.
    ///   - tensors: how many tensors there may be.
    /// - Throws: the first breach of the format.
    package init(_ file: [UInt8], limits: JSONLimits, tensors: Int) throws(SafetensorsFault) {
        var reader = SafetensorsHeaderReader(try Self.header(of: file), limits: limits, tensors: tensors)
        let header = try reader.read()
        metadata = header.metadata
        let start = 8 + reader.count
        entries = try Self.placed(header.tensors, from: start, to: file.count)
    }

    /// How long the header says that it is; `nil` without one.
    package static func headerBytes(of file: borrowing [UInt8]) -> Int? {
        file.count >= 8 ? Int(exactly: length(of: file)) : nil
    }

    /// The first eight bytes, of which there are as many.
    private static func length(of file: borrowing [UInt8]) -> UInt64 {
        var length: UInt64 = 0
        for place in 0..<8 { length |= UInt64(file[place]) << UInt64(8 * place) }
        return length
    }

    /// The bytes of the header.
    private static func header(of file: [UInt8]) throws(SafetensorsFault) -> [UInt8] {
        guard file.count >= 8 else {
            throw SafetensorsFault(
                .truncated, at: .file,
                "\(file.count) bytes are no safetensors file, which begins with eight bytes for the length of its header"
            )
        }
        let length = length(of: file)
        guard length > 0 else {
            throw SafetensorsFault(.headerSize, at: .offset(0), "the length of the header is 0")
        }
        guard length <= UInt64(largestHeader) else {
            throw SafetensorsFault(
                .headerSize, at: .offset(0),
                "the length of the header is \(length); at most \(largestHeader) are allowed")
        }
        guard length <= UInt64(file.count - 8) else {
            throw SafetensorsFault(
                .headerSize, at: .offset(0),
                "the length of the header is \(length), and \(file.count - 8) bytes follow")
        }
        return Array(file[8..<(8 + Int(length))])
    }

    /// The tensors in the order of their bytes, which follow each other from the first byte of the data to the last.
    private static func placed(
        _ tensors: [SafetensorsHeaderReader.Tensor], from start: Int, to end: Int
    ) throws(SafetensorsFault) -> [PackedEntry] {
        let size = end - start
        var (entries, filled) = ([PackedEntry](), 0)
        entries.reserveCapacity(tensors.count)
        // Of two that begin at the same byte, an empty one comes first.
        for tensor in tensors.sorted(by: { ($0.begin, $0.end) < ($1.begin, $1.end) }) {
            let offsets = SafetensorsPlace.tensor(tensor.name, member: "data_offsets")
            guard tensor.end <= size else {
                throw SafetensorsFault(
                    .offsets, at: offsets, "the tensor ends at byte \(tensor.end) of the data, which has \(size)")
            }
            guard tensor.begin >= filled else {
                throw SafetensorsFault(
                    .overlap, at: offsets,
                    "the tensor begins at byte \(tensor.begin) of the data, and the one before it ends at \(filled)")
            }
            guard tensor.begin == filled else {
                throw SafetensorsFault(
                    .hole, at: offsets,
                    "the tensor begins at byte \(tensor.begin) of the data, and the one before it ends at \(filled)")
            }
            // Of the data: where that begins in the file is up to the length of the header, which few writers pad.
            guard tensor.begin % tensor.dtype.width == 0 else {
                throw SafetensorsFault(
                    .misaligned, at: offsets,
                    "the tensor begins at byte \(tensor.begin) of the data, which is no multiple of the "
                        + "\(tensor.dtype.width) bytes of \(tensor.dtype.safetensorsName): write wider types first")
            }
            filled = tensor.end
            entries.append(
                PackedEntry(
                    name: tensor.name, dtype: tensor.dtype, shape: tensor.shape,
                    bytes: (start + tensor.begin)..<(start + tensor.end)))
        }
        guard filled == size else {
            throw SafetensorsFault(
                .hole, at: .offset(start + filled), "\(size - filled) bytes behind the last tensor belong to none")
        }
        return entries
    }
}
