// Nested lists of numbers, read straight into one typed buffer.

import Catalogue

/// Reads the levels of nested lists, and learns the shape on the way.
struct NestedTensorReader<Number: JSONFloat> {
    /// Whether `true` and `false` stand for 1 and 0, as in a mask.
    let acceptsBooleans: Bool
    private(set) var values: [Number] = []
    /// The size of each dimension, as far as lists were closed.
    private(set) var shape: [Int] = []
    /// The number of dimensions, once a number or an empty list was seen.
    private var rank: Int?
    /// The index, in each list that is open, of the element being read.
    private var path = InlineArray<16, Int>(repeating: 0)
    /// How many lists are open.
    private var depth = 0
    private(set) var fault: TensorFault?
    /// The first number in digits that was too large, and became infinite.
    private(set) var overflow: Int?
    /// The lengths of lists of numbers that differ, and what is wrong with that where they must not.
    private(set) var rows: RaggedRows?

    init(acceptsBooleans: Bool) {
        self.acceptsBooleans = acceptsBooleans
    }

    /// - Parameter elementsOfList: that what is read are elements of a list which is open already.
    init(elementsOfList: Bool) {
        acceptsBooleans = false
        depth = 1
        shape = [-1]
    }

    /// Moves the numbers that were read to a place, and returns how many there were.
    mutating func move(to room: UnsafeMutableBufferPointer<Number>, at start: Int) -> Int {
        let count = values.count
        unsafe values.withUnsafeBufferPointer { values in
            guard let source = values.baseAddress, let target = room.baseAddress else { return }
            unsafe (target + start).initialize(from: source, count: count)
        }
        values.removeAll(keepingCapacity: true)
        return count
    }

    /// Reads the list at the cursor.
    ///
    /// - Throws: a fault of syntax. Any other fault is left in `fault`, with the cursor somewhere inside the list.
    mutating func readList(_ reader: inout JSONReader) throws(JSONSyntaxError) {
        let level = depth
        guard level < min(reader.limits.rank, path.count) else {
            return fail(.tooLarge, "more than \(reader.limits.rank) dimensions")
        }
        try reader.enter(UInt8(ascii: "["), "a list")
        path[level] = 0
        depth += 1
        if shape.count == level {
            if shape.isEmpty { shape.reserveCapacity(4) }
            shape.append(-1)
        }
        var count = 0
        if reader.consume(UInt8(ascii: "]")) {
            settle(rank: level + 1)
        } else if try reader.peek() == .array {
            count = try readLists(&reader)
        } else {
            settle(rank: level + 1)
            if fault == nil { count = try readNumbers(&reader) }
        }
        guard fault == nil else { return }
        reader.leave()
        depth -= 1
        close(level: level, count: count)
    }

    /// The shape, once all lists are closed; a dimension inside an empty one is 0.
    var closedShape: [Int] {
        let rank = rank ?? shape.count
        guard rank != shape.count || shape.contains(where: { $0 < 0 }) else { return shape }
        return shape.prefix(rank).map { max($0, 0) }
    }

    private mutating func readLists(_ reader: inout JSONReader) throws(JSONSyntaxError) -> Int {
        var count = 0
        repeat {
            path[depth - 1] = count
            guard try reader.peek() == .array else {
                fail(.ragged, "expected a list, as the elements before it are")
                return count
            }
            try readList(&reader)
            guard fault == nil else { return count }
            count += 1
        } while reader.consume(UInt8(ascii: ","))
        guard reader.consume(UInt8(ascii: "]")) else { throw reader.unexpected("\",\" or \"]\"") }
        return count
    }

    /// Reads the rest of an innermost list, its brackets included.
    private mutating func readNumbers(_ reader: inout JSONReader) throws(JSONSyntaxError) -> Int {
        let start = values.count
        repeat {
            if reader.readRun(into: &values) { break }
            path[depth - 1] = values.count - start
            guard values.count < reader.limits.elements else {
                fail(.tooLarge, "more than \(reader.limits.elements) numbers")
                return 0
            }
            guard try readOther(&reader) else { return 0 }
        } while reader.consume(UInt8(ascii: ","))
        guard reader.consume(UInt8(ascii: "]")) else { throw reader.unexpected("\",\" or \"]\"") }
        return values.count - start
    }

    /// Reads one element that the fast path left: a number in words or too large, a Boolean, or something that is not allowed here.
    private mutating func readOther(_ reader: inout JSONReader) throws(JSONSyntaxError) -> Bool {
        let kind = try reader.peek()
        switch kind {
        case .number, .string:
            guard let number = try reader.readNumber(as: Number.self) else {
                fail(.notANumber, "only the strings \"NaN\", \"Infinity\" and \"-Infinity\" are numbers")
                return false
            }
            if kind == .number, number.isInfinite { overflow = overflow ?? values.count }
            values.append(number)
        case .boolean where acceptsBooleans:
            values.append(try reader.readBoolean() ? 1 : 0)
        case .array:
            fail(.ragged, "expected a number, as the elements before it are")
            return false
        case .null:
            fail(
                .notANumber,
                "expected a number, found null, which JSON.stringify writes for numbers that are not finite: send "
                    + NonFinite.words)
            return false
        default:
            fail(.notANumber, "expected a number, found \(kind == .boolean ? "a Boolean" : "\(kind.rawValue)")")
            return false
        }
        return true
    }

    private mutating func settle(rank found: Int) {
        if let rank, rank != found {
            depth -= 1
            fail(.ragged, "lists of depth \(found) next to lists of depth \(rank)")
        }
        rank = rank ?? found
    }

    private mutating func close(level: Int, count: Int) {
        if rows != nil, level == 1 {
            rows?.lengths.append(count)
            return
        }
        if shape[level] >= 0, shape[level] != count {
            let detail = "a list of \(count) elements, and the lists before it have \(shape[level])"
            // Lists of numbers in a single list may be sequences of several lengths.
            guard level == 1, rank == 2, depth == 1 else { return fail(.ragged, detail) }
            let place = (0..<depth).map { String(path[$0]) }
            rows = RaggedRows(
                lengths: [Int](repeating: shape[1], count: path[0]) + [count],
                fault: TensorFault(.ragged, at: place, detail))
        }
        shape[level] = count
    }

    private mutating func fail(_ code: TensorFaultCode, _ detail: String) {
        fault = fault ?? TensorFault(code, at: (0..<depth).map { String(path[$0]) }, detail)
    }
}
