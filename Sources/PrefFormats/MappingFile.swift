import PrefJSON

/// Reads a mapping file: a team's own dialect as one small file.
///
/// Layout: `{"schema": "prefkit/mapping/1", "map": {PART: FIELD, …}, "label_field"?, "first_if"?, "second_if"?,
/// "tie_if"?, "annotator_fields"?}`; `schemas/mapping.schema.json` describes each key. A word may be given as a number
/// or truth value, as the data has it.
public struct MappingFile: Sendable, Equatable {
  /// Value of the key `schema`.
  public static let schema = "prefkit/mapping/1"

  /// Where each part of a record is found.
  public var map: [String: String] = [:]
  /// Where the verdict is found and how it is spelt.
  public var verdict = VerdictOptions()

  /// Reads a file.
  ///
  /// - Parameter bytes: The whole file.
  /// - Throws: The first fault: damaged JSON with its byte, another schema, an unknown key, a value of another type.
  public init(parsing bytes: [UInt8]) throws(FormatOptionError) {
    let tree: JSONTree
    do throws(JSONError) {
      tree = try JSONTree(parsing: bytes)
    } catch {
      throw FormatOptionError("no JSON at byte \(error.offset)")
    }
    guard let members = tree.object else { throw FormatOptionError("expected an object") }
    guard tree["schema"]?.string == Self.schema else {
      throw FormatOptionError("expected \"schema\": \"\(Self.schema)\"")
    }
    for (key, value) in members where key != "schema" { try take(key, value) }
  }

  private mutating func take(_ key: String, _ value: JSONTree) throws(FormatOptionError) {
    switch key {
    case "map": map = try Self.map(value)
    case "label_field":
      guard let field = value.string else { throw FormatOptionError("expected a text for \"label_field\"") }
      verdict.labelField = field
    case "first_if": verdict.firstIf = try Self.words(value, key)
    case "second_if": verdict.secondIf = try Self.words(value, key)
    case "tie_if": verdict.tieIf = try Self.words(value, key)
    case "annotator_fields": verdict.annotatorFields = try Self.words(value, key)
    default:
      let keys = "schema, map, label_field, first_if, second_if, tie_if, annotator_fields"
      throw FormatOptionError("there is no key \"\(key)\"; the keys are \(keys)")
    }
  }

  private static func map(_ value: JSONTree) throws(FormatOptionError) -> [String: String] {
    guard let members = value.object else { throw FormatOptionError("expected an object for \"map\"") }
    var map: [String: String] = [:]
    for (part, field) in members {
      guard let name = field.string else { throw FormatOptionError("expected a text for \"\(part)\" in \"map\"") }
      map[part] = name
    }
    return map
  }

  private static func words(_ value: JSONTree, _ key: String) throws(FormatOptionError) -> [String] {
    var words: [String] = []
    for element in value.array ?? [value] {
      switch element {
      case .string(let word): words.append(word)
      case .int(let number): words.append("\(number)")
      case .bool(let truth): words.append("\(truth)")
      default: throw FormatOptionError("expected words for \"\(key)\"")
      }
    }
    return words
  }

  /// Adds what the file says to options; what they say already stays.
  public func apply(to options: inout FormatOptions) {
    options.map.merge(map) { given, _ in given }
    let given = options.verdict
    options.verdict = verdict
    if given.labelField != nil { options.verdict.labelField = given.labelField }
    if !given.firstIf.isEmpty { options.verdict.firstIf = given.firstIf }
    if !given.secondIf.isEmpty { options.verdict.secondIf = given.secondIf }
    if !given.tieIf.isEmpty { options.verdict.tieIf = given.tieIf }
    if !given.annotatorFields.isEmpty { options.verdict.annotatorFields = given.annotatorFields }
  }
}
