// How the digits of a Float are laid out as text: looked up, since branches would be mispredicted.

/// The layout of a number by where its point is.
struct FloatText {
    /// What is before and between the digits: "0.00" or "." after the first.
    private let frame: UInt64
    /// By how many bits the first digit is moved in the frame.
    private let firstShift: UInt8
    /// Where the digits after the first begin.
    private let tailOffset: UInt8
    /// How many bytes of what was stored go when there are none.
    ///
    /// 1 before an exponent, where no point is needed; -1 for a whole number, whose point a zero follows.
    private let excess: Int8
    /// "e-12" and how long that is.
    private let suffixBytes: UInt8
    private let suffix: UInt32

    private init(point: Int) {
        if (-4...(-1)).contains(point) {
            frame = 0x3030_3030_3030_2E30 & ~(0xFF << UInt64(8 * (1 - point)))
            firstShift = UInt8(8 * (1 - point))
            tailOffset = UInt8(2 - point)
            excess = 0
        } else {
            (frame, firstShift, tailOffset, excess) = (0x2E00, 0, 2, point == 0 ? -1 : 1)
        }
        let text = (-4...0).contains(point) ? [] : Array("e\(point)".utf8)
        suffix = text.reversed().reduce(0) { $0 << 8 | UInt32($1) }
        suffixBytes = UInt8(text.count)
    }

    private static let lowest = -45
    private static let layouts = (lowest...38).map { FloatText(point: $0) }

    /// Stores the texts of Floats whose digits were found, each with what follows it, and returns where they end.
    static func store(
        _ numbers: UnsafePointer<Float>, _ count: Int, _ digits: FloatDigits, at start: UnsafeMutableRawPointer,
        _ brackets: inout Brackets
    ) -> UnsafeMutableRawPointer {
        let layouts = layouts
        var end = unsafe start
        for index in 0..<count {
            let number = unsafe numbers[index]
            let bits = number.bitPattern
            let point = unsafe digits.point[index]
            // What is not normal, and what is written with several digits before the point, is another's.
            if bits &>> 23 & 0xFF &- 1 >= 254 || (point > 0 && abs(number) <= .largestPlain) {
                unsafe end = NumberText.storeUnusual(number, at: end)
            } else {
                let layout = unsafe layouts.span[unchecked: Int(point) &- lowest]
                let (first, tail) = unsafe (digits.first[index], digits.tail[index])
                unsafe end.storeBytes(of: UInt8(ascii: "-"), as: UInt8.self)
                unsafe end += Int(bits &>> 31)
                unsafe end.storeBytes(
                    of: layout.frame | UInt64(first | 0x30) &<< UInt64(layout.firstShift), as: UInt64.self)
                unsafe end += Int(layout.tailOffset)
                unsafe end.storeBytes(of: tail | 0x3030_3030_3030_3030, as: UInt64.self)
                let zeroBytes = tail.leadingZeroBitCount &>> 3
                unsafe end += 8 &- zeroBytes &- (zeroBytes == 8 ? Int(layout.excess) : 0)
                unsafe end.storeBytes(of: layout.suffix, as: UInt32.self)
                unsafe end += Int(layout.suffixBytes)
            }
            unsafe end = brackets.follow(at: end)
        }
        return unsafe end
    }
}
