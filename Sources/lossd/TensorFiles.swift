// Requests and answers whose tensors lie in a file: safetensors, for commands that work without a server.

import ArgumentParser
import Contract
import Glibc
import LossService

/// Where the answer goes.
struct FileOptions: ParsableArguments {
    @Option(
        help: ArgumentHelp(
            "Write the answer to a file instead. If its name ends with .safetensors, it holds the losses and gradients as "
                + "tensors, and the rest as JSON in its metadata.",
            valueName: "file"))
    var output: String?

    /// Whether one of the two files is no list of requests in JSON.
    func apply(to input: String) -> Bool {
        output != nil || Self.form(of: input) == .safetensors
    }

    /// Answers the only request of a file.
    ///
    /// - Parameters:
    ///   - path: the file of the request; "-" for standard input.
    ///   - answers: how answers are printed.
    ///   - answer: answers a request in one form in another.
    /// - Throws: the exit status 2 if the request is faulty, and why a file cannot be read or written.
    func answerOnly(
        _ path: String, _ answers: AnswerOptions,
        _ answer: ([UInt8], BodyForm, BodyForm) throws(ProblemDetails) -> [UInt8]
    ) throws {
        let input = try InputFile(path)
        var request: [UInt8] = []
        while try input.read(into: &request) {
            guard request.count <= Requests.largest else {
                throw SettingsFailure(
                    description: "\(path) has more than \(Requests.largest) bytes", status: 2)
            }
        }
        let answerForm = output.map(Self.form) ?? .json
        let bytes: [UInt8]
        do throws(ProblemDetails) {
            bytes = try answer(request, Self.form(of: path), answerForm)
        } catch {
            throw answers.fail(error)
        }
        guard let output else { return answers.print(bytes) }
        try StandardStreams.write(answerForm == .json ? answers.laidOut(bytes) + [0x0A] : bytes, toFile: output)
    }

    private static func form(of path: String) -> BodyForm {
        path.hasSuffix(".safetensors") ? .safetensors : .json
    }
}
