import Foundation
import PrefExports
import PrefFormats
import PrefJSON
import PrefRecord
import PrefXML
import Testing

/// Rows that bring every case an export has to tell apart.
enum Rows {
  static let single = row(prompt: [("user", "1+1?")], chosen: "2", rejected: "3\n\"x\"")
  static let withSystem = row(prompt: [("system", "Be kind."), ("user", "Hi")], chosen: "Hello", rejected: "")
  static let dialogue = row(
    prompt: [("user", "Hi"), ("assistant", "Hello"), ("user", "Bye\u{2028}!")],
    chosen: "So long",
    rejected: "No"
  )
  static let withTool = row(
    prompt: [("user", "T"), ("assistant", "call"), ("tool", "21")],
    chosen: "21",
    rejected: "22"
  )
  static let promptFree = row(prompt: [], chosen: "a", rejected: "b")
  static let tie = row(prompt: [("user", "1+1?")], chosen: "2", rejected: "two", extra: #","tie":true"#)
  static let withControl = row(prompt: [("user", "\u{1}")], chosen: "a", rejected: "b")

  private static func row(
    prompt: [(String, String)],
    chosen: String,
    rejected: String,
    extra: String = ""
  ) -> String {
    func message(_ role: String, _ text: String) -> String {
      var bytes: [UInt8] = []
      JSONWriter.append(string: text, to: &bytes)
      return "{\"role\":\"\(role)\",\"content\":\(String(decoding: bytes, as: UTF8.self))}"
    }
    let turns = prompt.map { message($0.0, $0.1) }.joined(separator: ",")
    return "{\"prompt\":[\(turns)],\"chosen\":[\(message("assistant", chosen))],"
      + "\"rejected\":[\(message("assistant", rejected))]\(extra)}"
  }

  /// A signed batch of rows.
  static func batch(_ rows: [String]) throws -> ComparisonBatch {
    var batch = ComparisonBatch()
    let parser = JSONParser()
    let format = try Canonical(options: FormatOptions())
    for row in rows {
      try parser.parse(Array(row.utf8))
      try format.read(parser.root, into: &batch)
    }
    var hasher = RecordHasher()
    for index in batch.comparisons.indices {
      batch.comparisons[index].id = hasher.id(of: batch.comparisons[index], in: batch)
    }
    return batch
  }
}

@Suite(.serialized) struct ExportRegistryTests {
  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().appending(
    path: "../../schemas/exports"
  )

  @Test func namesAreUniqueAndSummariesAreSentences() {
    let names = ExportRegistry.all.map { $0.name }
    #expect(Set(names).count == names.count)
    for export in ExportRegistry.all {
      #expect(export.summary.hasSuffix("."), "\(export.name)")
      #expect(!export.source.isEmpty, "\(export.name)")
      #expect(ExportRegistry.export(named: export.name) != nil)
    }
  }

  @Test func schemaFilesAreWhatTheShapesSay() throws {
    for export in ExportRegistry.all {
      guard let schema = export.schema else { continue }
      let file = try Data(contentsOf: Self.folder.appending(path: "export-\(export.name).schema.json"))
      #expect(
        Array(file) == schema.bytes(pretty: true),
        "\(export.name): write prefkit exports \(export.name) --schema"
      )
    }
    let xsd = try String(contentsOf: Self.folder.appending(path: "comparisons.xsd"), encoding: .utf8)
    #expect(xsd == XMLExport.xmlSchema)
  }

  @Test func rowsHaveTheirShape() throws {
    let parser = JSONParser()
    for export in ExportRegistry.all {
      guard let shape = export.shape else { continue }
      let rows = try Self.written(export, [Rows.single, Rows.withSystem])
      for line in rows.split(separator: 0x0A) where line.count > 1 {
        let value = line.last == 0x2C ? line.dropLast() : line
        try parser.parse(Array(value))
        try shape.check(parser.root)
      }
    }
  }

  private static func written(_ export: any ExportFormat.Type, _ rows: [String]) throws -> [UInt8] {
    var output: [UInt8] = []
    export.init(options: ExportOptions(columns: [])).write(try Rows.batch(rows), to: &output)
    return output
  }

  /// What each dialect must refuse, by hand from its documentation.
  @Test(arguments: [
    ("trl-reward", [Rows.tie]), ("trl-dpo", [Rows.tie, Rows.promptFree]), ("trl-kto", [Rows.tie, Rows.promptFree]),
    ("openrlhf", [Rows.tie]), ("llamafactory-alpaca", [Rows.tie, Rows.promptFree, Rows.dialogue, Rows.withTool]),
    ("llamafactory-sharegpt", [Rows.tie, Rows.promptFree]), ("axolotl", [Rows.tie, Rows.promptFree]),
    ("openai", [Rows.tie, Rows.promptFree, Rows.withTool]), ("rewardbench", [Rows.tie, Rows.promptFree]),
    ("label-studio", []), ("csv", []), ("xml", [Rows.withControl]),
  ])
  func refusesWhatItCannotSay(_ name: String, _ refused: [String]) throws {
    let export = try #require(ExportRegistry.export(named: name))
    let all = [
      Rows.single, Rows.withSystem, Rows.dialogue, Rows.withTool, Rows.promptFree, Rows.tie, Rows.withControl,
    ]
    for row in all {
      let batch = try Rows.batch([row])
      let fault = export.demands.fault(of: batch.comparisons[0], in: batch)
      #expect((fault != nil) == refused.contains(row), "\(name): \(row)")
    }
  }

