// What the commands print that work without a server: answers on standard output, problems beside them.

import ArgumentParser
import Contract
import TensorJSON

/// How answers are printed.
struct AnswerOptions: ParsableArguments {
    @Flag(help: "Lay answers out over several lines, for reading.")
    var pretty = false

    func laidOut(_ json: [UInt8]) -> [UInt8] {
        pretty ? JSONLayout.text(json) : json
    }

    /// Prints an answer.
    func print(_ answer: [UInt8]) {
        StandardStreams.printLine(laidOut(answer))
    }

    /// Prints the problem instead of the only answer, and says how to exit.
    func fail(_ problem: ProblemDetails) -> ExitCode {
        StandardStreams.printErrorLine(laidOut(problem.body(requestID: nil)))
        return ExitCode(2)
    }

    /// Answers each request of a file, or of standard input for "-".
    ///
    /// - Throws: the exit status 2 if one of the requests is faulty, and why the file cannot be read.
    func printAnswers(_ path: String, _ answer: ([UInt8]) throws(ProblemDetails) -> [UInt8]) throws {
        var requests = try Requests(path)
        var (count, hasFailed) = (0, false)
        while let request = try requests.next() {
            count += 1
            guard let problem = printAnswer(request, answer) else { continue }
            if count == 1, try requests.isOnly() { throw fail(problem) }
            // Among the answers, so that there is one for each request.
            print(problem.inLine(requests.line).body(requestID: nil))
            hasFailed = true
        }
        if hasFailed { throw ExitCode(2) }
    }

    /// Prints the answer to a request, or returns its problem.
    private func printAnswer(
        _ request: [UInt8], _ answer: ([UInt8]) throws(ProblemDetails) -> [UInt8]
    ) -> ProblemDetails? {
        do throws(ProblemDetails) {
            print(try answer(request))
            return nil
        } catch {
            return error
        }
    }

    /// Prints a catalogue, or the entry of a name.
    ///
    /// - Throws: the exit status 2 if there is no such entry.
    func printEntry(_ name: String?, of all: [UInt8], _ entry: (String) throws(ProblemDetails) -> [UInt8]) throws {
        guard let name else { return print(all) }
        do throws(ProblemDetails) {
            print(try entry(name))
        } catch {
            throw fail(error)
        }
    }
}
