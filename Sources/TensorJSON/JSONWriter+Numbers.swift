// Numbers as the shortest text that reads back to the same value.

extension JSONWriter {
    /// Writes a number, or the string that stands for one that is not finite.
    package mutating func number<Number: JSONFloat>(_ value: Number) {
        self.value { $0.append(nested: [value], []) }
    }
}

extension [UInt8] {
    /// Appends the texts of numbers in nested lists of these sizes, none of which is 0.
    mutating func append<Number: JSONFloat>(nested numbers: [Number], _ shape: [Int]) {
        let room = numbers.count * Number.textBytes + Brackets.bytes(shape) + NumberText.overrun
        // Twice as much each time, so that the text is not copied often.
        if capacity < count + room { reserveCapacity(Swift.max(2 * count, count + room)) }
        append(addingCapacity: room) { text in
            unsafe text.withUnsafeMutableBufferPointer { target, initialized in
                unsafe numbers.withUnsafeBufferPointer { source in
                    guard let start = UnsafeMutableRawBufferPointer(target).baseAddress else { return }
                    var brackets = Brackets(shape)
                    let end = unsafe Number.store(source, at: brackets.open(at: start), &brackets)
                    initialized = unsafe end - start
                }
            }
        }
    }
}

extension Float {
    package static func store(
        _ numbers: UnsafeBufferPointer<Float>, at start: UnsafeMutableRawPointer, _ brackets: inout Brackets
    ) -> UnsafeMutableRawPointer {
        guard let first = numbers.baseAddress else { return unsafe start }
        // Digits are found for many numbers together, or for one at a time.
        guard numbers.count >= 8 else { return unsafe NumberText.store(numbers, at: start, &brackets) }
        var end = unsafe start
        FloatDigits.withRoom { digits in
            var stored = 0
            while stored < numbers.count {
                let count = min(FloatDigits.count, numbers.count - stored)
                unsafe digits.find(first + stored, count)
                unsafe end = FloatText.store(first + stored, count, digits, at: end, &brackets)
                stored += count
            }
        }
        return unsafe end
    }
}

extension Double {
    package static func store(
        _ numbers: UnsafeBufferPointer<Double>, at start: UnsafeMutableRawPointer, _ brackets: inout Brackets
    ) -> UnsafeMutableRawPointer {
        unsafe NumberText.store(numbers, at: start, &brackets)
    }
}