  /// What a dialect says whole comes back with the same id.
  @Test(arguments: [
    ("trl-reward", "trl"), ("trl-dpo", "trl"), ("openrlhf", "trl"), ("llamafactory-sharegpt", "llamafactory"),
    ("axolotl", "axolotl"), ("openai", "openai"),
  ])
  func roundTrip(_ export: String, _ format: String) throws {
    let rows = [Rows.single, Rows.withSystem, Rows.dialogue]
    let batch = try Rows.batch(rows)
    let type = try #require(ExportRegistry.export(named: export))
    let reader = try #require(FormatRegistry.format(named: format)).init(options: FormatOptions())
    let lines = try Self.written(type, rows).split(separator: 0x0A)
    #expect(lines.count == rows.count)
    let parser = JSONParser()
    var back = ComparisonBatch()
    for line in lines {
      try parser.parse(Array(line))
      try #require(reader as? any RecordFormat).read(parser.root, into: &back)
    }
    var hasher = RecordHasher()
    let ids = back.comparisons.map { hasher.id(of: $0, in: back) }
    #expect(ids == batch.comparisons.map(\.id))
  }

  @Test func shapeFindsTheFault() throws {
    let parser = JSONParser()
    let shape = try #require(TRLKTO.shape)
    let faults: [(text: String, offset: Int, reason: String)] = [
      (#"{"prompt":[],"completion":[],"label":true}"#, 10, "unexpected-value"),
      (#"{"prompt":[{"role":"bot","content":""}],"completion":[],"label":true}"#, 19, "unexpected-value"),
      (#"{"prompt":[{"role":"user","content":""}],"label":true}"#, 0, "missing-field"),
      (#"{"prompt":1,"completion":[],"label":true}"#, 10, "wrong-type"),
      (#"{"x":1,"prompt":[],"completion":[],"label":true}"#, 1, "unexpected-value"),
    ]
    for fault in faults {
      try parser.parse(Array(fault.text.utf8))
      let error = #expect(throws: RecordError.self) { try shape.check(parser.root) }
      #expect(error?.offset == fault.offset, "\(fault.text)")
      #expect(error?.reason == fault.reason, "\(fault.text)")
    }
  }

  @Test func marginIsANumberWithAPoint() throws {
    let parser = JSONParser()
    let shape = try #require(TRLReward.shape)
    let message = #"[{"role":"user","content":""}]"#
    for (number, holds) in [("1.0", true), ("1", false), ("-0.5", true), ("\"1.0\"", false)] {
      try parser.parse(Array("{\"chosen\":\(message),\"rejected\":\(message),\"margin\":\(number)}".utf8))
      let isRight = (try? shape.check(parser.root)) != nil
      #expect(isRight == holds, "\(number)")
    }
  }

  @Test func documentsHoldToTheSchema() throws {
    let batch = try Rows.batch([Rows.single, Rows.withSystem, Rows.dialogue, Rows.withTool, Rows.promptFree, Rows.tie])
    let export = XMLExport(options: ExportOptions(columns: [.tie, .source, .metadata]))
    var bytes = export.prologue
    export.write(batch, to: &bytes)
    bytes += export.epilogue
    #expect(try Self.faults(bytes).isEmpty)
    let text = String(decoding: bytes, as: UTF8.self)
    #expect(try Self.faults(Array(text.replacing("<chosen>", with: "<best>").utf8)).isEmpty == false)
    #expect(try Self.faults(Array(bytes.dropLast(20))).isEmpty == false)
    let wrong = text.replacing("role=\"tool\"", with: "role=\"secret\"")
    let line = 1 + (try #require(wrong.split(separator: "secret").first)).count { $0 == "\n" }
    let wrongRole = try Self.faults(Array(wrong.utf8))
    #expect(!wrongRole.isEmpty && wrongRole.allSatisfy { $0.line == line }, "\(wrongRole)")
    #expect(wrongRole.allSatisfy { !$0.message.contains("secret") }, "text of the data is not printed")
  }

  private static func faults(_ bytes: [UInt8]) throws -> [XMLSchema.Fault] {
    let schema = try #require(XMLSchema(XMLExport.xmlSchema))
    var (faults, rest): ([XMLSchema.Fault], ArraySlice<UInt8>) = ([], bytes[...])
    // One byte at a time: the parser may not depend on how the document comes in.
    try schema.validate(
      read: { target in
        guard let next = rest.popFirst() else { return false }
        target.append(next)
        return true
      },
      report: { faults.append($0) }
    )
    return faults
  }

  @Test func whichAnswerIsFirstSaysNothingOfTheLabel() throws {
    var first = 0
    let count = 4000
    for number in 0..<count {
      let batch = try Rows.batch([Rows.single.replacing("1+1?", with: "\(number)+1?")])
      var output: [UInt8] = []
      LabelStudioExport(options: ExportOptions(columns: [], seed: 7)).write(batch, to: &output)
      if String(decoding: output, as: UTF8.self).contains(#""answer1":"2""#) { first += 1 }
    }
    // Four standard deviations of a fair coin.
    #expect(abs(Double(first) - Double(count) / 2) < 4 * (Double(count) / 4).squareRoot())
  }

  @Test func registrationReplacesItsOwnEntryAlone() throws {
    let entry = try #require(LLaMAFactorySharegpt.registration(fileName: "hh.train.jsonl"))
    #expect(entry.name == "hh")
    let list = JSONTree.object([("other", .object([])), ("hh", .object([])), ("last", 1)])
    let added = try #require(entry.added(to: list)?.object)
    #expect(added.map(\.0) == ["other", "hh", "last"])
    #expect(added[1].1["file_name"]?.string == "hh.train.jsonl")
    #expect(added[1].1["ranking"]?.bool == true)
    #expect(entry.added(to: .array([])) == nil)
  }
}
