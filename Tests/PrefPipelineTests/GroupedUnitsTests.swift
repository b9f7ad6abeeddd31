import PrefBytes
import PrefFormats
import PrefJSON
import PrefRecord
import Testing

@testable import PrefPipeline

/// A dialect for these tests: rows `{"k":…,"text":…}`, of which each two neighbours with one `k` are a pair; what waits
/// for a neighbour is given at the end as dropped.
private struct Neighbours: GroupingFormat {
  static let name = "neighbours"
  static let summary = "Rows whose neighbours are pairs."
  static let source = "These tests"
  static let winner = "The first of two."
  static let columns: Columns = []
  static let examples: [FormatExample] = []

  init(options: FormatOptions) throws(FormatOptionError) {}

  static func recognize(_ record: JSONValue) -> String? { record["k"].map { _ in "it has a \"k\"" } }
  func makeGrouper() -> any RecordGrouper { NeighbourGrouper() }
}

private final class NeighbourGrouper: RecordGrouper {
  private var waiting: (key: Int64, text: [UInt8])?
  private var pairs: [(first: [UInt8], second: [UInt8], place: RecordPlace)] = []
  private var alone = 0

  func take(_ record: JSONValue, at place: RecordPlace) throws(RecordError) {
    guard let key = record["k"]?.int64 else { throw .wrongType(record, field: "row", expected: "an object with a k") }
    let text = try record.required("text", of: "row")
    guard text.kind == .string else { throw .wrongType(text, field: "text", expected: "a string") }
    let bytes = unsafe Array(text.text)
    if let other = waiting, other.key == key {
      pairs.append((other.text, bytes, place))
      waiting = nil
    } else {
      alone += waiting == nil ? 0 : 1
      waiting = (key, bytes)
    }
  }

  func finish() {
    alone += waiting == nil ? 0 : 1
    waiting = nil
  }

  func drain(into batch: inout ComparisonBatch) -> Bool {
    let isAny = alone > 0 || !pairs.isEmpty
    if alone > 0 { batch.dropped["alone", default: 0] += alone }
    alone = 0
    for pair in pairs {
      let start = batch.turns.count
      for text in [pair.first, pair.second] {
        batch.append(turn: Turn(role: .assistant, content: batch.append(text: String(decoding: text, as: UTF8.self))))
      }
      var comparison = Comparison(prompt: start..<start, chosen: start..<start + 1, rejected: start + 1..<start + 2)
      (comparison.lineage.row, comparison.line) = (UInt64(pair.place.row), UInt64(pair.place.line))
      batch.append(comparison)
    }
    pairs.removeAll()
    return isAny
  }
}

@Suite("GroupedUnits", .serialized)
struct GroupedUnitsTests {
  /// All that came of an input.
  private struct Run {
    var pairs: [String] = []
    var rejects: [String] = []
    var dropped = 0
    var read = 0
    var rows = 0
    var bytes = 0

    init(_ path: String, _ container: Container) throws {
      let format = try Neighbours(options: FormatOptions())
      let input = ResolvedInput(path: path, format: format, container: container, columns: [])
      let source = RecordSource([input], maxLine: 1 << 20)
      while let unit = try source.next() {
        guard case .batch(let batch, _, let rows, let bytes) = unit else {
          throw RunError.usage("not a batch", fix: "")
        }
        self.rows += rows
        self.bytes += bytes
        read += batch.readCount
        dropped += batch.dropped["alone"] ?? 0
        for pair in batch.comparisons {
          let texts = [pair.chosen, pair.rejected].map { batch.string(batch.turns[$0.lowerBound].content) }
          pairs.append("\(pair.lineage.row) \(texts[0]) \(texts[1])")
        }
        for record in batch.quarantined {
          let raw = String(decoding: batch.keptRaw[record.raw], as: UTF8.self)
          rejects.append("\(record.row) \(record.line):\(record.column) \(record.byte) \(record.error.reason) \(raw)")
        }
      }
    }
  }

  private static let rows = [
    #"{"k":1,"text":"a"}"#, #"{"k":1,"text":"b"}"#, #"{"k":2,"text":"c"}"#, #"{"k":2,"text":null}"#, "{cut",
    #"{"k":2,"text":"d"}"#, #"{"k":3,"text":"e"}"#,
  ]

  @Test("gathers the records of lines, and keeps the bytes of those that cannot be read")
  func lines() throws {
    let scratch = try Scratch()
    let text = Self.rows.joined(separator: "\n") + "\n\n"
    let run = try Run(scratch.write(text), .lines)
    #expect(run.pairs == ["2 a b", "6 c d"])
    let offset = Self.rows[..<3].reduce(0) { $0 + $1.utf8.count + 1 }
    #expect(
      run.rejects == [
        "4 4:15 \(offset) wrong-type \(Self.rows[3])", "5 5:2 \(offset + Self.rows[3].utf8.count + 1) json {cut",
      ]
    )
    #expect((run.dropped, run.rows, run.bytes) == (1, 7, text.utf8.count))
    #expect(run.read == 2 + 2 + 1)
  }

  @Test("gathers the elements of an array")
  func array() throws {
    let scratch = try Scratch()
    let rows = Self.rows.filter { $0 != "{cut" }
    let run = try Run(scratch.write("[\n" + rows.joined(separator: ",\n") + "]"), .array)
    #expect(run.pairs == ["2 a b", "5 c d"])
    #expect(run.rejects.count == 1 && run.rejects[0].hasPrefix("4 5:15 "))
    #expect(run.rejects[0].hasSuffix("wrong-type \(Self.rows[3])"))
  }

  @Test("pairs records on both sides of a cut, and gives pairs as it goes")
  func blocks() throws {
    let scratch = try Scratch()
    let filler = String(repeating: "x", count: 300_000)
    let text = (0..<20).map { #"{"k":\#($0 / 2),"text":"\#($0)\#(filler)"}"# }.joined(separator: "\n")
    let run = try Run(scratch.write(text), .lines)
    #expect(run.pairs.count == 10 && run.rows == 20 && run.dropped == 0)
    #expect(run.pairs.map { $0.prefix { $0 != "x" } } == (0..<10).map { "\($0 * 2 + 2) \($0 * 2)" })
  }
}
