// Which lossd this is.

/// The version of the service, as released.
package enum Version {
    package static let number = "0.1.0"
    /// The PyTorch whose names and numbers are the measure.
    package static let torch = "2.15"
}
