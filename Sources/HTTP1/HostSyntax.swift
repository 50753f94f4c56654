// The host and port of a request, as RFC 3986 §3.2 has them.

/// Checks of the field Host and of the authority of a target.
enum HostSyntax {
    /// Whether a text is a host, and a port if there is a colon behind it; user information is not allowed
    /// (RFC 9110 §4.2.4, §7.2).
    static func isValid(_ text: ArraySlice<UInt8>) -> Bool {
        guard text.first == UInt8(ascii: "[") else {
            let name = text.prefix { $0 != UInt8(ascii: ":") }
            return isName(name) && isPort(text.dropFirst(name.count))
        }
        guard let end = text.firstIndex(of: UInt8(ascii: "]")) else { return false }
        let address = text[(text.startIndex + 1)..<end]
        return (isIPv6(address) || isFutureAddress(address)) && isPort(text[(end + 1)...])
    }

    /// A registered name or an IPv4 address, which is a name too.
    private static func isName(_ text: ArraySlice<UInt8>) -> Bool {
        var rest = text
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.count >= 2, rest.prefix(2).allSatisfy(ByteClass.isHexDigit) else { return false }
                rest = rest.dropFirst(2)
            } else if !ByteClass.isHostName(byte) {
                return false
            }
        }
        return true
    }

    /// Nothing, or a colon and digits, of which there may be none.
    private static func isPort(_ text: ArraySlice<UInt8>) -> Bool {
        text.isEmpty || (text.first == UInt8(ascii: ":") && text.dropFirst().allSatisfy(ByteClass.isDigit))
    }

    /// Eight groups of hexadecimal digits, the last two of which may be an IPv4 address; "::" once, for one or more
    /// groups of zeros.
    private static func isIPv6(_ text: ArraySlice<UInt8>) -> Bool {
        let colon = UInt8(ascii: ":")
        let gaps = text.indices.dropLast().filter { text[$0] == colon && text[$0 + 1] == colon }
        guard gaps.count <= 1 else { return false }
        guard let gap = gaps.first else { return groups(text, mayEndInIPv4: true) == 8 }
        guard let before = groups(text[..<gap], mayEndInIPv4: false),
            let after = groups(text[(gap + 2)...], mayEndInIPv4: true)
        else { return false }
        return before + after <= 7
    }

    /// How many groups of 16 bits a text has; `nil` when it is something else.
    private static func groups(_ text: ArraySlice<UInt8>, mayEndInIPv4: Bool) -> Int? {
        guard !text.isEmpty else { return 0 }
        let parts = text.split(separator: UInt8(ascii: ":"), omittingEmptySubsequences: false)
        var count = 0
        for (index, part) in parts.enumerated() {
            if (1...4).contains(part.count), part.allSatisfy(ByteClass.isHexDigit) {
                count += 1
            } else if mayEndInIPv4, index == parts.count - 1, isIPv4(part) {
                count += 2
            } else {
                return nil
            }
        }
        return count
    }

    private static func isIPv4(_ text: ArraySlice<UInt8>) -> Bool {
        let parts = text.split(separator: UInt8(ascii: "."), omittingEmptySubsequences: false)
        return parts.count == 4
            && parts.allSatisfy { part in
                let isShortest = part.count == 1 || part.first != UInt8(ascii: "0")
                return (1...3).contains(part.count) && part.allSatisfy(ByteClass.isDigit) && isShortest
                    && UInt8(String(decoding: part, as: UTF8.self)) != nil
            }
    }

    /// "v", a version in hexadecimal digits, a period, and an address of that version.
    private static func isFutureAddress(_ text: ArraySlice<UInt8>) -> Bool {
        guard let first = text.first, first | 0x20 == UInt8(ascii: "v") else { return false }
        let version = text.dropFirst().prefix(while: ByteClass.isHexDigit)
        let rest = text.dropFirst(1 + version.count)
        return !version.isEmpty && rest.first == UInt8(ascii: ".") && rest.count > 1
            && rest.dropFirst().allSatisfy { ByteClass.isHostName($0) || $0 == UInt8(ascii: ":") }
    }
}
