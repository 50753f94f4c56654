// lossd token: a new token, and the line that lets its bearer in.

import Access
import ArgumentParser

struct NewToken: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "token",
        abstract: "Make a token: its line for --token-file goes to standard output, the token to standard error.",
        discussion: "The file holds only a hash: the token itself is shown once, here. lossd token trainer >> tokens")

    @Argument(help: "The name of the token, which logs and metrics show.")
    var name: String

    func validate() throws {
        guard TokenFile.isName(name) else {
            throw ValidationError("a name has up to 64 letters, digits, dots, hyphens and underscores")
        }
    }

    func run() {
        let (token, line) = TokenFile.newToken(name: name)
        // A token is of no use whose line was lost.
        StandardStreams.printLine(line.utf8)
        StandardStreams.printErrorLine(token.utf8)
    }
}
