// Numbers by the names of rows and columns, as objects of objects hold them.

/// A table, some of whose rows may be empty.
package struct NumberTable {
    package internal(set) var rows: [String] = []
    package internal(set) var columns: [String] = []
    /// Row after row; NaN in rows that are empty, and infinity in those that have other columns than the first.
    var cells: [Double] = []

    init() {
        // Most are small.
        rows.reserveCapacity(8)
        columns.reserveCapacity(8)
        cells.reserveCapacity(64)
    }

    /// The numbers of a column; NaN in rows that are empty, and infinity in those that have other columns than the first.
    package func numbers(inColumn column: Int) -> [Double] {
        rows.indices.map { cells[$0 * columns.count + column] }
    }
}
