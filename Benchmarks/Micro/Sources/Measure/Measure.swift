// Prints how long lossd's parts take, one JSON object a line: `Measure FOLDER numbers|losses|growth`.

import Catalogue
import Glibc
import Losses
import Parallelism
import TensorJSON

@main
struct Measure {
    static func main() {
        let arguments = CommandLine.arguments
        guard arguments.count == 3 else { fatalError("Measure FOLDER numbers|losses|growth") }
        let inputs = Inputs(folder: arguments[1])
        switch arguments[2] {
        case "numbers": numbers(inputs)
        case "losses": for problem in Case.all(inputs) { report(problem) }
        case "growth": growth(inputs)
        default: fatalError("\(arguments[2]) is nothing to measure")
        }
    }

    /// The median of some runs, in milliseconds.
    private static func median(_ runs: Int = 15, _ body: () -> Void) -> Double {
        body()
        let times = (0..<runs).map { _ in
            let start = ContinuousClock.now
            body()
            return (ContinuousClock.now - start) / .milliseconds(1)
        }
        return times.sorted()[runs / 2]
    }

    private static func line(_ name: String, _ milliseconds: Double, _ more: String = "") {
        print("{\"name\": \"\(name)\", \"milliseconds\": \(milliseconds)\(more)}")
    }

    private static func numbers(_ inputs: Inputs) {
        Parallel.processors = 1
        let values = inputs.numbers("x", 1_000_000)
        for form in ["list", "python"] {
            let text = inputs.bytes("\(form).json")
            let floats = read(text, as: Float.self, "read \(form)")
            guard floats == values else { fatalError("what was read is not what was written") }
            let doubles = read(text, as: Double.self, "read \(form) as float64")
            guard doubles.map({ Float($0) }) == values else { fatalError("what was read is not what was written") }
        }
        var written: [UInt8] = []
        var count = 0
        line(
            "write",
            median {
                var writer = JSONWriter()
                writer.tensor(shape: [values.count], values: values, form: .nested)
                written = writer.bytes
            })
        var reader = JSONReader(written)
        guard case .tensor(let again)? = try? reader.readTensor(as: Float.self), again.values == values else {
            fatalError("what was written is not what is read")
        }
        line("description", median { count = values.reduce(0) { $0 &+ $1.description.utf8.count } })
    }

    /// Reads a list, and prints how long that takes.
    private static func read<Number: JSONFloat>(_ text: [UInt8], as type: Number.Type, _ name: String) -> [Number] {
        var values: [Number] = []
        let milliseconds = median {
            var reader = JSONReader(text)
            guard case .tensor(let tensor) = try? reader.readTensor(as: type) else { fatalError("no list") }
            values = tensor.values
        }
        line(name, milliseconds)
        return values
    }

    private static func report(_ problem: Case) {
        guard let type = LossCatalogue.find(problem.loss) else { fatalError("there is no \(problem.loss)") }
        let loss = type.loss([:])
        let question = Problem<Float>(tensors: problem.tensors, gradients: [problem.gradient])
        var answer: Float = 0
        let milliseconds = median {
            do {
                answer = try loss.evaluate(question).loss.values[0]
            } catch {
                fatalError("\(problem.name): \(error)")
            }
        }
        line(problem.name, milliseconds, ", \"loss\": \(answer)")
    }

    private static func growth(_ inputs: Inputs) {
        let ten = inputs.numbers("big")
        let (x, y) = (ten + ten + ten, Array((ten + ten + ten).reversed()))
        for exponent in 2...7 {
            let count = (0..<exponent).reduce(1) { product, _ in product * 10 }
            let shape = [count]
            let problems = [
                Case(
                    "mse_loss",
                    [
                        "input": Tensor(shape: shape, values: Array(x.prefix(count))),
                        "target": Tensor(shape: shape, values: Array(y.prefix(count))),
                    ]),
                Case(
                    "cross_entropy",
                    [
                        "input": Tensor(shape: [count / 100, 100], values: Array(x.prefix(count))),
                        "target": Tensor(shape: [count / 100], values: (0..<(count / 100)).map { Float($0 % 100) }),
                    ]),
            ]
            for problem in problems {
                guard let loss = LossCatalogue.find(problem.loss)?.loss([:]) else { continue }
                let question = Problem<Float>(tensors: problem.tensors, gradients: ["input"])
                let repeats = max(1, 100_000 / count)
                let milliseconds = median(9) {
                    for _ in 0..<repeats { _ = try? loss.evaluate(question) }
                }
                line(problem.name, milliseconds / Double(repeats), ", \"elements\": \(count)")
            }
        }
    }
}
