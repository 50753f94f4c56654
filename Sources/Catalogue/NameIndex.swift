// From a name or an alias to a method.

/// Finds the methods of a catalogue by their names.
package struct NameIndex<Method: Sendable>: Sendable {
    // Inlinable, since every task looks its loss up.
    @usableFromInline
    package let byName: [String: Method]

    /// - Parameters:
    ///   - methods: all methods of the catalogue.
    ///   - entry: the description of one.
    package init(_ methods: [Method], entry: (Method) -> Entry) {
        var byName: [String: Method] = [:]
        for method in methods {
            for name in [entry(method).name] + entry(method).aliases { byName[name] = method }
        }
        self.byName = byName
    }

    @inlinable
    package subscript(name: String) -> Method? { byName[name] }
}
