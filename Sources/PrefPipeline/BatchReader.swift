import PrefBytes
import PrefCSV
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
  /// The object that a row of a table stands for.
  private var record = CSVRecord()

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

  /// Parses records that a splitter cut off.
  ///
  /// `table`: The columns, where the records are rows of a table.
  func read(
    _ cut: RecordCut,
    _ bytes: UnsafeRawBufferPointer,
    table: CSVHeader?,
    _ target: RecordTarget
  ) -> Int {
    batch.removeAll()
    batch.blankLines = cut.blankRows
    for (index, record) in cut.records.enumerated() {
      let place = Place(row: cut.firstRow + index, line: record.line, column: record.column, byte: record.byte)
      if let table {
        unsafe read(bytes, record.range, table, target, place)
      } else {
        unsafe read(bytes, record.range, target, place)
      }
    }
    return cut.records.count
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
      // Blocks and cuts have readable bytes behind their end.
      try unsafe parse(record, readable: block.count - range.lowerBound)
      if try !take(target, place) { return }
      let bytes = parser.root.rawRange
      for index in mark.comparisonCount..<batch.comparisons.count {
        note(place, range, at: index)
        // White space around the value would travel along with the raw bytes.
        if bytes.count != range.count { batch.comparisons[index].rawIsCanonical = false }
      }
    } catch {
      batch.rewind(to: mark)
      unsafe quarantine(error, block, range, place)
    }
  }

  /// Reads a row of a table by way of the JSON object that it stands for.
  private func read(
    _ block: UnsafeRawBufferPointer,
    _ range: Range<Int>,
    _ table: CSVHeader,
    _ target: RecordTarget,
    _ place: Place
  ) {
    let mark = batch.mark
    let row = unsafe UnsafeRawBufferPointer(rebasing: block[range])
    do throws(RecordError) {
      do throws(CSVFault) {
        try unsafe record.convert(row, table)
      } catch {
        throw RecordError(error)
      }
      do throws(RecordError) {
        if try !takeRecord(target, place) { return }
      } catch {
        throw unsafe RecordError(error.kind, at: CSVRecord.offset(ofJSON: error.offset, in: row, table))
      }
      for index in mark.comparisonCount..<batch.comparisons.count {
        note(place, range, at: index)
        batch.comparisons[index].rawIsCanonical = false
      }
    } catch {
      batch.rewind(to: mark)
      unsafe quarantine(error, block, range, place)
    }
  }

  /// Parses the object and hands it on.
  private func takeRecord(_ target: RecordTarget, _ place: Place) throws(RecordError) -> Bool {
    var outcome: Result<Bool, RecordError> = .success(true)
    unsafe record.json.withUnsafeBytes { json in
      outcome = Result { () throws(RecordError) in
        try unsafe parse(UnsafeRawBufferPointer(rebasing: json[..<record.count]), readable: json.count)
        return try take(target, place)
      }
    }
    return try outcome.get()
  }

  private func parse(_ bytes: UnsafeRawBufferPointer, readable: Int) throws(RecordError) {
    do throws(JSONError) {
      try unsafe parser.parse(bytes, readable: readable)
    } catch {
      throw RecordError(.json(error.kind), at: error.offset)
    }
  }

  /// Hands on what was parsed.
  ///
  /// - Returns: Whether comparisons may have been appended to the batch.
  private func take(_ target: RecordTarget, _ place: Place) throws(RecordError) -> Bool {
    switch target {
    case .format(let format):
      try format.read(parser.root, into: &batch)
      return true
    case .grouper(let grouper):
      try grouper.take(parser.root, at: RecordPlace(row: place.row, line: place.line, byte: place.byte))
      return false
    }
  }

  /// Says of a comparison where it was read.
  private func note(_ place: Place, _ range: Range<Int>, at index: Int) {
    batch.comparisons[index].raw = range
    batch.comparisons[index].line = UInt64(place.line)
    batch.comparisons[index].byte = UInt64(place.byte)
    if batch.comparisons[index].lineage.row == 0 { batch.comparisons[index].lineage.row = UInt64(place.row) }
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

extension RecordError {
  /// The refusal of a table's row, with the place in the row.
  fileprivate init(_ fault: CSVFault) {
    if case .ragged(let expected, let found) = fault.kind {
      self.init(.raggedRow(expected: expected, found: found), at: fault.offset)
    } else {
      self.init(.csv(fault.message), at: fault.offset)
    }
  }
}
