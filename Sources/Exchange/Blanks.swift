// White space around values.

extension BidirectionalCollection where SubSequence == Self {
    /// What is left without the elements at both ends that are blank.
    // Inlinable, since it is called for every field of a request.
    @inlinable
    package func trimming(while isBlank: (Element) -> Bool) -> Self {
        var rest = drop(while: isBlank)
        while let last = rest.last, isBlank(last) { rest.removeLast() }
        return rest
    }
}

extension Substring {
    /// The text without spaces, tabs and carriage returns at its ends.
    package func trimmingBlanks() -> Substring {
        trimming { $0 == " " || $0 == "\t" || $0 == "\r" }
    }
}
