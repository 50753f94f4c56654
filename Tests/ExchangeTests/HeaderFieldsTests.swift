// Header fields of requests: found whatever their case, joined, compared and removed.

import Exchange
import Testing

@Suite("Header fields")
struct HeaderFieldsTests {
    private static var fields: HeaderFields {
        var fields = HeaderFields()
        fields.append("Host", "example.org")
        fields.append("ACCEPT", "text/html")
        fields.append("accept", "*/*;q=0.1")
        fields.append("X-Empty", "")
        return fields
    }

    @Test("a field is found whatever the case of its name, and several are joined")
    func lookup() {
        let fields = Self.fields
        #expect(fields.count == 4)
        #expect(fields[.host] == "example.org")
        #expect(fields[.accept] == "text/html, */*;q=0.1")
        #expect(fields[.origin] == nil && !fields.contains(.origin))
        #expect(fields.first(.accept).map { Array($0) } == Array("text/html".utf8))
    }

    @Test("a value is compared only if there is one field of the name")
    func comparison() {
        let fields = Self.fields
        #expect(fields.has(.host, "example.org"))
        #expect(!fields.has(.host, "example.or") && !fields.has(.host, "Example.org"))
        #expect(!fields.has(.accept, "text/html") && !fields.has(.origin, ""))
    }

    @Test("removing a field removes all of its name, and no other")
    func removal() {
        var fields = Self.fields
        fields.remove(.accept)
        #expect(fields.count == 2 && fields[.accept] == nil && fields[.host] == "example.org")
        fields.remove(.origin)
        #expect(fields.count == 2)
    }

    @Test("a value of any length comes back whole", arguments: [0, 1, 255, 256, 65_535, 70_000])
    func lengths(count: Int) {
        var fields = HeaderFields()
        let value = String(repeating: "x", count: count)
        fields.append("Accept", value)
        fields.append("Host", "h")
        #expect(fields[.accept] == value && fields[.host] == "h")
    }

    @Test("a request identifier is the client's if it is sane, and random otherwise")
    func identifiers() {
        func identifier(_ given: String) -> String {
            var fields = HeaderFields()
            fields.append("x-request-id", given)
            return RequestID(fields, number: 0xA1).description
        }
        #expect(identifier("aZ09._-") == "aZ09._-")
        for given in ["", "a b", "a\"b", "é", String(repeating: "x", count: 129)] {
            #expect(identifier(given) == "00000000000000a1")
        }
        var numbers = RequestNumbers()
        #expect(Set((0..<1000).map { _ in numbers.next() }).count == 1000)
    }

    @Test("every known name has a bit of its own, and is found in any case")
    func names() {
        #expect(FieldName.allCases.count <= UInt64.bitWidth)
        for name in FieldName.allCases {
            var fields = HeaderFields()
            fields.append(name.spelling.uppercased(), "value")
            #expect(FieldName.allCases.filter(fields.contains) == [name])
            #expect(fields[name] == "value" && fields.has(name, "value") && !fields.has(name, "other"))
        }
    }
}
