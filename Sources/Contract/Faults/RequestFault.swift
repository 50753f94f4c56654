// One entry of `errors` in a problem document: where, which code, and what was found.

package import Catalogue
package import TensorJSON

/// A fault in a request.
package struct RequestFault: Error, Sendable, Equatable {
    /// Where the fault lies.
    package enum Place: Sendable, Equatable {
        case pointer(JSONPointer)
        /// A byte of a text that is not JSON.
        case offset(Int, line: Int, column: Int)
        /// Not in the body.
        case none
    }

    package let place: Place
    package let code: String
    package let detail: String

    package init(_ code: FaultCode, at pointer: JSONPointer, _ detail: String) {
        self.init(code: code.rawValue, at: .pointer(pointer), detail)
    }

    /// A fault whose place is that one of the request.
    package init<Code, Place>(_ fault: Fault<Code, Place>, at pointer: JSONPointer) {
        self.init(code: fault.code.rawValue, at: .pointer(pointer), fault.detail)
    }

    /// A fault of the tensor at `place`.
    package init(_ fault: TensorFault, of place: JSONPointer) {
        self.init(fault, at: place.appending(fault.place))
    }

    package init(code: String, at place: Place, _ detail: String) {
        self.code = code
        self.place = place
        self.detail = detail
    }

    package func write(into writer: inout JSONWriter) {
        writer.object { writer in
            switch place {
            case .pointer(let pointer):
                writer.field("pointer")
                writer.string(pointer.description)
            case .offset(let offset, let line, let column):
                for (key, value) in [("offset", offset), ("line", line), ("column", column)] {
                    writer.key(key)
                    writer.integer(value)
                }
            case .none: break
            }
            writer.field("code")
            writer.string(code)
            writer.field("detail")
            writer.string(detail)
        }
    }
}
