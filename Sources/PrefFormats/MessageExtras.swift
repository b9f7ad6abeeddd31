import PrefJSON

/// What messages hold besides a role and a text: a JSON list for the metadata, one object a message.
///
/// Canonical messages have exactly a role and a content. A name, tool calls, a weight and such go here, each byte for
/// byte, with `turn`, the 0-based place of the message in its list. Keys that are null say nothing and are left out.
struct MessageExtras {
  private var entries: [UInt8] = []
  /// Whether a message calls tools.
  var callsTools = false

  /// Whether there is nothing to say.
  var isEmpty: Bool { entries.isEmpty }

  /// The list as JSON text.
  var json: String { "[\(String(decoding: entries, as: UTF8.self))]" }

  /// Adds what a message holds besides the keys given.
  mutating func add(_ message: JSONValue, turn: Int, besides used: [StaticString]) {
    let extra = message.members.filter { member in
      !member.value.isNull && !used.contains { member.hasKey($0) }
    }
    guard !extra.isEmpty else { return }
    if !entries.isEmpty { entries.append(UInt8(ascii: ",")) }
    entries.append(contentsOf: "{\"turn\":\(turn)".utf8)
    for member in extra {
      entries.append(UInt8(ascii: ","))
      unsafe JSONWriter.append(string: member.key, to: &entries)
      entries.append(UInt8(ascii: ":"))
      unsafe JSONWriter.append(raw: member.value.raw, to: &entries)
    }
    entries.append(UInt8(ascii: "}"))
  }
}
