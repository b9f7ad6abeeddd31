import PrefFormats
import PrefRecord
import Testing

@testable import PrefPipeline

@Suite("Tables", .serialized)
struct TableTests {
  /// What a run over one input came to.
  struct Run {
    var bad: [String] = []
    var reasons: [String: Int] = [:]
    var written = 0
    var damage: String?
    var rejects = ""

    init(_ text: String, format: String = "trl", separator: UInt8? = nil, maxLine: Int = 64 << 20) throws {
      let scratch = try Scratch()
      var settings = RunSettings()
      settings.inputs = [try scratch.write(text)]
      (settings.format, settings.separator, settings.maxLine) = (format, separator, maxLine)
      settings.badRows = .setAside
      settings.rejects = scratch.path("rejects")
      do {
        let run = try RecordRun(settings)
        let outputs = OutputSet()
        let job = Texts()
        let ledger = try run.run(job, outputs)
        (reasons, written) = (ledger.quarantined, ledger.written)
        bad = job.bad
        rejects = try scratch.read("rejects")
        texts = job.texts
      } catch RunError.damaged(_, let error, _) {
        damage = "\(error.line):\(error.column) \(error.byte) \(error.message)"
      }
    }

    var texts: [String] = []
  }

  /// Collects what it is given.
  final class Texts: RecordJob {
    var texts: [String] = []
    var bad: [String] = []

    func makeScratch() -> Int { 0 }
    func work(
      _ batch: inout ComparisonBatch,
      _ block: UnsafeRawBufferPointer,
      input: Int,
      _ scratch: inout Int
    ) throws -> (texts: [String], bad: [String]) {
      let texts = batch.comparisons.map { comparison in
        let turns = [comparison.prompt, comparison.chosen, comparison.rejected].joined()
        let place = "\(comparison.lineage.row) \(comparison.line) \(comparison.byte)"
        return place + turns.map { " " + batch.string(batch.turns[$0].content) }.joined()
      }
      let bad = batch.quarantined.map { "\($0.row) \($0.line):\($0.column) \($0.byte) \($0.error.message)" }
      return (texts, bad)
    }
    func take(_ yield: (texts: [String], bad: [String]), _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
      texts += yield.texts
      bad += yield.bad
      return yield.texts.count
    }
  }

  @Test(
    "reads rows with any separator, line end and mark",
    arguments: ["\n", "\r\n", "\r\r\n"],
    [",", ";", "\t", "|"]
  )
  func rows(_ end: String, _ separator: String) throws {
    let rows = [["prompt", "chosen", "rejected"], ["p", "\"a\nb\"", "\"c\"\"d\""], ["q", "", "e"]]
    let text = rows.map { $0.joined(separator: separator) }.joined(separator: end)
    let first = "prompt,chosen,rejected\(end)".utf8.count
    let second = first + #"p,"a_b","c""d""#.utf8.count + end.utf8.count
    for (mark, tail) in [("", ""), ("\u{FEFF}", end), ("\(end)", "")] {
      let run = try Run(mark + text + tail, format: "auto")
      #expect(run.damage == nil && run.bad.isEmpty)
      let (blank, offset) = (mark == end ? 1 : 0, mark.utf8.count)
      #expect(
        run.texts == ["1 \(2 + blank) \(first + offset) p a\nb c\"d", "2 \(4 + blank) \(second + offset) q  e"]
      )
    }
  }

  @Test("sets rows aside that break the rules, at their places, and goes on")
  func badRows() throws {
    let header = "prompt,chosen,rejected\n"
    let rows = [
      "1,a\n", "2,a,b,c\n", "3,\"a\n\"x,b\n", "4,a,b\n", "5,\"\u{2028}\n\",\"b\n", "6,\"c\"\"\n,d\"\n", "7,a,b",
    ]
    let run = try Run(header + rows.joined(), separator: UInt8(ascii: ","))
    #expect(run.written == 2)
    #expect(
      run.bad == [
        "1 2:1 23 expected 3 cells, as the header has, found 2",
        "2 3:7 27 expected 3 cells, as the header has, found 4",
        "3 4:3 35 the quoted cell that begins here is followed by text before the next separator; quotes inside a cell "
          + "are doubled",
        "5 8:3 51 the quoted cell that begins here is followed by text before the next separator; quotes inside a cell "
          + "are doubled",
        "6 10:1 70 expected 3 cells, as the header has, found 2",
      ]
    )
    #expect(run.reasons == ["ragged-row": 3, "csv": 2])
    #expect(run.rejects.contains(#""raw":"3,\"a\n\"x,b\n","raw_encoding":"utf-8""#))
  }

  @Test("points into the cell for faults that the format or the JSON reader finds")
  func faults() throws {
    let run = try Run("prompt,chosen,rejected,margin\np,\"a\n\"\"b\",c,high\n")
    #expect(run.bad.first?.hasPrefix("1 3:8 30 ") == true, "\(run.bad)")
    #expect(run.reasons == ["wrong-type": 1])
  }

  @Test(
    "never lets an open quote swallow the file",
    arguments: [
      (
        "prompt,chosen,rejected\n1,a,b\n2,\"c,d\n3,e,f\n",
        "3:3 31 row 2: the quoted cell that begins here is never closed"
      ),
      ("prompt,\"chosen,rejected\n1,a,b\n", "1:8 7 the header: the quoted cell that begins here is never closed"),
    ]
  )
  func openQuotes(_ text: String, _ damage: String) throws {
    #expect(try Run(text, separator: UInt8(ascii: ",")).damage == damage)
  }

  @Test("bounds what an open quote can hold")
  func limits() throws {
    let text = "prompt,chosen,rejected\n1,a,b\n2,\"c" + String(repeating: ",d\n", count: 100)
    let run = try Run(text, maxLine: 200)
    #expect(run.damage == "3:3 31 row 2: the quoted cell that begins here is not closed within 200 bytes")
  }

  @Test("refuses a header that names a column twice")
  func repeatedNames() throws {
    #expect(try Run("chosen,rejected,chosen\na,b,c\n").damage == "1:17 16 the header: two columns are named \"chosen\"")
  }

  @Test("reads objects that span lines, or share one", arguments: ["\n", "", "\n\n"])
  func sequences(_ space: String) throws {
    let objects = [
      "{\n  \"prompt\": \"p\",\n  \"chosen\": \"a\", \"rejected\": \"b\"\n}", #"{"chosen":1,"rejected":"b"}"#,
    ]
    let run = try Run(objects.joined(separator: space) + "\n")
    #expect(run.texts == ["1 1 0 p a b"])
    let line = 4 + space.utf8.count
    let column = space.isEmpty ? 12 : 11
    #expect(
      run.bad == [
        "2 \(line):\(column) \(objects[0].utf8.count + space.utf8.count) "
          + "expected a string for \"chosen\", found a number"
      ]
    )
  }
}
