// Lists of whole numbers that are not negative: shapes, and where something begins and ends.

extension JSONReader {
    /// Reads the list at the cursor.
    ///
    /// - Parameter most: how many numbers are wanted at most; of a longer list one more is kept, which shows that it is longer.
    /// - Returns: the numbers, and the index of the first element that is none, or is negative.
    /// - Throws: a fault of syntax.
    package mutating func readSizes(atMost most: Int) throws(JSONSyntaxError) -> (sizes: [Int], faultyIndex: Int?) {
        var (sizes, faultyIndex, index) = ([Int](), Int?.none, 0)
        try beginArray()
        while try nextElement() {
            if let size = try readSize() {
                if sizes.count <= most { sizes.append(size) }
            } else {
                faultyIndex = faultyIndex ?? index
            }
            index += 1
        }
        return (sizes, faultyIndex)
    }

    private mutating func readSize() throws(JSONSyntaxError) -> Int? {
        guard try peek() == .number else {
            try skipValue()
            return nil
        }
        guard let size = try readInteger(), size >= 0 else { return nil }
        return size
    }
}
