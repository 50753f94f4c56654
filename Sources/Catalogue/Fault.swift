// What is wrong with a request: a stable code, a place, and a sentence for people.

/// A fault in what a loss, a strategy or a reader of tensors was given.
package struct Fault<Code, Place>: Error, Sendable, Equatable
where Code: RawRepresentable<String> & Sendable & Equatable, Place: Sendable & Equatable {
    /// The kind of fault; its raw value is one of the stable codes of the HTTP contract.
    package let code: Code
    /// Where it lies, as the one who found it names places.
    package let place: Place
    package let detail: String

    package init(_ code: Code, at place: Place, _ detail: String) {
        self.code = code
        self.place = place
        self.detail = detail
    }
}
