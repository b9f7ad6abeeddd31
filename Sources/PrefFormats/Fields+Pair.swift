import PrefJSON
import PrefRecord

/// Makes the pair of a record from its mapped fields.
extension Fields {
  /// What the messages of the parts hold besides roles and texts.
  struct Extras {
    var members: [(key: String, json: String)] = []
    var callsTools = false
  }

  /// The pair of a record; `nil` where it is for votes to decide and there are none.
  func comparison(
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
