import PrefBytes
public import PrefDedup
public import PrefRecord

/// Gathers evaluation texts.
public enum EvaluationReader {
  /// Adds the items of files that prefkit can ingest.
  public static func read(_ run: RecordRun, into set: inout EvaluationSet) throws {
    let job = EvaluationJob(run, into: set)
    _ = try run.run(job, OutputSet())
    set = job.set
  }

  /// Adds the prompts of a plain list: one a line, blank lines left out.
  public static func read(list path: String, maxLine: Int, into set: inout EvaluationSet) throws {
    let reader = BlockReader(
      try ByteStream(InputFile(argument: path)),
      path: path,
      limits: BlockReader.Limits(maxLine: maxLine)
    )
    var words = WordReader()
    while let block = try reader.next() {
      try block.load()
      unsafe block.withUnsafeBytes { bytes in
        var (start, row) = (0, block.firstRow)
        while start < bytes.count {
          let end = unsafe bytes.firstNewline(from: start) ?? bytes.count
          let turn = unsafe words.words(of: UnsafeRawBufferPointer(rebasing: bytes[start..<end]))
          if !turn.isEmpty { set.add(EvaluationText(file: path, row: UInt64(row), part: .prompt), [turn]) }
          (start, row) = (end + 1, row + 1)
        }
      }
    }
  }
}

extension RecordRun {
  /// Leaves out the records that overlap with evaluation items.
  ///
  /// - Parameters:
  ///   - set: The items.
  ///   - outputs: The outputs of the run.
  ///   - output: Where rows go that stay; `nil`: nowhere.
  ///   - removed: Where a row goes for each record that overlaps.
  ///   - isReportOnly: Whether records that overlap stay all the same.
  /// - Returns: The ledger.
  /// - Throws: What reading and writing throw.
  public func decontaminate(
    _ set: EvaluationSet,
    _ outputs: OutputSet,
    _ output: OutputSet.Handle?,
    removed: OutputSet.Handle?,
    isReportOnly: Bool
  ) throws -> Ledger {
    try run(DecontaminateJob(self, set, output, removed: removed, isReportOnly: isReportOnly), outputs)
  }
}
