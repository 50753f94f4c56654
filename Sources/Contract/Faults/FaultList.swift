// The faults of a request: the first few kept, all of them counted.

/// A list that a request cannot make grow.
package struct FaultList: Sendable {
    package private(set) var kept: [RequestFault] = []
    package private(set) var count = 0

    /// How many are kept.
    private let room: Int

    /// - Parameter room: how many are kept at most.
    package init(room: Int = ProblemDetails.faultLimit) {
        self.room = room
    }

    package var isEmpty: Bool { count == 0 }

    /// Whether one more would only be counted.
    package var isFull: Bool { kept.count >= room }

    /// Counts a fault, and formats it if there is room.
    package mutating func add(_ fault: @autoclosure () -> RequestFault) {
        count += 1
        if !isFull { kept.append(fault()) }
    }

    package mutating func add(
        _ code: FaultCode, at place: @autoclosure () -> JSONPointer, _ detail: @autoclosure () -> String
    ) {
        add(RequestFault(code, at: place(), detail()))
    }

    package mutating func add(_ others: FaultList) {
        guard !others.isEmpty else { return }
        kept += others.kept.prefix(max(room - kept.count, 0))
        count += others.count
    }
}
