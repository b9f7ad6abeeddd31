import PrefRecord
import Testing

@testable import PrefPipeline

@Suite("Validate")
struct ValidateJobTests {
  /// Ids by Python's hashlib over the documented preimage, for an empty prompt, "a" and "b" by the assistant.
  static func row(_ id: String = "b904013f2ea058f453034b88ba9d8bfa", _ rest: String = "") -> String {
    "{\"id\":\"\(id)\",\"prompt\":[],\"chosen\":[{\"role\":\"assistant\",\"content\":\"a\"}],"
      + "\"rejected\":[{\"role\":\"assistant\",\"content\":\"b\"}]\(rest)}"
  }

  static func ledger(_ rows: [String], threads: Int) throws -> Ledger {
    let scratch = try Scratch()
    var settings = RunSettings()
    settings.inputs = [try scratch.write(rows.joined(separator: "\n"))]
    settings.format = "prefkit"
    settings.threads = threads
    settings.badRows = .skip
    return try RecordRun(settings).validate()
  }

  @Test("holds rows to their hash and to the columns of the first", arguments: [1, 3])
  func rows(_ threads: Int) throws {
    let stale = String(repeating: "0", count: 31) + "1"
    let rows = [
      Self.row(), Self.row(stale), Self.row("b904013f2ea058f453034b88ba9d8bfa", ",\"tie\":true"), "{cut", "",
      Self.row(), "[]",
    ]
    let ledger = try Self.ledger(rows, threads: threads)
    #expect(ledger.read == 6 && ledger.written == 2 && ledger.blankLines == 1)
    #expect(ledger.quarantined == ["unexpected-value": 2, "json": 1, "wrong-type": 1])
    #expect(ledger.balances)
  }
}
