// JSON laid out over several lines, for people.

/// Lays out a JSON text: what fits on a line stays on one, and lists of numbers fill their lines.
package struct JSONLayout {
    private let source: [UInt8]
    private let width: Int
    private let margin: Int
    private var position = 0
    private var text: [UInt8] = []
    /// Where the line that is being written begins.
    private var lineStart = 0

    /// Lays out a text.
    ///
    /// - Parameters:
    ///   - json: a valid JSON text.
    ///   - width: how many bytes a line has at most, where it can be broken.
    ///   - margin: how many spaces every line but the first begins with.
    /// - Returns: the text laid out, without a line break at its end.
    package static func text(_ json: [UInt8], width: Int = 100, margin: Int = 0) -> [UInt8] {
        var layout = JSONLayout(source: json, width: width, margin: margin)
        layout.lineStart = -margin
        layout.writeValue(depth: 0, following: 0)
        return layout.text
    }

    private init(source: [UInt8], width: Int, margin: Int) {
        self.source = source
        self.width = width
        self.margin = margin
    }

    private var column: Int { text.count - lineStart }

    private mutating func breakLine(depth: Int) {
        text.append(UInt8(ascii: "\n"))
        lineStart = text.count
        text.append(contentsOf: repeatElement(UInt8(ascii: " "), count: margin + 2 * depth))
    }

    /// The next byte that is not white space; 0 at the end.
    private mutating func peek() -> UInt8 {
        while position < source.count {
            let byte = source[position]
            guard byte <= 0x20 else { return byte }
            position += 1
        }
        return 0
    }

    /// Writes the value at the cursor, which so many bytes follow on its line.
    private mutating func writeValue(depth: Int, following: Int) {
        let first = peek()
        guard first == UInt8(ascii: "{") || first == UInt8(ascii: "[") else { return writeScalar() }
        let (length, isFlat) = measure(upTo: max(width - column - following, 0))
        if let length {
            writeInLine(to: length)
        } else {
            writeContainer(first, isFlat: isFlat, depth: depth)
        }
    }

    /// Copies a string, number or literal.
    private mutating func writeScalar() {
        let end = scalarEnd(position)
        text.append(contentsOf: source[position..<end])
        position = end
    }

    private func scalarEnd(_ start: Int) -> Int {
        var end = start + 1
        if source[start] == UInt8(ascii: "\"") {
            while end < source.count, source[end] != UInt8(ascii: "\"") {
                end += source[end] == UInt8(ascii: "\\") ? 2 : 1
            }
            return min(end + 1, source.count)
        }
        while end < source.count, !Self.endsScalar(source[end]) { end += 1 }
        return end
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case 0...0x20, UInt8(ascii: ","), UInt8(ascii: "]"), UInt8(ascii: "}"), UInt8(ascii: ":"): true
        default: false
        }
    }

    /// Where the list or object at the cursor ends, if all of it fits into so many bytes; and whether it is a list that
    /// has neither lists nor objects in what was looked at.
    private func measure(upTo room: Int) -> (end: Int?, isFlat: Bool) {
        var (index, length, depth) = (position, 0, 0)
        var isFlat = source[position] == UInt8(ascii: "[")
        while index < source.count, length <= room {
            switch source[index] {
            case 0...0x20: index += 1
            case UInt8(ascii: "["), UInt8(ascii: "{"):
                depth += 1
                isFlat = isFlat && depth == 1
                (index, length) = (index + 1, length + 1)
            case UInt8(ascii: "]"), UInt8(ascii: "}"):
                depth -= 1
                (index, length) = (index + 1, length + 1)
                if depth == 0 { return (length <= room ? index : nil, isFlat) }
            case UInt8(ascii: ","), UInt8(ascii: ":"): (index, length) = (index + 1, length + 2)
            default:
                let end = scalarEnd(index)
                (index, length) = (end, length + end - index)
            }
        }
        return (nil, isFlat)
    }

    private mutating func writeInLine(to end: Int) {
        while position < end {
            let byte = source[position]
            switch byte {
            case 0...0x20: position += 1
            case UInt8(ascii: ","), UInt8(ascii: ":"):
                text += [byte, UInt8(ascii: " ")]
                position += 1
            case UInt8(ascii: "["), UInt8(ascii: "]"), UInt8(ascii: "{"), UInt8(ascii: "}"):
                text.append(byte)
                position += 1
            default: writeScalar()
            }
        }
    }

    private mutating func writeContainer(_ opening: UInt8, isFlat: Bool, depth: Int) {
        text.append(opening)
        position += 1
        let closing = opening + 2
        var isFirst = true
        while peek() != closing, position < source.count {
            if !isFirst { text.append(UInt8(ascii: ",")) }
            let isScalar = isFlat && peek() != UInt8(ascii: "[") && peek() != UInt8(ascii: "{")
            if isFirst || !isScalar || column + scalarEnd(position) - position + 2 > width {
                breakLine(depth: depth + 1)
            } else {
                text.append(UInt8(ascii: " "))
            }
            isFirst = false
            if opening == UInt8(ascii: "{") {
                writeScalar()
                text += [UInt8(ascii: ":"), UInt8(ascii: " ")]
                _ = peek()
                position += 1
            }
            writeValue(depth: depth + 1, following: 1)
            if peek() == UInt8(ascii: ",") { position += 1 }
        }
        breakLine(depth: depth)
        text.append(closing)
        position += 1
    }
}
