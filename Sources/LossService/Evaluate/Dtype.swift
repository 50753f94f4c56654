// The dtypes of the contract.

/// The types that tensors are read as and losses computed in.
enum Dtype: String, CaseIterable {
    case float32, float64
}
