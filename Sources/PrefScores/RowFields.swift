import PrefJSON
import PrefRecord

/// What one walk over the members of a score row found.
struct RowFields {
  var id: ScalarText?
  var prompt: ScalarText?
  var sample: ScalarText?
  var nameText: ScalarText?
  var subset: ScalarText?
  var first: Double?
  var second: Double?
  var single: Double?
  /// The name that the key of the single score implies.
  var impliedName: StaticString = "score"
  /// Whether an entry of `scores` or `metrics` has one number a side.
  var hasSides = false
  /// Whether an entry of `scores` or `metrics` has one number only.
  var hasSingles = false
  var lengths = (Double.nan, Double.nan)
  var votes = (0, 0)
  var isTie = false

  /// Takes one member.
  mutating func take(_ member: JSONMember, isRecord: Bool, _ batch: inout ScoreBatch) throws(RecordError) {
    let value = member.value
    if !isRecord, member.hasKey("chosen") {
      first = try value.score("chosen")
    } else if !isRecord, member.hasKey("rejected") {
      second = try value.score("rejected")
    } else if member.hasKey("name") {
      nameText = try value.scalar("name")
    } else if !isRecord, member.hasKey("id") {
      id = try value.scalar("id")
    } else if !isRecord, member.hasKey("prompt_id") {
      prompt = try value.scalar("prompt_id")
    } else if !isRecord, member.hasKey("sample_id") {
      sample = try value.scalar("sample_id")
    } else if member.hasKey("scores") {
      try takeAll(value, "scores", isMetric: false, &batch)
    } else if member.hasKey("metrics") {
      try takeAll(value, "metrics", isMetric: true, &batch)
    } else {
      try takeRare(member, &batch)
    }
  }

  private mutating func takeRare(_ member: JSONMember, _ batch: inout ScoreBatch) throws(RecordError) {
    let value = member.value
    if member.hasKey("score") || member.hasKey("reward") {
      single = try value.score("score")
    } else if member.hasKey("proxy") {
      single = try value.score("proxy")
      impliedName = "proxy"
    } else if member.hasKey("score_chosen") {
      first = try value.score("score_chosen")
    } else if member.hasKey("score_rejected") {
      second = try value.score("score_rejected")
    } else if member.hasKey("gold") {
      unsafe try takeNamed(member.key, value, isMetric: true, "gold", &batch)
    } else if member.hasKey("length") || member.hasKey("len") {
      lengths = try value.sidesOrOne("length", other: .nan).values
    } else if member.hasKey("length.chosen") {
      lengths.0 = try value.score("length.chosen")
    } else if member.hasKey("length.rejected") {
      lengths.1 = try value.score("length.rejected")
    } else if member.hasKey("subset") {
      subset = value.isNull ? nil : try value.scalar("subset")
    } else if member.hasKey("votes") {
      let sides = try value.sides("votes")
      guard let sides else { throw .wrongType(value, field: "votes", expected: "an object of chosen and rejected") }
      votes = (try value.whole(sides.0), try value.whole(sides.1))
    } else if member.hasKey("tie") {
      isTie = value.bool ?? value.isString("true")
    } else if let name = unsafe member.key.dropping("scores.") {
      unsafe try takeNamed(name, value, isMetric: false, "scores", &batch)
    } else if let name = unsafe member.key.dropping("metrics.") {
      unsafe try takeNamed(name, value, isMetric: true, "metrics", &batch)
    }
  }

  /// Takes the members of an object from names to numbers, or the entries of a list.
  private mutating func takeAll(
    _ value: JSONValue,
    _ field: String,
    isMetric: Bool,
    _ batch: inout ScoreBatch
  ) throws(RecordError) {
    switch value.kind {
    case .null: return
    case .object:
      for member in value.members { unsafe try takeNamed(member.key, member.value, isMetric: isMetric, field, &batch) }
    case .array:
      for entry in value.elements { try takeEntry(entry, field, isMetric: isMetric, &batch) }
    default: throw .wrongType(value, field: field, expected: "a list or an object")
    }
  }

  private mutating func takeEntry(
    _ entry: JSONValue,
    _ field: String,
    isMetric: Bool,
    _ batch: inout ScoreBatch
  ) throws(RecordError) {
    let name = try entry.required("name", of: field)
    guard name.kind == .string else { throw .wrongType(name, field: "\(field).name", expected: "a string") }
    // The neutral entry of a canonical row without scores.
    if unsafe name.text.isEmpty { return }
    if let score = entry["score"] ?? entry["value"] {
      return unsafe try takeNamed(name.text, score, isMetric: isMetric, field, &batch)
    }
    unsafe try takeNamed(name.text, entry, isMetric: isMetric, field, &batch)
  }

  private mutating func takeNamed(
    _ name: UnsafeRawBufferPointer,
    _ value: JSONValue,
    isMetric: Bool,
    _ field: String,
    _ batch: inout ScoreBatch
  ) throws(RecordError) {
    // A table names one side a column: NAME.chosen, NAME.rejected.
    if value.kind != .object, let stem = unsafe name.droppingEnd(".chosen") {
      return unsafe try takeSide(stem, value, isMetric: isMetric, field, isFirst: true, &batch)
    }
    if value.kind != .object, let stem = unsafe name.droppingEnd(".rejected") {
      return unsafe try takeSide(stem, value, isMetric: isMetric, field, isFirst: false, &batch)
    }
    let (values, isSides) = try value.sidesOrOne(field, other: 0)
    if isSides { hasSides = true } else if !values.0.isNaN { hasSingles = true }
    guard !values.0.isNaN, !values.1.isNaN else { return }
    batch.add(unsafe batch.index(ofName: name, isMetric: isMetric), values)
  }

