// One entry of `errors` in a problem document: where, which code, and what was found.

package import Catalogue
package import TensorJSON

/// A fault in a request.
package struct RequestFault: Error, Sendable, Equatable {
    /// Where the fault lies.
    package enum Place: Sendable, Equatable {
        case pointer(JSONPointer)
        /// An element of a tensor whose elements have no places of their own, by its row-major index.
        case element(JSONPointer, index: Int)
        /// A byte of a text that is not JSON.
        case offset(Int, line: Int, column: Int)
        /// A byte of a body that is no text.
        case byte(Int)
        /// Not in the body.
        case none

        /// The place of an element of the tensor at `tensor`.
        package init(of element: Int, in tensor: JSONPointer, _ form: TensorForm, shape: [Int]) {
            if let path = form.path(to: element, in: shape) {
                self = .pointer(tensor.appending(path))
            } else {
                self = .element(tensor, index: element)
            }
        }
    }

    package let place: Place
    package let code: String
    package let detail: String
    /// The names that there are, where one is unknown and there are many.
    package let known: [String]

    package init(_ code: FaultCode, at pointer: JSONPointer, _ detail: String) {
        self.init(code: code.rawValue, at: .pointer(pointer), detail)
    }

    /// A fault whose place is that one of the request.
    package init<Code, Origin>(_ fault: Fault<Code, Origin>, at place: Place) {
        self.init(code: fault.code.rawValue, at: place, fault.detail)
    }

    /// A fault of the tensor at `place`.
    package init(_ fault: TensorFault, of place: JSONPointer) {
        self.init(fault, at: .pointer(place.appending(fault.place)))
    }

    package init(code: String, at place: Place, _ detail: String, known: [String] = []) {
        self.code = code
        self.place = place
        self.detail = detail
        self.known = known
    }

    /// The same fault at another place.
    package func moved(to place: Place) -> RequestFault {
        RequestFault(code: code, at: place, detail, known: known)
    }

    /// Writes the fault; without the known names, where another fault has listed them.
    package func write(into writer: inout JSONWriter, listsKnown: Bool = true) {
        writer.object { writer in
            switch place {
            case .pointer(let pointer): writer.member("pointer", pointer.description)
            case .element(let pointer, let index):
                writer.member("pointer", pointer.description)
                writer.field("index")
                writer.integer(index)
            case .offset(let offset, let line, let column):
                for (key, value) in [("offset", offset), ("line", line), ("column", column)] {
                    writer.key(key)
                    writer.integer(value)
                }
            case .byte(let offset):
                writer.field("offset")
                writer.integer(offset)
            case .none: break
            }
            writer.member("code", code)
            writer.member("detail", detail)
            if listsKnown, !known.isEmpty {
                writer.field("known")
                writer.strings(known)
            }
        }
    }
}
