// Numbers by names.

package import TensorJSON

extension JSONReader {
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
