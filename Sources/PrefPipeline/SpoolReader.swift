import PrefFormats
import PrefJSON
import PrefRecord

/// Parses rows of a spool again; one a worker.
final class SpoolReader {
  private(set) var batch = ComparisonBatch()
  private let parser = JSONParser()
  private var decoder = CanonicalDecoder()

  /// Reads one row.
  ///
  /// - Returns: The comparison, in ``batch`` until the next one is read.
  func read(_ rows: RowSpool.Rows, _ index: Int) throws -> Comparison {
    batch.removeAll()
    let range = rows.range(index)
    do {
      return try unsafe rows.bytes.withUnsafeBytes { bytes in
        let row = unsafe UnsafeRawBufferPointer(rebasing: bytes[range.lowerBound..<range.upperBound - 1])
        // The parser copies a row that has too few bytes behind it.
        try unsafe parser.parse(row, readable: bytes.count - range.lowerBound)
        var comparison = try decoder.read(parser.root, into: &batch)
        comparison.id = decoder.storedID ?? .zero
        return comparison
      }
    } catch {
      // Rows that were written here can be read; those of an index may have been tampered with.
      throw RunError.damaged(
        path: "index or scratch file",
        DocumentError("row \(index + 1) of a chunk cannot be read", line: 1, column: 1, byte: range.lowerBound)
      )
    }
  }
}
