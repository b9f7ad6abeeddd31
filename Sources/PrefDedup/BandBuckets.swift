import CShingles

/// Finds the records that agree in a band.
public enum BandBuckets {
  /// Replaces the hashes of one band by the numbers of their buckets.
  ///
  /// Sorts 16 bytes a record.
  ///
  /// - Parameters:
  ///   - hashes: The band's hash of each record; afterwards the number of its bucket from 1, or 0 where no other record has
  ///     the hash.
  ///   - lastPartner: For each record the last one that shares a bucket with it, over all bands so far; 0 for none.
  /// - Returns: The number of buckets.
  public static func number(_ hashes: inout [UInt32], _ lastPartner: inout [UInt32]) -> Int {
    var sorted = hashes.indices.map { UInt64(hashes[$0]) << 32 | UInt64($0) }
    var scratch = [UInt64](repeating: 0, count: sorted.count)
    unsafe csh_sort_by_upper_half(&sorted, &scratch, sorted.count)
    scratch = []
    var (start, buckets) = (0, 0)
    while start < sorted.count {
      let hash = sorted[start] >> 32
      var end = start + 1
      while end < sorted.count, sorted[end] >> 32 == hash { end += 1 }
      if end - start > 1 { buckets += 1 }
      let last = UInt32(truncatingIfNeeded: sorted[end - 1])
      for entry in sorted[start..<end] {
        let record = Int(UInt32(truncatingIfNeeded: entry))
        hashes[record] = end - start > 1 ? UInt32(buckets) : 0
        if end - start > 1, lastPartner[record] < last { lastPartner[record] = last }
      }
      start = end
    }
    return buckets
  }
}
