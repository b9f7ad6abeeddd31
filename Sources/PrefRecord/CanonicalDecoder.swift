public import PrefJSON

/// Reads canonical rows, strictly: every key must be known, in type and in place.
public struct CanonicalDecoder: Sendable {
  /// The optional columns of the row read last.
  public private(set) var columns: Columns = []
  /// Whether the row read last carried an id.
  public private(set) var storedID: RecordID?
  /// Whether all numbers of the row read last have a decimal point, as canonical rows write them.
  private var hasFloatsOnly = true

  /// Makes a decoder.
  public init() {}

  /// Reads one row into a batch.
  ///
  /// `row`: The parsed row.
  /// Returns the comparison, unsigned; its `raw` fields are the caller's to set.
  /// Throws `RecordError` with an offset into the row.
  public mutating func read(
    _ row: JSONValue,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison {
    guard row.kind == .object else { throw .wrongType(row, field: "row", expected: "an object") }
    columns = []
    storedID = nil
    hasFloatsOnly = true
    var record = Comparison(prompt: 0..<0, chosen: 0..<0, rejected: 0..<0)
    var turnsSeen = 0
    var inOrder = true
    var lastPlace = -1
    for member in row.members {
      guard let place = unsafe CanonicalKeyName.place(of: member.key, after: lastPlace) else {
        throw RecordError(
          .unexpectedValue(field: "key", expected: "one of \(CanonicalKeyName.all.joined(separator: ", "))"),
          at: member.keyOffset
        )
      }
      if place < lastPlace { inOrder = false }
      lastPlace = place
      switch place {
      case 0: storedID = try id(member.value)
      case 1:
        record.prompt = try turns(member.value, field: "prompt", into: &batch)
        turnsSeen |= 1
      case 2:
        record.chosen = try turns(member.value, field: "chosen", into: &batch)
        turnsSeen |= 2
      case 3:
        record.rejected = try turns(member.value, field: "rejected", into: &batch)
        turnsSeen |= 4
      default:
        columns.insert(Columns.named[place - 4].column)
        try optional(member.value, Columns.named[place - 4].column, &record, into: &batch)
      }
    }
    if turnsSeen != 7 {
      let field = turnsSeen & 1 == 0 ? "prompt" : turnsSeen & 2 == 0 ? "chosen" : "rejected"
      throw RecordError(.missing(field: field), at: row.offset)
    }
    if record.chosen.isEmpty { throw RecordError(.noCompletion(field: "chosen"), at: row.offset) }
    if record.rejected.isEmpty { throw RecordError(.noCompletion(field: "rejected"), at: row.offset) }
    record.rawIsCanonical = inOrder && storedID != nil && hasFloatsOnly
    return record
  }

  private func id(_ value: JSONValue) throws(RecordError) -> RecordID {
    guard value.kind == .string else { throw .wrongType(value, field: "id", expected: "a string") }
    guard let id = unsafe RecordID(hex: value.text) else {
      throw RecordError(.unexpectedValue(field: "id", expected: "32 lower-case hexadecimal digits"), at: value.offset)
    }
    return id
  }

  private func turns(
    _ value: JSONValue,
    field: String,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    guard value.kind == .array else { throw .wrongType(value, field: field, expected: "a list of messages") }
    let start = batch.turns.count
    for message in value.elements {
      guard message.kind == .object else { throw .wrongType(message, field: field, expected: "a message") }
      var fields = JSONFields(message)
      guard message.count == 2, let role = fields.next("role"), let content = fields.next("content") else {
        throw RecordError(
          .unexpectedValue(field: field, expected: "messages with exactly \"role\" and \"content\""),
          at: message.offset
        )
      }
      batch.append(turn: try Turn(canonicalRole: role, content: content, field: field, into: &batch))
    }
    return start..<batch.turns.count
  }

  private mutating func optional(
    _ value: JSONValue,
    _ column: Columns,
    _ record: inout Comparison,
    into batch: inout ComparisonBatch
  ) throws(RecordError) {
    switch column {
    case .margin: record.margin = try number(value, "margin", into: &batch)
    case .tie:
      guard value.kind == .true || value.kind == .false else {
        throw .wrongType(value, field: "tie", expected: "true or false")
      }
      record.isTie = value.kind == .true
    case .annotations: record.annotations = try annotations(value, into: &batch)
    case .scores: record.scores = try scores(value, into: &batch)
    case .models:
      record.chosenModel = try value.required("chosen", of: "models").string("models.chosen", into: &batch)
      record.rejectedModel = try value.required("rejected", of: "models").string("models.rejected", into: &batch)
      if value.count > 2 { throw value.unknownKey(besides: ["chosen", "rejected"], field: "models") }
    case .source: record.lineage = try lineage(value, into: &batch)
    case .weight: record.weight = try number(value, "weight", into: &batch)
    default:
      record.metadata = try value.string("metadata", into: &batch)
    }
  }

  private mutating func number(
    _ value: JSONValue,
    _ field: String,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> ByteRange {
    let range = try value.number(field, into: &batch)
    if unsafe !value.raw.contains(UInt8(ascii: ".")) { hasFloatsOnly = false }
    return range
  }

  private mutating func annotations(
    _ value: JSONValue,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    guard value.kind == .array else { throw .wrongType(value, field: "annotations", expected: "a list") }
    let start = batch.annotations.count
    for entry in value.elements {
      let choice = try entry.required("choice", of: "annotations")
      let annotation = Annotation(
        annotator: try entry.required("annotator", of: "annotations").string("annotations.annotator", into: &batch),
        choice: try choice.named("annotations.choice", Choice.self),
        strength: try number(entry.required("strength", of: "annotations"), "annotations.strength", into: &batch),
        position: try entry.required("position", of: "annotations").named("annotations.position", Position.self)
      )
      if entry.count > 4 {
        throw entry.unknownKey(besides: ["annotator", "choice", "strength", "position"], field: "annotations")
      }
      if annotation.choice == .unknown {
        guard annotation.annotator.isEmpty else {
          throw RecordError(
            .unexpectedValue(field: "annotations.choice", expected: "\"chosen\", \"rejected\" or \"tie\""),
            at: choice.offset
          )
        }
        continue
      }
      batch.append(annotation: annotation)
    }
    return start..<batch.annotations.count
  }

  private mutating func scores(
    _ value: JSONValue,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    guard value.kind == .array else { throw .wrongType(value, field: "scores", expected: "a list") }
    let start = batch.scores.count
    for entry in value.elements {
      let score = Score(
        name: try entry.required("name", of: "scores").string("scores.name", into: &batch),
        chosen: try number(entry.required("chosen", of: "scores"), "scores.chosen", into: &batch),
        rejected: try number(entry.required("rejected", of: "scores"), "scores.rejected", into: &batch)
      )
      if entry.count > 3 { throw entry.unknownKey(besides: ["name", "chosen", "rejected"], field: "scores") }
      if score.name.isEmpty {
        // The neutral entry of a row without scores; numbers without a name would be lost.
        guard entry["chosen"]?.double == 0, entry["rejected"]?.double == 0 else {
          throw RecordError(.unexpectedValue(field: "scores.name", expected: "a name"), at: entry.offset)
        }
      } else {
        batch.append(score: score)
      }
    }
    return start..<batch.scores.count
  }

  private func lineage(_ value: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) -> Lineage {
    var lineage = Lineage()
    var fields = JSONFields(value)
    lineage.dataset = try value.required("dataset", in: &fields, of: "source").string("source.dataset", into: &batch)
    lineage.subset = try value.required("subset", in: &fields, of: "source").string("source.subset", into: &batch)
    lineage.split = try value.required("split", in: &fields, of: "source").string("source.split", into: &batch)
    lineage.file = try value.required("file", in: &fields, of: "source").string("source.file", into: &batch)
    let row = try value.required("row", in: &fields, of: "source")
    guard row.kind == .number, let number = row.int64, number >= 0 else {
      throw .wrongType(row, field: "source.row", expected: "a row number")
    }
    lineage.row = UInt64(number)
    if value.count > 5 {
      throw value.unknownKey(besides: ["dataset", "subset", "split", "file", "row"], field: "source")
    }
    return lineage
  }
}

/// The keys of canonical rows, in their order.
enum CanonicalKeyName {
  static let all = ["id", "prompt", "chosen", "rejected"] + Columns.named.map(\.name)

  private static let names: [StaticString] = [
    "id", "prompt", "chosen", "rejected", "margin", "tie", "annotations", "scores", "models", "source", "metadata",
    "weight",
  ]

  /// The place of a key in canonical order; `nil` for a key that rows do not have.
  ///
  /// `last`: The place of the key before, behind which the next one stands in nearly every row.
  static func place(of key: UnsafeRawBufferPointer, after last: Int) -> Int? {
    for place in last + 1..<names.count where unsafe key.equals(names[place]) { return place }
    return names.firstIndex { unsafe key.equals($0) }
  }
}
