// Which gradients a request or a task asks for.

import Catalogue
import Contract
import TensorJSON

/// Which gradients are wanted.
enum GradientSelection: Equatable {
    case none
    case predictions
    case named([String])
}

extension FieldReader {
    /// The most names of gradients that one list may have, and the bytes that one may have.
    ///
    /// Only a softmax of more than thirty clusters has as many tensors, and `true` names them all.
    private static var gradientLimit: Int { 64 }
    private static var nameBytes: Int { 64 }

    /// Reads which gradients are wanted: a Boolean, or a list of names.
    mutating func gradients(_ reader: inout JSONReader) throws(JSONSyntaxError) -> GradientSelection? {
        switch try reader.peek() {
        case .boolean:
            return try reader.readBoolean() ? .predictions : GradientSelection.none
        case .array:
            var names: [String] = []
            var index = 0
            try reader.beginArray()
            while try reader.nextElement() {
                var element = FieldReader(place.appending(index))
                if let name = try element.string(&reader, "the name of a tensor") {
                    // Names are compared for every task, which would take long with long ones.
                    if name.utf8.count <= Self.nameBytes {
                        names.append(name)
                    } else {
                        element.fail(.unknownGradient, "there is no tensor named \(name.quoted)")
                    }
                }
                add(element.faults)
                index += 1
                guard names.count > Self.gradientLimit else { continue }
                // The rest is checked to be JSON, and not kept.
                while try reader.nextElement() { try reader.skipValue() }
                fail(.invalidValue, "more than \(Self.gradientLimit) names")
                return nil
            }
            return .named(names)
        case let found:
            try wrongType(&reader, "a Boolean, or a list of names of tensors", found)
            return nil
        }
    }
}
