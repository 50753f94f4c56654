// Checks whether a value is of an option's type and in its range.

package import Catalogue
import TensorJSON

/// Checks the value at one place.
package struct OptionCheck {
    private let place: JSONPointer
    package private(set) var faults = FaultList()

    package init(_ place: JSONPointer) {
        self.place = place
    }

    package mutating func value(of option: OptionDescription, _ raw: RawValue) -> OptionValue? {
        switch (option.type, raw) {
        case (.number(let range), .number(let number, _)):
            return checked(number, range, place).map { .number($0) }
        case (.number(let range), .text(let text)):
            if let number = Self.number(text) { return checked(number, range, place).map { .number($0) } }
        case (.integer(let range), .number(let number, let whole)):
            return integer(number, whole, range, option)
        case (.boolean, .boolean(let boolean)):
            return .boolean(boolean)
        case (.choice(let names), .text(let text)):
            guard names.contains(text) else {
                faults.add(
                    .invalidValue, at: place,
                    "\(text.quoted) is not one of \(names.joined(separator: ", "))\(Suggestion.text(text, among: names))"
                )
                return nil
            }
            return .choice(text)
        case (.integers, .list(let numbers)):
            let integers = numbers.map { Int(exactly: $0) }
            guard let fraction = integers.firstIndex(of: nil) else { return .integers(integers.compactMap(\.self)) }
            let found = numbers[fraction]
            faults.add(.wrongType, at: place.appending(fraction), "expected a whole number, found \(found)")
            return nil
        case (.perTask(let range), .number(let number, _)):
            return checked(number, range, place).map { .perTask(PerTask($0)) }
        case (.perTask(let range), .object(let members)):
            return perTask(members, range)
        default: break
        }
        let article = option.type.name == "integer" ? "an" : "a"
        faults.add(.wrongType, at: place, "expected \(article) \(option.type.name), found \(raw.kind)")
        return nil
    }

    /// The number that a text stands for, where it is one that JSON has no literal for.
    private static func number(_ text: String) -> Double? {
        guard case .tensor(let tensor) = TensorReading<Double>(text: text) else { return nil }
        return tensor.values[0]
    }

    private mutating func integer(
        _ number: Double, _ whole: Int?, _ range: ClosedRange<Int>?, _ option: OptionDescription
    ) -> OptionValue? {
        guard let whole else {
            faults.add(.wrongType, at: place, "expected a whole number, found \(number)")
            return nil
        }
        guard range?.contains(whole) ?? true else {
            faults.add(.outOfRange, at: place, "expected a number \(option.type.rangeText ?? ""), found \(whole)")
            return nil
        }
        return .integer(whole)
    }

    private mutating func perTask(_ members: [(name: String, number: Double)], _ range: NumberRange) -> OptionValue? {
        var numbers: [String: Double] = [:]
        for (name, number) in members {
            guard let number = checked(number, range, place.appending(name)) else { return nil }
            numbers[name] = number
        }
        return .perTask(PerTask(nil, numbers))
    }

    private mutating func checked(_ number: Double, _ range: NumberRange, _ place: JSONPointer) -> Double? {
        guard range.contains(number) else {
            faults.add(.outOfRange, at: place, "expected a number \(range.text), found \(number)")
            return nil
        }
        return number
    }
}
