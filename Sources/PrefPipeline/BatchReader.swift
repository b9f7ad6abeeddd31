import PrefBytes
import PrefFormats
import PrefJSON
import PrefRecord

/// Where parsed records go.
enum RecordTarget {
  /// Into the reader's batch, each for itself.
  case format(any RecordFormat)
  /// To what gathers them; only those that cannot be read stay in the batch.
  case grouper(any RecordGrouper)
}

/// Parses pieces of input into batches; one a worker, with buffers that are reused.
final class BatchReader {
  var batch = ComparisonBatch()
  private let parser = JSONParser()

  /// Parses the lines of a block.
  ///
  /// - Returns: Records read; faulty ones are in `batch.quarantined`.
  func read(_ block: UnsafeRawBufferPointer, of lines: InputBlock, _ target: RecordTarget) -> Int {
    batch.removeAll()
    var (start, row, records) = (0, lines.firstRow, 0)
    while start < block.count {
      let end = unsafe block.firstNewline(from: start) ?? block.count
      var contentEnd = end
      if unsafe contentEnd > start && block[contentEnd - 1] == 0x0D { contentEnd -= 1 }
      if unsafe Self.isBlank(block, start, contentEnd) {
        batch.blankLines += 1
      } else {
        records += 1
        let place = Place(row: row, line: row, column: 1, byte: lines.firstByte + start)
        unsafe read(block, start..<contentEnd, target, place)
      }
      start = end + 1
      row += 1
    }
    return records
  }

  /// Parses the elements of an array.
  func read(_ cut: ArraySplitter.Cut, _ bytes: UnsafeRawBufferPointer, _ target: RecordTarget) -> Int {
    batch.removeAll()
    for (index, element) in cut.elements.enumerated() {
      let place = Place(row: cut.firstRow + index, line: element.line, column: element.column, byte: element.byte)
      unsafe read(bytes, element.range, target, place)
    }
    return cut.elements.count
  }

  private struct Place {
    var row: Int
    var line: Int
    var column: Int
    var byte: Int
  }

  private func read(
    _ block: UnsafeRawBufferPointer,
    _ range: Range<Int>,
    _ target: RecordTarget,
    _ place: Place
  ) {
    let mark = batch.mark
    do throws(RecordError) {
      let record = unsafe UnsafeRawBufferPointer(rebasing: block[range])
      do throws(JSONError) {
        // Blocks of lines have 64 readable bytes behind their end; a cut has none, and its last element is copied.
        try unsafe parser.parse(record, readable: block.count - range.lowerBound)
      } catch {
        throw RecordError(.json(error.kind), at: error.offset)
      }
      switch target {
      case .format(let format): try format.read(parser.root, into: &batch)
      case .grouper(let grouper):
        return try grouper.take(parser.root, at: RecordPlace(row: place.row, line: place.line, byte: place.byte))
      }
      let bytes = parser.root.rawRange
      for index in mark.comparisonCount..<batch.comparisons.count {
        batch.comparisons[index].raw = range
        batch.comparisons[index].line = UInt64(place.line)
        batch.comparisons[index].byte = UInt64(place.byte)
        if batch.comparisons[index].lineage.row == 0 { batch.comparisons[index].lineage.row = UInt64(place.row) }
        // White space around the value would travel along with the raw bytes.
        if bytes.count != range.count { batch.comparisons[index].rawIsCanonical = false }
      }
    } catch {
      batch.rewind(to: mark)
      unsafe quarantine(error, block, range, place)
    }
  }

  private func quarantine(
    _ error: RecordError,
    _ block: UnsafeRawBufferPointer,
    _ range: Range<Int>,
    _ place: Place
  ) {
    // A record may span lines: the fault is counted from the last newline before it.
    var (line, column) = (place.line, place.column + error.offset)
    let fault = min(range.lowerBound + error.offset, range.upperBound)
    var position = range.lowerBound
    while let newline = unsafe block.firstNewline(from: position), newline < fault {
      line += 1
      column = fault - newline
      position = newline + 1
    }
    batch.quarantined.append(
      QuarantinedRecord(
        error: error,
        row: UInt64(place.row),
        line: UInt64(line),
        column: column,
        byte: UInt64(place.byte),
        raw: range
      )
    )
  }

  private static func isBlank(_ block: UnsafeRawBufferPointer, _ start: Int, _ end: Int) -> Bool {
    var index = start
    while index < end {
      let byte = unsafe block[index]
      if byte != 0x20 && byte != 0x09 { return false }
      index += 1
    }
    return true
  }
}
