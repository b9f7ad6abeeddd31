public import PrefJSON
public import PrefRecord

/// Reads the rows of score files.
///
/// A row speaks of a pair (`id`, and `chosen` and `rejected` scores) or of a response (`prompt_id` and `sample_id`, or
/// `id`, and a `score`). `name` says whose score it is; `scores` holds several: a list of `{name, chosen, rejected}` or
/// `{name, score}`, or an object from names to numbers. `metrics` and `gold` are what the reward should follow. `length`
/// or `len`, `subset`, `votes` and `tie` are read where they are there; other keys are not looked at. A side's number may
/// stand in a list of one, and may be null, which is no score. Cells of tables are read as numbers; `scores.NAME`,
/// `metrics.NAME` and `length.chosen` name what tables cannot nest.
public struct ScoreRowReader: Sendable {
  /// Name of scores that have none.
  public static let defaultName = "score"

  /// What is known of a row that is a whole record.
  public struct Identity: Sendable {
    /// The row, without its scores.
    public var row: ScoreBatch.Row

    /// Makes an identity.
    public init(row: ScoreBatch.Row) { self.row = row }
  }

  /// Makes a reader.
  public init() {}

  /// Reads one row into a batch.
  ///
  /// - Parameters:
  ///   - value: The row.
  ///   - identity: What the row speaks of, where it is a record whose texts have said so.
  ///   - batch: Gets the row; after an error it is as it was.
  /// - Throws: What is wrong with the row, and where.
  public func read(
    _ value: JSONValue,
    as identity: Identity? = nil,
    into batch: inout ScoreBatch
  ) throws(RecordError) {
    guard value.kind == .object else { throw .wrongType(value, field: "row", expected: "an object") }
    let mark = batch.entries.count
    do throws(RecordError) {
      var fields = RowFields()
      for member in value.members { try fields.take(member, isRecord: identity != nil, &batch) }
      batch.rows.append(try row(fields, identity, at: value.offset, &batch))
    } catch {
      batch.entries.removeLast(batch.entries.count - mark)
      throw error
    }
  }

  private func row(
    _ fields: RowFields,
    _ identity: Identity?,
    at offset: Int,
    _ batch: inout ScoreBatch
  ) throws(RecordError) -> ScoreBatch.Row {
    let isPair = identity != nil || fields.hasSides || fields.first != nil || fields.second != nil
    if isPair, fields.single != nil || fields.hasSingles {
      let field = fields.single != nil ? "score" : "scores or metrics"
      throw RecordError(.unexpectedValue(field: field, expected: "a number for each side of the pair"), at: offset)
    }
    if isPair, identity == nil || fields.first != nil, (fields.first == nil) != (fields.second == nil) {
      throw RecordError(.missing(field: fields.first == nil ? "chosen" : "rejected"), at: offset)
    }
    var row = if let identity { identity.row } else { try fields.row(isPair: isPair, at: offset) }
    let values = isPair ? fields.first.flatMap { a in fields.second.map { (a, $0) } } : fields.single.map { ($0, 0) }
    if let values, !values.0.isNaN, !values.1.isNaN {
      batch.add(fields.name(in: &batch), values)
    }
    if let subset = fields.subset { row.subset = unsafe batch.index(ofSubset: subset.bytes) }
    if !fields.lengths.0.isNaN || !fields.lengths.1.isNaN { row.lengths = fields.lengths }
    if fields.votes != (0, 0) { row.votes = fields.votes }
    row.isTie = row.isTie || fields.isTie
    return row
  }
}
