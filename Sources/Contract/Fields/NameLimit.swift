// How long a name may be that a request gives to a task or a tensor.

/// The limit on names, which answers repeat: for each task, each gradient, each pair of tasks in conflict.
package enum NameLimit {
    /// Bytes of a name in UTF-8.
    package static let bytes = 256

    package static func allows(_ name: String) -> Bool {
        name.utf8.count <= bytes
    }

    static var detail: String { "a name has at most \(bytes) bytes" }

    /// Reports a key that is too long for a name; the value below it is faulty with it.
    package static func check(_ name: String, at place: JSONPointer, _ faults: inout FaultList) -> Bool {
        guard allows(name) else {
            faults.add(.nameTooLong, at: place.appending(name), detail)
            return false
        }
        return true
    }
}
