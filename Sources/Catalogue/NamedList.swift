// Values by names, where there are so few that a search through them is the fastest.

/// A small dictionary in the order in which its values were added: the tensors of a loss, its gradients, their shapes.
///
/// Public and inlinable, so that other modules have code of their own for each type of value; of what is only `package`,
/// they would call code for any type.
public struct NamedList<Value> {
    @usableFromInline
    var elements: [(key: String, value: Value)] = []

    @inlinable
    public init() {}

    /// The values by name, or `nil` where there is none of that name; setting one appends or replaces it.
    @inlinable
    public subscript(name: String) -> Value? {
        get {
            for index in elements.indices where elements[index].key == name { return elements[index].value }
            return nil
        }
        set {
            let place = elements.firstIndex { $0.key == name }
            switch (place, newValue) {
            case (let place?, let value?): elements[place].value = value
            case (nil, let value?): elements.append((name, value))
            case (let place?, nil): elements.remove(at: place)
            case (nil, nil): break
            }
        }
    }

    @inlinable
    public var keys: some RandomAccessCollection<String> { elements.lazy.map { $0.key } }
    @inlinable
    public var values: some RandomAccessCollection<Value> { elements.lazy.map { $0.value } }

    @inlinable
    public func mapValues<Result>(_ transform: (Value) -> Result) -> NamedList<Result> {
        var result = NamedList<Result>()
        result.elements.reserveCapacity(elements.count)
        for element in elements { result.elements.append((element.key, transform(element.value))) }
        return result
    }

    @inlinable
    public mutating func reserveCapacity(_ count: Int) {
        elements.reserveCapacity(count)
    }
}

extension NamedList: Sendable where Value: Sendable {}

extension NamedList: RandomAccessCollection {
    @inlinable
    public var startIndex: Int { 0 }
    @inlinable
    public var endIndex: Int { elements.count }
    @inlinable
    public subscript(position: Int) -> (key: String, value: Value) { elements[position] }
}

extension NamedList: ExpressibleByDictionaryLiteral {
    /// Of several values of one name, the last one counts.
    @inlinable
    public init(dictionaryLiteral pairs: (String, Value)...) {
        for (name, value) in pairs { self[name] = value }
    }
}
