import Foundation
import Testing

@Suite("Every record is accounted for")
struct AccountTests {
  let space: Workspace

  init() throws {
    space = try Workspace()
    let made = try space.shell(
      """
      cd samples/broken; for f in null-chosen bad-utf8 cut-line duplicate-key lone-surrogate; do cat $f.jsonl; echo; done \
        >"$OLDPWD/bad.jsonl"; cd "$OLDPWD"
      row='{"prompt":"Name a river.","chosen":"The Rhine.","rejected":"A hill."}'
      { cat bad.jsonl; echo "$row"; echo; echo "$row"; echo '[]'; echo '3'; cat bad.jsonl; } >mixed.jsonl
      """
    )
    try #require(made.status == 0, "\(made.errors)")
  }

  private func counted(_ ledger: Row, _ key: String) -> Int {
    (ledger[key] as? [String: Int] ?? [:]).values.reduce(0, +)
  }

  @Test(arguments: [
    "ingest mixed.jsonl -o out.jsonl", "dedup mixed.jsonl -o out.jsonl", "dedup --on prompt mixed.jsonl -o out.jsonl",
    "dedup --on completion mixed.jsonl -o out.jsonl", "audit mixed.jsonl --report x.json", "shard mixed.jsonl -o set",
    "shard mixed.jsonl -o set --shuffle --split a=0.5,b=0.5",
  ])
  func readIsWrittenDroppedAndQuarantined(_ command: String) throws {
    let run = try space.shell("prefkit \(command) --format trl --rejects rejects.jsonl --ledger run.json")
    #expect(run.status == 0, "\(run.errors)")
    let ledger = try object(try space.data("run.json"))
    let (read, written) = (ledger["read"] as? Int ?? -1, ledger["written"] as? Int ?? -1)
    let (dropped, quarantined) = (counted(ledger, "dropped"), counted(ledger, "quarantined"))
    // By hand: 22 lines of two broken sets, of which 10 good and 10 bad, and two bad and two good ones between them.
    #expect(read == 24 && quarantined == 12)
    #expect(read == written + dropped + quarantined)
    #expect(lines(try space.data("rejects.jsonl")).count == quarantined)
    if space.exists("out.jsonl") { #expect(lines(try space.data("out.jsonl")).count == written) }
    if command.hasPrefix("dedup --on prompt") { #expect(written == 2 && dropped == 10) }
    if command.hasPrefix("ingest") { #expect(written == 12) }
  }

  @Test func validateAccountsForItsRows() throws {
    let made = try space.shell(
      """
      prefkit ingest samples/llamafactory-sharegpt.json -o rows.jsonl -q
      { head -n 5 rows.jsonl; echo '{}'; echo; tail -n 5 rows.jsonl; echo nonsense; } >some.jsonl
      """
    )
    try #require(made.status == 0, "\(made.errors)")
    let run = try space.prefkit("validate", "some.jsonl", "--ledger", "run.json")
    #expect(run.status == 1)
    let ledger = try object(try space.data("run.json"))
    #expect(ledger["read"] as? Int == 12 && ledger["written"] as? Int == 10 && counted(ledger, "quarantined") == 2)
  }

  @Test func whatWasRejectedCanBeMendedAndReadAgain() throws {
    try space.must("ingest", "mixed.jsonl", "--format", "trl", "-o", "a.jsonl", "--rejects", "rejects.jsonl")
    var mended: [Data] = []
    let source = lines(try space.data("mixed.jsonl"))
    for reject in try rows(try space.data("rejects.jsonl")) {
      let raw = try #require(reject["raw"] as? String)
      let isBase64 = reject["raw_encoding"] as? String == "base64"
      let bytes = isBase64 ? try #require(Data(base64Encoded: raw)) : Data(raw.utf8)
      // Exactly what was read, at the byte that it says.
      let start = try #require(reject["byte"] as? Int)
      #expect(try space.data("mixed.jsonl").dropFirst(start).starts(with: bytes))
      #expect(source.contains(bytes))
      if let text = String(data: bytes, encoding: .utf8), text.contains("\"chosen\":null") {
        mended.append(Data(text.replacing("\"chosen\":null", with: "\"chosen\":\"The Elbe.\"").utf8))
      }
      if isBase64 {
        mended.append(Data(bytes.map { $0 < 0x80 ? $0 : UInt8(ascii: "e") }))
      }
    }
    #expect(mended.count == 4)
    try space.write(joined(mended), "mended.jsonl")
    try space.must("ingest", "mended.jsonl", "-o", "b.jsonl")
    #expect(lines(try space.data("b.jsonl")).count == 4)
  }
}
