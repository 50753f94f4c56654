// Spans as the OpenTelemetry protocol writes them in JSON.

import Exchange

/// Writes the body of a request to a collector.
///
/// Source: OpenTelemetry protocol 1.x, OTLP/HTTP, JSON Protobuf Encoding: identifiers in hexadecimal, enumerations as numbers, and
/// numbers of 64 bits as strings.
struct SpanText {
    private let resource: String
    private let version: String
    /// What the wall clock is ahead of the monotonic clock, in nanoseconds.
    private let offset: UInt64

    private enum Kind: Int {
        case within = 1
        case server = 2
    }

    /// - Parameters:
    ///   - resource: what all spans say of the process.
    ///   - version: the version of the program.
    ///   - offset: what the wall clock is ahead of the monotonic clock, in nanoseconds.
    init(_ resource: [SpanAttribute], version: String, offset: UInt64) {
        self.resource = Self.list(resource)
        (self.version, self.offset) = (version, offset)
    }

    /// The body that has these spans.
    func body(_ spans: [ServerSpan]) -> [UInt8] {
        var texts: [String] = []
        for span in spans {
            texts.append(text(span))
            for part in span.parts { texts.append(text(part, of: span)) }
        }
        let scope = #"{"name":"lossd","version":\#(JSONText.string(version))}"#
        return Array(
            (#"{"resourceSpans":[{"resource":{"attributes":\#(resource)},"scopeSpans":[{"scope":\#(scope),"spans":["#
                + texts.joined(separator: ",") + "]}]}]}").utf8)
    }

    private func text(_ span: ServerSpan) -> String {
        let identity = span.identity
        let state = identity.state.map { #","traceState":\#(JSONText.string($0))"# } ?? ""
        return "{" + start(identity.traceID, identity.spanID, parent: identity.parentID, .server, span.whole)
            + #"\#(state),"attributes":\#(Self.list(span.attributes)),"status":{\#(span.hasFailed ? #""code":2"# : "")}}"#
    }

    private func text(_ part: ServerSpan.Part, of span: ServerSpan) -> String {
        let number = Hexadecimal.text(CollectionOfOne(UInt64.random(in: 1 ... .max)))
        return "{" + start(span.identity.traceID, number, parent: span.identity.spanID, .within, part) + "}"
    }

    private func start(
        _ traceID: String, _ spanID: String, parent: String?, _ kind: Kind, _ part: ServerSpan.Part
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
