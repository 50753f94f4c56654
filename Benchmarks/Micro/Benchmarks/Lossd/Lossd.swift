// Micro benchmarks: numbers to and from text, and every loss of the catalogue on its own example.

import Benchmark
import Catalogue
import Losses
import TensorJSON

let benchmarks: @Sendable () -> Void = {
    var state: UInt64 = 1
    let values = (0..<100_000).map { _ -> Float in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return Float(Int64(bitPattern: state) >> 40) / 0x1p21
    }
    func text(_ form: TensorForm) -> [UInt8] {
        var writer = JSONWriter()
        writer.tensor(shape: [values.count], values: values, form: form)
        return writer.bytes
    }
    for form in TensorForm.allCases {
        let written = text(form)
        Benchmark("read 100 000 numbers, \(form.rawValue)") { benchmark in
            for _ in benchmark.scaledIterations {
                var reader = JSONReader(written)
                blackHole(try reader.readTensor(as: Float.self))
            }
        }
        Benchmark("write 100 000 numbers, \(form.rawValue)") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(text(form)) }
        }
    }
    for (name, tensors) in problems(values) {
        guard let loss = LossCatalogue.find(name)?.loss([:]) else { continue }
        let problem = Problem<Float>(tensors: tensors, gradients: Array(tensors.keys.prefix { $0 != "target" }))
        Benchmark("\(name), 100 000 elements") { benchmark in
            for _ in benchmark.scaledIterations { blackHole(try loss.evaluate(problem)) }
        }
    }
}

/// A problem for each loss that reads an input and a target.
func problems(_ values: [Float]) -> [(String, NamedList<Tensor<Float>>)] {
    let rows = ["cross_entropy", "nll_loss", "multi_margin_loss", "poly_cross_entropy", "softmax_focal_loss"]
    let shape = [1000, 100]
    let classes = Tensor(shape: [1000], values: (0..<1000).map { Float($0 % 100) })
    let binary = Tensor(shape: shape, values: values.map { $0 > 0 ? Float(1) : 0 })
    let input = Tensor(shape: shape, values: values)
    let fractions = Tensor(shape: shape, values: values.map { abs($0) / 8 + 0.25 })
    return LossCatalogue.all.compactMap { type in
        let entry = type.entry
        guard Set(entry.inputs.filter { $0.place == .task }.map(\.name)) == ["input", "target"] else { return nil }
        if rows.contains(entry.name) { return (entry.name, ["input": input, "target": classes]) }
        let isFraction = entry.inputs.first?.domain != nil
        return (entry.name, ["input": isFraction ? fractions : input, "target": binary])
    }
}
