// Numbers as the shortest text that reads back to the same value.

extension JSONWriter {
    /// Writes a number, or the string that stands for one that is not finite.
    @specialized(where Number == Float)
    @specialized(where Number == Double)
    package mutating func number<Number: JSONFloat>(_ number: Number) {
        unsafe append(room: Number.textBytes + NumberText.overrun) { unsafe NumberText.store(number, at: $0) }
    }

    /// Appends the comma that is due and behind it what `store` leaves from an address on, in room for that many bytes; it
    /// returns where that ends.
    @inline(__always)
    mutating func append(room: Int, _ store: (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer) {
        let comma = needsComma ? 1 : 0
        unsafe bytes.append(room: comma + room) { start in
            // Where none is due, it is written over.
            unsafe start.storeBytes(of: UInt8(ascii: ","), as: UInt8.self)
            return unsafe store(start + comma)
        }
        needsComma = true
    }
}

extension [UInt8] {
    /// Appends the texts of numbers in nested lists of these sizes, none of which is 0.
    mutating func append<Number: JSONFloat>(nested numbers: [Number], _ shape: [Int]) {
        if let parts = NestedTextParts<Number>(shape) { return append(nested: numbers, parts) }
        unsafe append(room: numbers.count * Number.textBytes + Brackets.bytes(shape) + NumberText.overrun) { start in
            unsafe numbers.withUnsafeBufferPointer { source in
                var brackets = Brackets(shape)
                return unsafe Number.store(source, at: brackets.open(at: start), &brackets)
            }
        }
    }

    /// Appends what `store` leaves from an address on, in room for that many bytes; it returns where that ends.
    @inline(__always)
    mutating func append(room: Int, _ store: (UnsafeMutableRawPointer) -> UnsafeMutableRawPointer) {
        if capacity < count + room { makeRoom(room) }
        append(addingCapacity: room) { text in
            unsafe text.withUnsafeMutableBufferPointer { target, initialized in
                guard let start = UnsafeMutableRawBufferPointer(target).baseAddress else { return }
                initialized = unsafe store(start) - start
            }
        }
    }

    /// Makes room for that many more: at least twice as much as there is, so that the text is not copied often.
    @inline(never)
    private mutating func makeRoom(_ room: Int) {
        reserveCapacity(Swift.max(2 * count, count + room))
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
