// What one request holds of the memory that all requests share.

/// Counted bytes, given back when the ticket goes out of scope.
struct Ticket: ~Copyable, Sendable {
    private let admission: Admission
    private(set) var bytes = 0
    /// Whether the request holds one of the places for answers that are computed off the loops.
    private var hasPlace = false

    init(_ admission: Admission) {
        self.admission = admission
    }

    deinit {
        admission.giveBack(bytes: bytes, place: hasPlace)
    }

    /// Holds this many bytes instead; `false` when they are too many, and then nothing has changed.
    mutating func resize(to bytes: Int) -> Bool {
        guard admission.take(bytes - self.bytes) else { return false }
        self.bytes = bytes
        return true
    }

    /// Holds this many bytes, of memory that is in use already.
    mutating func settle(at bytes: Int) {
        admission.count(bytes - self.bytes)
        self.bytes = bytes
    }

    /// Takes a place among the answers that are computed off the loops; `false` when there is none.
    mutating func takePlace() -> Bool {
        hasPlace = hasPlace || admission.takePlace()
        return hasPlace
    }

    /// Gives the place back, and keeps the bytes.
    mutating func leavePlace() {
        admission.giveBack(bytes: 0, place: hasPlace)
        hasPlace = false
    }
}
