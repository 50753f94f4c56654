// Spans as the OpenTelemetry protocol writes them in JSON.

import Exchange

/// Writes the body of a request to a collector.
///
/// Source: OpenTelemetry protocol 1.x, OTLP/HTTP, JSON Protobuf Encoding: identifiers in hexadecimal, enumerations as numbers, and
/// numbers of 64 bits as strings.
struct SpanText {
    private let resource: String
    private let version: String

    private enum Kind: Int {
        case within = 1
        case server = 2
    }

    /// - Parameters:
    ///   - resource: what all spans say of the process.
    ///   - version: the version of the program.
    init(_ resource: [SpanAttribute], version: String) {
        self.resource = Self.list(resource)
        self.version = version
    }

    /// What the wall clock is ahead of the monotonic clock now, in nanoseconds; it changes when the clock is set.
    static var clockOffset: UInt64 {
        UInt64(WallClock.seconds * 1e9) &- MonotonicClock.nanoseconds
    }

    /// The body that has these spans.
    func body(_ spans: [ServerSpan], clockOffset offset: UInt64 = Self.clockOffset) -> [UInt8] {
        var texts: [String] = []
        for span in spans {
            texts.append(text(span, offset))
            for part in span.parts { texts.append(text(part, of: span, offset)) }
        }
        let scope = #"{"name":"lossd","version":\#(JSONText.string(version))}"#
        return Array(
            (#"{"resourceSpans":[{"resource":{"attributes":\#(resource)},"scopeSpans":[{"scope":\#(scope),"spans":["#
                + texts.joined(separator: ",") + "]}]}]}").utf8)
    }

    private func text(_ span: ServerSpan, _ offset: UInt64) -> String {
        let identity = span.identity
        let state = identity.state.map { #","traceState":\#(JSONText.string($0))"# } ?? ""
        return "{" + start(identity.traceID, identity.spanID, parent: identity.parentID, .server, span.whole, offset)
            + #"\#(state),"attributes":\#(Self.list(span.attributes)),"status":{\#(span.hasFailed ? #""code":2"# : "")}}"#
    }

    private func text(_ part: ServerSpan.Part, of span: ServerSpan, _ offset: UInt64) -> String {
        let number = Hexadecimal.text(CollectionOfOne(UInt64.random(in: 1 ... .max)))
        return "{" + start(span.identity.traceID, number, parent: span.identity.spanID, .within, part, offset) + "}"
    }

    private func start(
        _ traceID: String, _ spanID: String, parent: String?, _ kind: Kind, _ part: ServerSpan.Part, _ offset: UInt64
    ) -> String {
        let parent = parent.map { #","parentSpanId":"\#($0)""# } ?? ""
        return #""traceId":"\#(traceID)","spanId":"\#(spanID)"\#(parent),"name":\#(JSONText.string(part.name)),"#
            + #""kind":\#(kind.rawValue),"startTimeUnixNano":"\#(part.start &+ offset)","#
            + #""endTimeUnixNano":"\#(part.end &+ offset)""#
    }

    private static func list(_ attributes: [SpanAttribute]) -> String {
        let texts = attributes.map { attribute in
            let encoded =
                switch attribute.value {
                case .text(let text): value(ofText: text)
                case .number(let number): #"{"intValue":"\#(number)"}"#
                case .texts(let texts):
                    #"{"arrayValue":{"values":[\#(texts.map { value(ofText: $0) }.joined(separator: ","))]}}"#
                }
            return #"{"key":\#(JSONText.string(attribute.name)),"value":\#(encoded)}"#
        }
        return "[\(texts.joined(separator: ","))]"
    }

    private static func value(ofText text: String) -> String {
        #"{"stringValue":\#(JSONText.string(text))}"#
    }
}
