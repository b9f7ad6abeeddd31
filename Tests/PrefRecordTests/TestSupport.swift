import PrefJSON
import PrefRecord

/// A turn as the tests write it.
typealias Message = (role: Role, text: String)

extension ComparisonBatch {
  /// Adds turns and returns where they are.
  mutating func add(_ messages: [Message]) -> Range<Int> {
    let start = turns.count
    for message in messages { append(turn: Turn(role: message.role, content: append(text: message.text))) }
    return start..<turns.count
  }

  /// Adds a comparison.
  @discardableResult
  mutating func add(prompt: [Message], chosen: [Message], rejected: [Message]) -> Comparison {
    let comparison = Comparison(prompt: add(prompt), chosen: add(chosen), rejected: add(rejected))
    append(comparison)
    return comparison
  }
}

/// Lends the text's bytes for one call, which is what makes it safe.
@safe
func withBytes<Result>(_ text: String, _ body: (UnsafeRawBufferPointer) -> Result) -> Result {
  unsafe Array(text.utf8).withUnsafeBytes { unsafe body($0) }
}

/// What the decoder made of one row.
struct Decoding {
  var batch = ComparisonBatch()
  var decoder = CanonicalDecoder()
  var comparison: Comparison?
  var error: RecordError?

  init(_ row: String) throws {
    let parser = JSONParser()
    try parser.parse(Array(row.utf8))
    do throws(RecordError) {
      comparison = try decoder.read(parser.root, into: &batch)
    } catch {
      self.error = error
    }
    withExtendedLifetime(parser) {}
  }

  /// The row again, in the columns it was read from.
  var encoded: String {
    guard var comparison else { return "" }
    comparison.id = decoder.storedID ?? .zero
    var bytes: [UInt8] = []
    CanonicalEncoder(columns: decoder.columns).append(comparison, in: batch, to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }
}
