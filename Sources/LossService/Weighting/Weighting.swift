// The weighting of a request to /v1/evaluate as it was read.

import Contract
import TensorJSON

/// How the tasks of a batch become one total.
struct Weighting {
    /// Which gradients a strategy balances.
    enum Level: String, CaseIterable {
        /// None: the losses are enough.
        case losses
        /// Those with respect to the shared tensors that the tasks predict with.
        case sharedInput = "shared_input"
    }

    static let place = JSONPointer.root.appending("weighting")

    var settings = WeightingSettings()
    var level = Level.losses
    var lossesAfter: [String: Double?]?

    private static func isOptional(_ field: String) -> Bool {
        switch field {
        case "strategy": false
        case "level", "losses_after": true
        default: WeightingSettings.isField(field)
        }
    }

    /// Reads the value of `weighting`.
    ///
    /// - Parameters:
    ///   - reader: at the value.
    ///   - tasks: how many tasks can be weighted.
    ///   - faults: what is wrong with the value.
    /// - Returns: the weighting; `nil` if the value is no object.
    /// - Throws: where the text is not JSON.
    static func read(
        _ reader: inout JSONReader, tasks: Int, _ faults: inout FaultList
    ) throws(JSONSyntaxError) -> Weighting? {
        var whole = FieldReader(place)
        guard try whole.expect(.object, &reader, "an object with a strategy") else {
            faults.add(whole.faults)
            return nil
        }
        var weighting = Weighting()
        try reader.beginObject()
        while let key = try reader.nextKey() {
            // Optional fields may be null.
            if isOptional(key), try reader.peek() == .null {
                try reader.readNull()
                continue
            }
            var fields = FieldReader(place, key)
            switch key {
            case "level": weighting.level = try fields.choice(&reader, Level.self) ?? .losses
            case "losses_after": weighting.lossesAfter = try fields.losses(&reader, limit: tasks)
            case _ where WeightingSettings.isField(key):
                try weighting.settings.read(key, &reader, &fields)
            default:
                fields.unknown(
                    key, "weighting",
                    ["strategy", "parameters", "level", "losses_after", "state", "seed", "advance", "diagnostics"])
                try reader.skipValue()
            }
            faults.add(fields.faults)
        }
        return weighting
    }
}
