// Classes and labels: whole numbers of 64 bits, whatever the type of a request's tensors.

import PackedTensors

extension JSONReader {
    /// Reads what is where a tensor could be; one of whole numbers that are too large for the type keeps these as well.
    @specialized(where Number == Float)
    @specialized(where Number == Double)
    package mutating func readTensorOfWholeNumbers<Number: JSONFloat>(
        as type: Number.Type, acceptsBooleans: Bool = false
    ) throws(JSONSyntaxError) -> TensorReading<Number> {
        let start = position
        let reading = try readTensor(as: type, acceptsBooleans: acceptsBooleans)
        guard case .tensor(var tensor) = reading, tensor.values.count <= PackedDtype.mostWholeNumbers,
            PackedDtype.exceedsDigits(tensor.values)
        else { return reading }
        // Behind a value all else is as before it.
        var again = self
        again.position = start
        var numbers: [Int] = []
        guard try again.readWholeNumbers(into: &numbers), numbers.count == tensor.values.count else { return reading }
        tensor.wholeValues = numbers
        return .tensor(tensor)
    }

    /// Reads the numbers of a valid tensor; `false` when one of them is not whole, or has more than 64 bits.
    private mutating func readWholeNumbers(into numbers: inout [Int]) throws(JSONSyntaxError) -> Bool {
        switch try peek() {
        case .number:
            guard let number = try readInteger() else { return false }
            numbers.append(number)
            return true
        case .array:
            try beginArray()
            while try nextElement() {
                guard try readWholeNumbers(into: &numbers) else { return false }
            }
            return true
        case .object:
            var (dtype, packed): (PackedDtype?, [UInt8]?)
            try beginObject()
            while let key = try nextKey() {
                switch (key, try peek()) {
                case ("data", .array): guard try readWholeNumbers(into: &numbers) else { return false }
                case ("dtype", .string): dtype = PackedDtype(rawValue: try readString())
                case ("base64", .string): packed = try readBase64()
                default: try skipValue()
                }
            }
            guard let dtype, let packed else { return true }
            guard let whole = dtype.wholeNumbers(packed.span) else { return false }
            numbers = whole
            return true
        default: return false
        }
    }
}
