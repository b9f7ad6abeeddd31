/// Rows of a table that is not changed any more, read without the checks that a changing one needs.
///
/// A class checks at run time that nobody writes while somebody reads: over a dozen passes that cost more than the
/// arithmetic.
@safe struct PairRows: @unchecked Sendable {
  private let table: PairTable
  private let base: UnsafePointer<PairRow>?
  /// Number of rows.
  let count: Int

  /// Takes the rows as they are now; the table must stay as it is.
  init(_ table: PairTable) {
    self.table = table
    (base, count) = unsafe table.withRows { unsafe ($0.baseAddress, $0.count) }
  }

  /// The row at an index below `count`.
  subscript(index: Int) -> PairRow {
    precondition(index >= 0 && index < count, "a row of the table")
    guard let base = unsafe base else { preconditionFailure("a table that has rows has memory") }
    // The table is kept alive here, and the index lies inside.
    return unsafe base[index]
  }
}
