// An option as the catalogues show it.

package import Catalogue
package import TensorJSON

extension JSONWriter {
    /// Writes the description of an option.
    package mutating func option(_ option: OptionDescription, summary: String) {
        object { writer in
            writer.member("name", option.name)
            writer.member("type", option.type.name)
            writer.field("default")
            writer.value(option.default)
            if let range = option.type.rangeText { writer.member("range", range) }
            if let input = option.requires { writer.member("requires", input) }
            writer.member("summary", summary)
        }
    }

    /// Writes options and their values as an object.
    package mutating func options(_ options: [(name: String, value: OptionValue)]) {
        object { writer in
            for (name, value) in options {
                writer.key(name)
                writer.value(value)
            }
        }
    }

    /// Writes the value of an option.
    private mutating func value(_ value: OptionValue) {
        switch value {
        case .number(let number): self.number(number)
        case .integer(let integer): self.integer(integer)
        case .boolean(let boolean): self.boolean(boolean)
        case .choice(let name): string(name)
        case .integers(let integers):
            array { writer in
                for integer in integers { writer.integer(integer) }
            }
        case .absent: null()
        case .perTask(let numbers):
            if let number = numbers.others { self.number(number) } else { null() }
        }
    }
}
