import PrefJSON
import PrefRecord

/// Where the parts of a comparison are found in records of the user's own.
struct FieldMap: Sendable {
  /// A field by its name, and the pointer that leads to it.
  struct Field: Sendable {
    var name: String
    var pointer: JSONPointer

    /// A key, or a JSON pointer where the name begins with `/`; `origin` is the option that gives it.
    init(_ name: String, origin: String) throws(FormatOptionError) {
      guard let pointer = JSONPointer(name) else {
        throw FormatOptionError("\(origin) \(name): in a JSON pointer, ~ is followed by 0 or 1")
      }
      (self.name, self.pointer) = (name, pointer)
    }

    /// Whether the name is a key of the record itself.
    var isKey: Bool { !name.hasPrefix("/") }
  }

  private var fields: [String: Field] = [:]

  /// Takes a field for each part.
  init(_ map: [String: String]) throws(FormatOptionError) {
    for (part, name) in map.sorted(by: { $0.key < $1.key }) {
      guard Fields.targets.contains(part) else {
        throw FormatOptionError(
          "--map has no part named \"\(part)\"; its parts are \(Fields.targets.joined(separator: ", "))"
        )
      }
      fields[part] = try Field(name, origin: "--map \(part)=")
    }
  }

  /// Whether a part is mapped.
  func has(_ part: String) -> Bool { fields[part] != nil }

  /// The keys of the record that are mapped; what a pointer leads into is none.
  var keys: [String] { fields.values.filter(\.isKey).map(\.name).sorted() }

  /// The name of a part's field.
  func name(_ part: String) -> String { fields[part]?.name ?? part }

  /// The value of a part: `nil` where it is not mapped.
  ///
  /// - Throws: `missing` where it is mapped and not there.
  func value(_ part: String, of record: JSONValue) throws(RecordError) -> JSONValue? {
    guard let field = fields[part] else { return nil }
    guard let value = record.value(at: field.pointer) else {
      throw RecordError(.missing(field: field.name), at: record.offset)
    }
    return value
  }

  /// The text of a part; empty where it is not mapped.
  func text(_ part: String, of record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) -> ByteRange {
    guard let value = try value(part, of: record) else { return .empty }
    return try value.string(name(part), into: &batch)
  }

  /// The turns of a part: one of a text, or those of a list of messages.
  func turns(
    _ part: String,
    _ role: Role,
    of record: JSONValue,
    _ extras: inout MessageExtras,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> Range<Int> {
    let start = batch.turns.count
    guard let value = try value(part, of: record) else { return start..<start }
    if value.kind == .array {
      return try Conversation().turns(value, field: name(part), extras: &extras, into: &batch)
    }
    batch.append(turn: Turn(role: role, content: try value.string(name(part), into: &batch)))
    return start..<start + 1
  }
}