  private mutating func takeSide(
    _ stem: UnsafeRawBufferPointer,
    _ value: JSONValue,
    isMetric: Bool,
    _ field: String,
    isFirst: Bool,
    _ batch: inout ScoreBatch
  ) throws(RecordError) {
    let score = try value.score(field)
    let index = unsafe batch.index(ofName: stem, isMetric: isMetric)
    hasSides = true
    if let last = batch.entries.lastIndex(where: { $0.row == batch.rows.count && $0.name == index }) {
      if isFirst { batch.entries[last].first = score } else { batch.entries[last].second = score }
    } else {
      batch.add(index, isFirst ? (score, .nan) : (.nan, score))
    }
  }

  /// The index of the name that the row's own score goes by.
  func name(in batch: inout ScoreBatch) -> Int {
    if let nameText { return unsafe batch.index(ofName: nameText.bytes, isMetric: false) }
    return impliedName.withUTF8Buffer {
      unsafe batch.index(ofName: UnsafeRawBufferPointer($0), isMetric: false)
    }
  }

  /// The row that the ids name.
  func row(isPair: Bool, at offset: Int) throws(RecordError) -> ScoreBatch.Row {
    if let prompt, let sample, id == nil {
      return unsafe ScoreBatch.Row(
        key: ScoreKey(prompt: prompt.bytes, sample: sample.bytes),
        cluster: ScoreKey.hash(prompt.bytes),
        isPair: isPair
      )
    }
    guard let id else {
      throw RecordError(.missing(field: prompt == nil ? "id" : "sample_id"), at: offset)
    }
    let cluster = prompt ?? id
    return unsafe ScoreBatch.Row(
      key: ScoreKey(hashing: id.bytes),
      cluster: ScoreKey.hash(cluster.bytes),
      isPair: isPair
    )
  }
}

/// The bytes of a string or number that names something; valid as long as the parse.
@safe
struct ScalarText {
  let bytes: UnsafeRawBufferPointer
}

extension JSONValue {
  /// A string's text or an integer's digits.
  func scalar(_ field: @autoclosure () -> String) throws(RecordError) -> ScalarText {
    switch kind {
    case .string: return unsafe ScalarText(bytes: text)
    case .number: return unsafe ScalarText(bytes: raw)
    default: throw .wrongType(self, field: field(), expected: "a string or a number")
    }
  }

  /// A finite number, one in a list of one or in a table's cell, or a truth value; NaN for null and for an empty cell.
  func score(_ field: @autoclosure () -> String) throws(RecordError) -> Double {
    switch kind {
    case .null: return .nan
    case .true: return 1
    case .false: return 0
    case .number:
      if let value = double { return value }
      throw RecordError(.unexpectedValue(field: field(), expected: "a number that 64 bits hold"), at: offset)
    case .string:
      if unsafe text.isEmpty { return .nan }
      if let value = Double(unsafe String(decoding: text, as: UTF8.self)), value.isFinite { return value }
    case .array:
      if count == 1, let only = elements.first(where: { _ in true }), only.kind != .array {
        return try only.score(field())
      }
    case .object: break
    }
    throw .wrongType(self, field: field(), expected: "a number, [number] or null")
  }

  /// The numbers of `{chosen, rejected}`; `nil` where this is no object.
  func sides(_ field: @autoclosure () -> String) throws(RecordError) -> (Double, Double)? {
    guard kind == .object else { return nil }
    let chosen = try required("chosen", of: field()).score(field())
    return (chosen, try required("rejected", of: field()).score(field()))
  }

  /// The numbers of `{chosen, rejected}`, or one number and `other`.
  func sidesOrOne(
    _ field: String,
    other: Double
  ) throws(RecordError) -> (values: (Double, Double), isSides: Bool) {
    if let sides = try sides(field) { return (sides, true) }
    return ((try score(field), other), false)
  }

  /// A count; nothing counts as none.
  func whole(_ value: Double) throws(RecordError) -> Int {
    if value.isNaN { return 0 }
    guard let count = Int(exactly: value), count >= 0 else {
      throw RecordError(.unexpectedValue(field: "votes", expected: "a whole number, not negative"), at: offset)
    }
    return count
  }
}

extension UnsafeRawBufferPointer {
  /// What follows a prefix; `nil` where the bytes do not begin with it, or nothing follows.
  func dropping(_ prefix: StaticString) -> UnsafeRawBufferPointer? {
    let size = prefix.utf8CodeUnitCount
    guard count > size, unsafe UnsafeRawBufferPointer(rebasing: self[..<size]).equals(prefix) else { return nil }
    return unsafe UnsafeRawBufferPointer(rebasing: self[size...])
  }

  /// What stands before a suffix; `nil` where the bytes do not end with it, or nothing precedes.
  func droppingEnd(_ suffix: StaticString) -> UnsafeRawBufferPointer? {
    let size = count - suffix.utf8CodeUnitCount
    guard size > 0, unsafe UnsafeRawBufferPointer(rebasing: self[size...]).equals(suffix) else { return nil }
    return unsafe UnsafeRawBufferPointer(rebasing: self[..<size])
  }
}
