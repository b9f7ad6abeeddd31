import PrefJSON
import PrefRecord

/// Reads values that some files hold as JSON and others as a text that is JSON, as cells of tables are.
enum EncodedJSON {
  /// Lends the value, or the value that its text holds.
  ///
  /// - Throws: `json` at the string when its text is no JSON; what `body` throws about the text inside is moved to the
  ///   string as well, since a place inside of an escaped text is none in the record.
  static func withValue<Result>(
    _ value: JSONValue,
    _ body: (JSONValue) throws(RecordError) -> Result
  ) throws(RecordError) -> Result {
    guard value.kind == .string else { return try body(value) }
    let parser = JSONParser()
    do throws(JSONError) {
      try unsafe parser.parse(value.text, readable: value.text.count)
    } catch {
      throw RecordError(.json(error.kind), at: value.offset)
    }
    defer { withExtendedLifetime(parser) {} }
    do throws(RecordError) {
      return try body(parser.root)
    } catch {
      throw RecordError(error.kind, at: value.offset)
    }
  }
}
