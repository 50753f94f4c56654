// Numbers as the shortest text that reads back to the same value.

extension JSONWriter {
    /// Writes a number, or the string that stands for one that is not finite.
    package mutating func number<Number: JSONFloat>(_ value: Number) {
        self.value { $0.append(shortest: [value], 0..<1) }
    }
}

extension [UInt8] {
    /// Appends the texts of some of the numbers, commas between them.
    @inline(__always)
    mutating func append<Number: JSONFloat>(shortest numbers: [Number], _ range: Range<Int>) {
        let numbers = numbers[range]
        guard !numbers.isEmpty else { return }
        let room = numbers.count * Number.textBytes + NumberText.overrun
        // Twice as much each time, so that the text is not copied often.
        if capacity < count + room { reserveCapacity(Swift.max(2 * count, count + room)) }
        append(addingCapacity: room) { text in
            unsafe text.withUnsafeMutableBufferPointer { target, initialized in
                unsafe numbers.withUnsafeBufferPointer { source in
                    guard let start = UnsafeMutableRawBufferPointer(target).baseAddress else { return }
                    let end = unsafe Number.store(source, at: start)
                    initialized = unsafe end - start - 1
                }
            }
        }
    }
}

extension Float {
    /// Stores the texts of the numbers and a comma after each, and returns where they end.
    package static func store(
        _ numbers: UnsafeBufferPointer<Float>, at start: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        guard let first = numbers.baseAddress else { return unsafe start }
        var end = unsafe start
        var stored = 0
        FloatDigits.withRoom { digits in
            while numbers.count - stored >= FloatDigits.count {
                unsafe end = FloatText.store(first + stored, digits, at: end)
                stored += FloatDigits.count
            }
        }
        return unsafe NumberText.store(UnsafeBufferPointer(rebasing: numbers[stored...]), at: end)
    }
}

extension Double {
    /// Stores the texts of the numbers and a comma after each, and returns where they end.
    package static func store(
        _ numbers: UnsafeBufferPointer<Double>, at start: UnsafeMutableRawPointer
    ) -> UnsafeMutableRawPointer {
        unsafe NumberText.store(numbers, at: start)
    }
}
