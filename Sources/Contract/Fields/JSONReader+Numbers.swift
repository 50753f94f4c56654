// Numbers whose meaning is known later: whole or not, and by names.

package import TensorJSON

extension JSONReader {
    /// Reads a number, and what it is as a whole one.
    package mutating func readNumberWithWhole() throws(JSONSyntaxError) -> (number: Double, whole: Int?) {
        var second = self
        let whole = try second.readInteger()
        return (try readNumber(as: Double.self) ?? 0, whole)
    }

    /// Reads an object of numbers; `nil` if there is anything else among them.
    package mutating func readNamedNumbers() throws(JSONSyntaxError) -> [(name: String, number: Double)]? {
        var members: [(name: String, number: Double)] = []
        var isOfNumbers = true
        try beginObject()
        while let name = try nextKey() {
            if try peek() == .number, let number = try readNumber(as: Double.self) {
                members.append((name, number))
            } else {
                isOfNumbers = false
                try skipValue()
            }
        }
        return isOfNumbers ? members : nil
    }
}
