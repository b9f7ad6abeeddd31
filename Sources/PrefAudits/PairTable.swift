import Glibc

/// Holds the rows of all decided pairs in one run of memory: 44 bytes a pair and an eighth of slack.
@safe public final class PairTable: @unchecked Sendable {
  private var base: UnsafeMutablePointer<PairRow>?
  private var capacity = 0
  /// Number of rows.
  public private(set) var count = 0

  /// Makes an empty table.
  public init() {}

  deinit { unsafe free(base) }

  /// Adds rows.
  public func append(_ rows: [PairRow]) {
    reserve(count + rows.count)
    for row in rows {
      unsafe base?[count] = row
      count += 1
    }
  }

  /// Adds the raw rows of a saved state.
  ///
  /// - Parameter bytes: A multiple of 44 bytes, as `withBytes` lent them.
  public func append(bytes: UnsafeRawBufferPointer) {
    let rows = bytes.count / MemoryLayout<PairRow>.stride
    reserve(count + rows)
    guard let base = unsafe base, let source = bytes.baseAddress else { return }
    unsafe memcpy(base + count, source, rows * MemoryLayout<PairRow>.stride)
    count += rows
  }

  /// Lends the rows as bytes, in memory order.
  public func withBytes<Result>(_ body: (UnsafeRawBufferPointer) throws -> Result) rethrows -> Result {
    try unsafe body(UnsafeRawBufferPointer(UnsafeMutableBufferPointer(start: base, count: count)))
  }

  /// Lends the rows, in memory order.
  func withRows<Result>(_ body: (UnsafeBufferPointer<PairRow>) -> Result) -> Result {
    unsafe body(UnsafeBufferPointer(start: base, count: count))
  }

  /// The row at an index below `count`.
  public subscript(index: Int) -> PairRow {
    precondition(index >= 0 && index < count, "a row of the table")
    guard let base = unsafe base else { preconditionFailure("a table that has rows has memory") }
    return unsafe base[index]
  }

  /// Sorts the rows in place, so that what is computed from them does not depend on how they arrived.
  ///
  /// `spread`: Runs the parts of a job, on many threads or on one.
  public func sort(_ spread: AuditSettings.Spread = AuditSettings.inOrder) {
    let ends = unsafe Self.divide(UnsafeMutableBufferPointer(start: base, count: count), shift: 56)
    // The buckets do not overlap, and nothing else touches the rows meanwhile.
    spread(256) { bucket in
      let rows = unsafe UnsafeMutableBufferPointer(start: self.base, count: self.count)
      unsafe Self.sort(Self.bucket(bucket, of: rows, ends), shift: 48)
    }
  }

  private static func bucket(
    _ bucket: Int,
    of rows: UnsafeMutableBufferPointer<PairRow>,
    _ ends: [Int]
  ) -> UnsafeMutableBufferPointer<PairRow> {
    unsafe UnsafeMutableBufferPointer(rebasing: rows[(bucket == 0 ? 0 : ends[bucket - 1])..<ends[bucket]])
  }

  /// Grows by an eighth: large blocks are moved by remapping pages, so nothing is copied and little is wasted.
  private func reserve(_ needed: Int) {
    guard needed > capacity else { return }
    let grown = max(needed, capacity + capacity / 8, 4096)
    let memory = unsafe realloc(unsafe base, grown * MemoryLayout<PairRow>.stride)
    guard let memory = unsafe memory else { preconditionFailure("out of memory for \(grown) pairs") }
    unsafe base = memory.assumingMemoryBound(to: PairRow.self)
    capacity = grown
  }

  /// American-flag sort on the cluster hash from its highest byte, which needs no memory besides the rows.
  private static func sort(_ rows: UnsafeMutableBufferPointer<PairRow>, shift: UInt64) {
    guard rows.count > 48 else { return unsafe insertionSort(rows) }
    let ends = unsafe divide(rows, shift: shift)
    for bucket in 0..<256 {
      var part = unsafe Self.bucket(bucket, of: rows, ends)
      guard part.count > 1 else { continue }
      if shift > 0 { unsafe sort(part, shift: shift - 8) } else { unsafe part.sort(by: PairRow.precedes) }
    }
  }

  /// Moves the rows into 256 buckets by one byte of the cluster hash, and returns where each bucket ends.
  private static func divide(_ rows: UnsafeMutableBufferPointer<PairRow>, shift: UInt64) -> [Int] {
    var ends = [Int](repeating: 0, count: 256)
    for index in 0..<rows.count { unsafe ends[Int(rows[index].cluster >> shift & 255)] += 1 }
    var next = [Int](repeating: 0, count: 256)
    var total = 0
    for bucket in 0..<256 {
      next[bucket] = total
      total += ends[bucket]
      ends[bucket] = total
    }
    for bucket in 0..<256 {
      while next[bucket] < ends[bucket] {
        let home = unsafe Int(rows[next[bucket]].cluster >> shift & 255)
        if home != bucket { unsafe rows.swapAt(next[bucket], next[home]) }
        next[home] += 1
      }
    }
    return ends
  }

  private static func insertionSort(_ rows: UnsafeMutableBufferPointer<PairRow>) {
    for index in rows.indices.dropFirst() {
      let row = unsafe rows[index]
      var place = index
      while unsafe place > 0 && PairRow.precedes(row, rows[place - 1]) {
        unsafe rows[place] = rows[place - 1]
        place -= 1
      }
      unsafe rows[place] = row
    }
  }
}
