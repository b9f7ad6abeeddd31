import PrefJSON
public import PrefRecord

extension Ledger {
  /// The schema's name and version.
  public static let schema = "prefkit/ledger/1"

  /// The ledger as JSON.
  public func json(command: String, version: String, seconds: Double, peakBytes: Int) -> [UInt8] {
    func counts(_ counts: [String: Int]) -> JSONTree {
      .object(counts.sorted { $0.key < $1.key }.map { ($0.key, .int(Int64($0.value))) })
    }
    let inputs = inputs.map { input in
      JSONTree.object([
        ("path", .string(input.path)), ("records", .int(Int64(input.records))), ("bytes", .int(Int64(input.bytes))),
      ])
    }
    let tree = JSONTree.object([
      ("schema", .string(Self.schema)), ("command", .string(command)), ("version", .string(version)),
      ("inputs", .array(inputs)), ("read", .int(Int64(read))), ("written", .int(Int64(written))),
      ("dropped", counts(dropped)), ("quarantined", counts(quarantined)), ("flagged", counts(flagged)),
      ("blank_lines", .int(Int64(blankLines))), ("seconds", .double(seconds)), ("peak_bytes", .int(Int64(peakBytes))),
    ])
    return tree.bytes(pretty: true) + [0x0A]
  }

  /// The account in one line, for people.
  public var summary: String {
    var parts = ["read \(Self.grouped(read))", "wrote \(Self.grouped(written))"]
    parts.append(Self.part("dropped", dropped))
    parts.append(Self.part("quarantined", quarantined))
    if !flagged.isEmpty { parts.append(Self.part("flagged", flagged)) }
    if blankLines > 0 { parts.append("skipped \(Self.grouped(blankLines)) blank lines") }
    return parts.joined(separator: ", ")
  }

  private static func part(_ verb: String, _ counts: [String: Int]) -> String {
    guard !counts.isEmpty else { return "\(verb) 0" }
    let total = counts.values.reduce(0, +)
    let reasons = counts.sorted { $0.key < $1.key }.map { "\($0.key) \(grouped($0.value))" }
    return "\(verb) \(grouped(total)) (\(reasons.joined(separator: ", ")))"
  }

  /// A count with thousands set apart by commas.
  public static func grouped(_ count: Int) -> String {
    var text = ""
    let digits = String(count)
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return text
  }
}
