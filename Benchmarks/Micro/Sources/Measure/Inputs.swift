// The inputs that all sides of a comparison work on: float32 numbers in files that Benchmarks/compare wrote.

import Glibc
import Losses

/// Reads the files of a folder.
struct Inputs {
    let folder: String

    /// The bytes of a file.
    func bytes(_ name: String) -> [UInt8] {
        guard let file = unsafe fopen("\(folder)/\(name)", "r") else { fatalError("there is no \(folder)/\(name)") }
        defer { unsafe fclose(file) }
        unsafe fseek(file, 0, SEEK_END)
        var bytes = [UInt8](repeating: 0, count: unsafe ftell(file))
        unsafe rewind(file)
        _ = unsafe fread(&bytes, 1, bytes.count, file)
        return bytes
    }

    /// The first numbers of a file.
    func numbers(_ name: String, _ count: Int? = nil) -> [Float] {
        let all = unsafe bytes(name + ".f32").withUnsafeBytes { unsafe Array($0.bindMemory(to: Float.self)) }
        return count.map { Array(all.prefix($0)) } ?? all
    }

    /// The first numbers of a file in that shape.
    func tensor(_ name: String, _ shape: Int...) -> Tensor<Float> {
        Tensor(shape: shape, values: numbers(name, shape.reduce(1, *)))
    }
}
