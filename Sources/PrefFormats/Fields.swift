public import PrefJSON
public import PrefRecord

/// Records of any layout, by a map from the parts of a comparison to the fields that hold them.
///
/// A field is a key, or a JSON pointer (RFC 6901) where it begins with `/`; the columns of a table are keys. Either the
/// fields of the winner and the loser are mapped to `chosen` and `rejected`, or two completions as they were shown to
/// `first` and `second`, with the field of the verdict, the fields of single votes, or both. Without a verdict the
/// majority of the votes decides; no majority is a tie. A prompt or a completion is a text or a list of messages.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct Fields: RecordFormat {
  public static let name = "fields"
  public static let summary =
    "Any record that holds a pair in fields of its own: --map prompt=question --map chosen=good and so on."
  public static let source = "The user's own data; JSON pointers as in RFC 6901"
  public static let winner =
    "The field that is mapped to chosen; of first and second, the one that the verdict or most votes name."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"question":"1+1?","good":"2","bad":"3"}"#,
      options: FormatOptions(map: ["prompt": "question", "chosen": "good", "rejected": "/bad"])
    ),
    FormatExample(
      accepts: #"{"q":"1+1?","a":"3","b":"2","winner":"right","r1":"right","r2":"same"}"#,
      options: .shown(label: "winner", annotators: ["r1", "r2"])
    ),
    FormatExample(
      refuses: #"{"question":"1+1?","good":"2","bad":null}"#,
      atColumn: 37,
      "wrong-type",
      options: FormatOptions(map: ["prompt": "question", "chosen": "good", "rejected": "bad"])
    ),
    FormatExample(
      refuses: #"{"question":"1+1?","good":"2"}"#,
      atColumn: 1,
      "missing-field",
      options: FormatOptions(map: ["prompt": "question", "chosen": "good", "rejected": "bad"])
    ),
    FormatExample(
      refuses: #"{"q":"1+1?","a":"3","b":"2","winner":"both"}"#,
      atColumn: 38,
      "unexpected-value",
      options: .shown(label: "winner", annotators: [])
    ),
  ]

  /// Parts of a comparison that can be mapped.
  public static let targets = [
    "prompt", "system", "chosen", "rejected", "first", "second", "margin", "chosen_model", "rejected_model",
    "first_model", "second_model", "subset",
  ]

  private let map: FieldMap
  private let label: FieldMap.Field?
  private let annotators: [FieldMap.Field]
  private let verdicts: VerdictReader?

  public init(options: FormatOptions) throws(FormatOptionError) {
    map = try FieldMap(options.map)
    let verdict = options.verdict
    if let field = verdict.labelField {
      label = try FieldMap.Field(field, origin: "--label-field")
    } else {
      label = nil
    }
    var fields: [FieldMap.Field] = []
    for field in verdict.annotatorFields { fields.append(try FieldMap.Field(field, origin: "--annotator-fields")) }
    annotators = fields
    let needsVerdict = verdict != VerdictOptions() || map.has("first") || map.has("second")
    verdicts = needsVerdict ? try VerdictReader(verdict) : nil
    try Self.check(map, isShown: needsVerdict, hasVotes: label != nil || !annotators.isEmpty)
  }

  private static func check(_ map: FieldMap, isShown: Bool, hasVotes: Bool) throws(FormatOptionError) {
    let (needed, other) = isShown ? (["first", "second"], ["chosen", "rejected"]) : (["chosen", "rejected"], [])
    for part in needed where !map.has(part) {
      throw FormatOptionError("--format fields needs --map \(part)=FIELD, which names the field that holds it")
    }
    if let part = other.first(where: { map.has($0) || map.has("\($0)_model") }) {
      throw FormatOptionError("--map \(part): a verdict decides between first and second, so leave \(part) out")
    }
    if isShown, !hasVotes {
      throw FormatOptionError("first and second need --label-field FIELD or --annotator-fields FIELD,… to decide them")
    }
  }

  public static func recognize(_ record: JSONValue) -> String? { nil }

  public func additionalColumns(for record: JSONValue) -> Columns {
    var columns: Columns = map.has("margin") ? .margin : []
    let models = ["chosen_model", "rejected_model", "first_model", "second_model"]
    if models.contains(where: map.has) { columns.insert(.models) }
    if verdicts != nil { columns.insert(.tie) }
    if !annotators.isEmpty { columns.insert(.annotations) }
    return columns
  }

  public func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) {
    guard record.kind == .object else { throw .wrongType(record, field: "row", expected: "an object") }
    var extras = Extras()
    guard var comparison = try comparison(record, &extras, into: &batch) else {
      batch.dropped["no-vote", default: 0] += 1
      return
    }
    if let margin = try map.value("margin", of: record) {
      comparison.margin = try margin.numberText(map.name("margin"), into: &batch)
    }
    comparison.lineage.subset = try map.text("subset", of: record, into: &batch)
    // Votes say where the chosen side was shown; without them the verdict has to.
    let votes = comparison.annotations.isEmpty ? [] : [label].compactMap { $0 } + annotators
    let used = map.keys + votes.filter(\.isKey).map(\.name)
    comparison.metadata = unsafe Leftovers.metadata(
      of: record,
      besides: [],
      besidesKeys: used,
      adding: extras.members,
      into: &batch
    )
    if extras.callsTools { comparison.flags.insert(.toolCalls) }
    batch.append(comparison)
  }

  /// What the messages of the parts hold besides roles and texts.
  private struct Extras {
    var members: [(key: String, json: String)] = []
    var callsTools = false
  }

  /// The pair of a record; `nil` where it is for votes to decide and there are none.
  private func comparison(
    _ record: JSONValue,
    _ extras: inout Extras,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison? {
    let start = batch.turns.count
    _ = try turns("system", .system, of: record, &extras, into: &batch)
    let prompt = start..<(try turns("prompt", .user, of: record, &extras, into: &batch)).upperBound
    guard let verdicts else {
      var comparison = Comparison(
        prompt: prompt,
        chosen: try side("chosen", of: record, &extras, into: &batch),
        rejected: try side("rejected", of: record, &extras, into: &batch)
      )
      comparison.chosenModel = try map.text("chosen_model", of: record, into: &batch)
      comparison.rejectedModel = try map.text("rejected_model", of: record, into: &batch)
      return comparison
    }
    let first = try side("first", of: record, &extras, into: &batch)
    var pair = ShownPair(prompt: prompt, first: first, second: try side("second", of: record, &extras, into: &batch))
    pair.firstModel = try map.text("first_model", of: record, into: &batch)
    pair.secondModel = try map.text("second_model", of: record, into: &batch)
    return try decide(&pair, verdicts, record, into: &batch)
  }

  private func decide(
    _ pair: inout ShownPair,
    _ verdicts: VerdictReader,
    _ record: JSONValue,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Comparison? {
    var votes: [(annotator: String, vote: Verdict)] = []
    for field in annotators {
      guard let value = record.value(at: field.pointer), !value.saysNothing else { continue }
      votes.append((field.name, try verdicts.verdict(value, field: field.name)))
    }
    if let label {
      guard let value = record.value(at: label.pointer) else {
        throw RecordError(.missing(field: label.name), at: record.offset)
      }
      pair.verdict = try verdicts.verdict(value, field: label.name)
    } else {
      guard !votes.isEmpty else { return nil }
      pair.verdict = Verdict(majorityOf: votes.map(\.vote))
    }
    var comparison = pair.comparison
    let start = batch.annotations.count
    for (annotator, vote) in votes {
      let name = batch.append(text: annotator)
      batch.append(annotation: pair.annotation(by: name, vote))
    }
    comparison.annotations = start..<batch.annotations.count
    return comparison
  }

  private func turns(
    _ part: String,
    _ role: Role,
    of record: JSONValue,
    _ extras: inout Extras,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    var found = MessageExtras()
    let turns = try map.turns(part, role, of: record, &found, into: &batch)
    if !found.isEmpty { extras.members.append(("\(part)_extras", found.json)) }
    extras.callsTools = extras.callsTools || found.callsTools
    return turns
  }

  private func side(
    _ part: String,
    of record: JSONValue,
    _ extras: inout Extras,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    let turns = try turns(part, .assistant, of: record, &extras, into: &batch)
    guard turns.isEmpty else { return turns }
    throw RecordError(.noCompletion(field: map.name(part)), at: (try map.value(part, of: record))?.offset ?? 0)
  }
}

extension JSONValue {
  /// Whether this is a null or an empty text, as an annotator leaves who did not vote.
  fileprivate var saysNothing: Bool { isNull || isString("") }
}

extension FormatOptions {
  /// Options of the examples with two completions as shown.
  fileprivate static func shown(label: String?, annotators: [String]) -> FormatOptions {
    var options = FormatOptions(map: ["prompt": "q", "first": "a", "second": "b"])
    options.verdict.labelField = label
    options.verdict.annotatorFields = annotators
    options.verdict.firstIf = ["left"]
    options.verdict.secondIf = ["right"]
    options.verdict.tieIf = ["same"]
    return options
  }
}
