// The name that was probably meant: spelled otherwise, mistyped, or called so elsewhere.

/// Finds names that are close to another.
package enum Suggestion {
    /// Longer names are not looked at: comparing takes time, and nobody means one of them.
    private static let longest = 40

    /// The end of a message: `; did you mean NAME?`, or nothing where no name is near.
    ///
    /// - Parameters:
    ///   - name: the name that is unknown.
    ///   - known: the names that there are, the likelier first.
    ///   - synonyms: names by what they are called elsewhere, in lower case letters and digits only.
    /// - Returns: the text.
    package static func text(_ name: String, among known: [String], synonyms: [String: String] = [:]) -> String {
        nearest(name, among: known, synonyms: synonyms).map { "; did you mean \($0)?" } ?? ""
    }

    /// The known name that is meant, with the parameters of `text`; `nil` where none is near.
    package static func nearest(
        _ name: String, among known: [String], synonyms: [String: String] = [:]
    ) -> String? {
        guard name.utf8.count <= longest else { return nil }
        let wanted = essence(name)
        guard !wanted.isEmpty else { return nil }
        if let same = known.first(where: { essence($0) == wanted }) { return same }
        if let synonym = synonyms[String(decoding: wanted, as: UTF8.self)] { return synonym }
        // One letter in four may be wrong.
        var best: (name: String, distance: Int)?
        guard wanted.count > 2 else { return nil }
        let bound = max(1, wanted.count / 4)
        for candidate in known {
            let letters = essence(candidate)
            guard abs(letters.count - wanted.count) <= bound else { continue }
            let distance = distance(wanted, letters)
            if distance <= bound, distance < best?.distance ?? .max { best = (candidate, distance) }
        }
        return best?.name ?? known.first { isPart(wanted, essence($0)) }
    }

    /// Whether one name is the beginning of the other.
    private static func isPart(_ wanted: [UInt8], _ known: [UInt8]) -> Bool {
        known.starts(with: wanted) || (known.count > 3 && wanted.starts(with: known))
    }

    /// The letters and digits of the last part of a name, in lower case, without a final "loss".
    private static func essence(_ name: String) -> [UInt8] {
        let last = name.utf8.split(separator: UInt8(ascii: ".")).last ?? Substring(name).utf8
        let letters = last.compactMap { byte -> UInt8? in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte | 0x20
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"): byte
            default: nil
            }
        }
        let suffix = Array("loss".utf8)
        let endsInLoss = letters.count > suffix.count && letters.suffix(suffix.count).elementsEqual(suffix)
        return endsInLoss ? letters.dropLast(suffix.count) : letters
    }

    /// How many letters must be added, left out, exchanged, or swapped with their neighbours.
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        var (before, previous) = ([Int](), Array(0...right.count))
        for (row, letter) in left.enumerated() {
            var current = [row + 1]
            for (column, other) in right.enumerated() {
                var least = min(
                    previous[column] + (letter == other ? 0 : 1), previous[column + 1] + 1, current[column] + 1)
                if row > 0, column > 0, letter == right[column - 1], left[row - 1] == other {
                    least = min(least, before[column - 1] + 1)
                }
                current.append(least)
            }
            (before, previous) = (previous, current)
        }
        return previous[right.count]
    }
}
