// The names of settings, read off the options that hold them.

import ArgumentParser

/// The names of options, so that each is written once: as a property.
enum SettingNames {
    /// All that a server can be told.
    static var all: [String] {
        names(of: ServeOptions()) + names(of: LimitOptions())
    }

    /// Those that are flags: settings without a value on the command line, true or false elsewhere.
    static var flags: [String] {
        Mirror(reflecting: ServeOptions()).children.compactMap { child in
            child.value is Flag<Bool> ? child.label.map { kebab($0.dropFirst()) } : nil
        }
    }

    /// The names of the options of a group.
    static func names(of options: Any) -> [String] {
        Mirror(reflecting: options).children.compactMap { child in
            // A property wrapper is stored under the name of its property, after an underscore.
            guard let label = child.label, label.hasPrefix("_") else { return nil }
            return kebab(label.dropFirst())
        }
    }

    /// How an option is written that is a property of this name.
    private static func kebab(_ name: Substring) -> String {
        name.reduce(into: "") { $0 += $1.isUppercase ? "-\($1.lowercased())" : String($1) }
    }
}
