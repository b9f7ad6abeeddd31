import Glibc
import PrefRecord
import Testing

@testable import PrefFormats

@Suite(.serialized)
struct StackExchangeTests {
  /// What a reader made of a document.
  struct Reading {
    var batch = ComparisonBatch()
    var rows = 0
    var drains = 0
    var error: DocumentError?

    init(
      _ document: [UInt8],
      pieces: Int = 1 << 16,
      _ rule: ScoreRule = .pm,
      policy: PairPolicy = PairPolicy()
    ) throws {
      var options = FormatOptions(pairs: policy)
      options.scoreRule = rule
      let reader = try StackExchange(options: options).makeReader()
      do throws(DocumentError) {
        var position = 0
        while position < document.count {
          let end = min(position + pieces, document.count)
          try Self.consume(document[position..<end], reader)
          position = end
        }
        try reader.finish()
      } catch {
        self.error = error
      }
      rows = reader.rows
      var isMore = true
      while isMore { isMore = reader.drain(into: &batch) }
      while let piece = reader.nextPiece() {
        piece.give(to: &batch)
        drains += 1
      }
    }

    private static func consume(_ piece: ArraySlice<UInt8>, _ reader: any DocumentReader) throws(DocumentError) {
      var failure: DocumentError?
      piece.withUnsafeBytes { bytes in
        do throws(DocumentError) { try reader.consume(bytes) } catch { failure = error }
      }
      if let failure { throw failure }
    }

    var lines: [String] {
      batch.comparisons.map { pair in
        let turns = [pair.prompt, pair.chosen, pair.rejected].map { batch.string(batch.turns[$0.lowerBound].content) }
        return "\(turns) \(batch.string(pair.margin)) \(pair.isTie) \(pair.lineage.row) \(batch.string(pair.metadata))"
      }
    }
  }

  static func reading(of rows: String, pieces: Int = 1 << 16, _ rule: ScoreRule = .pm) throws -> Reading {
    try Reading(Array("<?xml version=\"1.0\"?>\n<posts>\n\(rows)\n</posts>\n".utf8), pieces: pieces, rule)
  }

  static let question =
    #"<row Id="1" PostTypeId="1" AcceptedAnswerId="4" Score="9" Title="Whole &lt;beans&gt;?" "#
    + #"Tags="&lt;a-b&gt;&lt;c&gt;" Body="&lt;p&gt;How long?&lt;/p&gt;" OwnerUserId="77" OwnerDisplayName="Someone" />"#

  static func answer(_ id: Int, to parent: Int = 1, votes: Int) -> String {
    #"<row Id="\#(id)" PostTypeId="2" ParentId="\#(parent)" CreationDate="2020-01-0\#(id)" Score="\#(votes)" "#
      + #"Body="&lt;p&gt;A\#(id)&lt;/p&gt;" OwnerUserId="78" />"#
  }

  @Test func comparesEachTwoAnswersOfAQuestion() throws {
    let rows = [Self.answer(3, votes: 0), Self.question, Self.answer(2, votes: 0), Self.answer(4, votes: 3)]
    let reading = try Self.reading(of: rows.joined(separator: "\n"))
    #expect(reading.error == nil)
    #expect(reading.rows == 4)
    let prompt = #""Whole <beans>?\n\nHow long?""#
    func metadata(_ chosen: Int, _ rejected: Int, _ votes: (Int, Int)) -> String {
      #"{"question_id":1,"chosen_id":\#(chosen),"rejected_id":\#(rejected),"question_score":9,"#
        + #""chosen_score":\#(votes.0),"rejected_score":\#(votes.1),"accepted_id":4,"tags":["a-b","c"],"#
        + #""chosen_created":"2020-01-0\#(chosen)","rejected_created":"2020-01-0\#(rejected)"}"#
    }
    // Worths: 0, 0, and round(log2(4)) + 1 = 3. The tie has the lower Id first.
    #expect(
      reading.lines == [
        #"[\#(prompt), "A2", "A3"] 0.0 true 3 \#(metadata(2, 3, (0, 0)))"#,
        #"[\#(prompt), "A4", "A3"] 3.0 false 4 \#(metadata(4, 3, (3, 0)))"#,
        #"[\#(prompt), "A4", "A2"] 3.0 false 4 \#(metadata(4, 2, (3, 0)))"#,
      ]
    )
    let pair = try #require(reading.batch.comparisons.first)
    #expect(reading.batch.turns[pair.prompt.lowerBound].role == .user)
    #expect(reading.batch.turns[pair.chosen.lowerBound].role == .assistant)
    #expect(!reading.lines.joined().contains("Someone") && !reading.lines.joined().contains("77"))
  }

  @Test func countsPlainVotesByDefault() throws {
    #expect(FormatOptions().scoreRule == .votes)
    let rows = [Self.question, Self.answer(2, votes: -1), Self.answer(3, votes: -4), Self.answer(4, votes: -1)]
    let reading = try Self.reading(of: rows.joined(), .votes)
    let pairs = reading.batch.comparisons.map { pair in
      "\(reading.batch.string(pair.margin)) \(pair.isTie) \(pair.lineage.row)"
    }
    // The accepted answer, 4, has no bonus: it ties with 2, and both beat 3 by three votes.
    #expect(pairs == ["3.0 false 2", "0.0 true 2", "3.0 false 4"])
  }

  @Test func textsOnDiskAreTheSame() {
    for limit in [0, 3 << 20, Int.max] {
      var texts = KeptTexts(memoryLimit: limit)
      let kept = (0..<4000).map { index in
        let text = Array(repeating: UInt8(truncatingIfNeeded: index), count: index * 7 % 3001)
        return text.withUnsafeBytes { texts.keep($0) }
      }
      for (index, text) in kept.enumerated() {
        #expect(Int(text.count) == index * 7 % 3001)
        let isSame = texts.withBytes(of: text) { bytes in
          bytes.count == index * 7 % 3001 && bytes.allSatisfy { $0 == UInt8(truncatingIfNeeded: index) }
        }
        #expect(isSame, "text \(index) of a store with a limit of \(limit)")
      }
    }
    #expect(SpillFile.failure.load(ordering: .relaxed) == 0)
  }

  /// Worths by hand: log2 of 1, 2, 3, 4, 5, 6, 11, 12, 22, 23 is 0, 1, 1.58, 2, 2.32, 2.58, 3.46, 3.58, 4.46, 4.52.
  @Test(arguments: [
    (0, 0), (1, 1), (2, 2), (3, 2), (4, 2), (5, 3), (10, 3), (11, 4), (21, 4), (22, 5), (-1, -1), (-40, -1),
    (Int(Int32.max), 31),
  ]) func worthIsTheRoundedLogarithmOfVotes(votes: Int, worth: Int) {
    #expect(StackExchange.worth(votes: Int32(votes), isAccepted: false) == worth)
    #expect(StackExchange.worth(votes: Int32(votes), isAccepted: true) == worth + 1)
  }

  @Test func worthAgreesWithFloatingPoint() {
    for votes in 0..<100_000 {
      #expect(StackExchange.worth(votes: Int32(votes), isAccepted: false) == Int(log2(Double(1 + votes)).rounded()))
    }
  }

  @Test func rowsWithoutAPairAreCountedByReason() throws {
    let wiki = #"<row Id="90" PostTypeId="5" Score="0" Body="x" />"#
    let lonely = Self.question.replacing("<row Id=\"1\"", with: "<row Id=\"10\"")
    let reading = try Self.reading(
      of: [Self.question, Self.answer(2, votes: 1), Self.answer(3, to: 99, votes: 1), lonely, wiki].joined()
    )
    #expect(reading.batch.comparisons.isEmpty && reading.batch.quarantined.isEmpty)
    #expect(
      reading.batch.dropped == [
        "question-without-two-answers": 2, "answer-without-rival": 1, "orphan-answer": 1,
        "not-a-question-or-answer": 1,
      ]
    )
  }

  @Test(arguments: [
    (#"<row PostTypeId="2" ParentId="1" Score="1" Body="x"/>"#, "missing-field", 3),
    (#"<row Id="5" ParentId="1" Score="1" Body="x"/>"#, "missing-field", 3),
    (#"<row Id="5" PostTypeId="2" Score="1" Body="x"/>"#, "missing-field", 3),
    (#"<row Id="5" PostTypeId="2" ParentId="1" Body="x"/>"#, "missing-field", 3),
    (#"<row Id="5" PostTypeId="2" ParentId="1" Score="1"/>"#, "missing-field", 3),
    (#"<row Id="5" PostTypeId="1" Score="1" Body="x"/>"#, "missing-field", 3),
    (#"<row Id="5" PostTypeId="2" ParentId="1" Score="1.5" Body="x"/>"#, "unexpected-value", 50),
    (#"<row Id="5" PostTypeId="2" ParentId="1" Score="" Body="x"/>"#, "unexpected-value", 50),
    (#"<row Id="5" PostTypeId="2" ParentId="1" Score="99999999999" Body="x"/>"#, "unexpected-value", 50),
    (#"<row Id="a" PostTypeId="2" ParentId="1" Score="1" Body="x"/>"#, "unexpected-value", 12),
    (#"<row Id="-5" PostTypeId="2" ParentId="1" Score="1" Body="x"/>"#, "unexpected-value", 12),
    (#"<row Id="1" PostTypeId="2" ParentId="1" Score="1" Body="x"/>"#, "unexpected-value", 12),
  ]) func rowsThatCannotBeReadAreSetAside(row: String, reason: String, column: Int) throws {
    let reading = try Self.reading(of: [Self.question, "  " + row, Self.answer(2, votes: 1)].joined(separator: "\n"))
    #expect(reading.error == nil)
    #expect(reading.rows == 3)
    let record = try #require(reading.batch.quarantined.first)
    #expect(String(decoding: reading.batch.keptRaw[record.raw], as: UTF8.self) == row)
    #expect(record.error.reason == reason)
    #expect((record.row, record.line, record.column) == (2, 4, column))
    #expect(record.byte == UInt64("<?xml version=\"1.0\"?>\n<posts>\n".utf8.count + Self.question.utf8.count + 3))
    #expect(reading.batch.quarantined.count == 1)
    #expect(reading.batch.dropped == ["question-without-two-answers": 1, "answer-without-rival": 1])
  }

  @Test func otherDocumentsAreRefused() throws {
    let cases = [
      ("<comments/>", "expected <posts> as the root element, found <comments>", 1),
      ("<posts><post/></posts>", "expected <row> in <posts>, found <post>", 8),
      ("<posts><row><b/></row></posts>", "expected nothing inside of <row>, found <b>", 13),
    ]
    for (document, message, column) in cases {
      let error = try Reading(Array(document.utf8)).error
      #expect(error?.message == message)
      #expect(error.map { [$0.line, $0.column, $0.byte] } == [1, column, column - 1])
    }
  }

  @Test func examplesHold() throws {
    for example in StackExchange.examples {
      let reading = try Reading(Array(example.text.utf8))
      #expect(reading.error?.column == example.column)
      #expect(example.column != nil || !reading.batch.comparisons.isEmpty)
    }
  }

  @Test(arguments: [
    ("<posts>", true), ("\u{FEFF}<?xml version=\"1.0\"?>\n<!-- c -->\n<posts>\n  <row", true), ("<posts ", true),
    ("<postscript>", false), ("<comments>", false), ("{\"posts\":1}", false), ("", false), ("<?xml", false),
    ("<posts", false),
  ]) func recognizesTheRootElement(beginning: String, isRecognized: Bool) {
    let reason = Array(beginning.utf8).withUnsafeBytes { StackExchange.recognize(beginning: $0) }
    #expect((reason != nil) == isRecognized)
  }

  @Test func pairsObeyThePolicy() throws {
    let votes = [2: 3, 3: 9, 4: 0, 5: 9]
    let answers = votes.sorted { $0.key < $1.key }.map { Self.answer($0.key, votes: $0.value) }
    let dump = Array("<posts>\n\(([Self.question] + answers).joined(separator: "\n"))\n</posts>".utf8)
    let expected: [(PairPolicy.Selection, least: Int?, most: Int?, rows: [UInt64], dropped: [String: Int])] = [
      (.all, nil, nil, [3, 2, 5, 3, 3, 5], [:]), (.adjacent, nil, nil, [3, 5, 2], [:]),
      (.bestWorst, nil, nil, [3], [:]),
      (.bestRest, nil, nil, [3, 3, 3], [:]), (.all, 6, nil, [3, 5, 3, 5], ["below-min-margin": 2]),
      (.all, nil, 2, [3, 5], ["over-max-pairs": 4]),
    ]
    for (selection, least, most, rows, dropped) in expected {
      let policy = PairPolicyTests.policy(selection, least: least, most: most)
      let reading = try Reading(dump, .votes, policy: policy)
      #expect(reading.batch.comparisons.map(\.lineage.row) == rows, "\(policy)")
      #expect(reading.batch.dropped == dropped, "\(policy)")
    }
  }

  @Test func answersThatSayTheSameAreNoPair() throws {
    let answers = [Self.answer(2, votes: 5), Self.answer(3, votes: 1), Self.answer(4, votes: 0)].map {
      $0.replacing("A3", with: "A2").replacing("A4", with: " A2")
    }
    let reading = try Self.reading(of: ([Self.question] + answers).joined(separator: "\n"))
    #expect(reading.batch.comparisons.isEmpty && reading.batch.dropped == ["identical-completions": 3])
  }

  @Test func manyPairsAreGivenAboutAMebibyteAtATime() throws {
    let long = String(repeating: "word ", count: 2000)
    let answers = (2...60).map { Self.answer($0, votes: $0).replacing("A\($0)", with: "A\($0) \(long)") }
    let reading = try Self.reading(of: ([Self.question] + answers).joined(separator: "\n"))
    #expect(reading.batch.comparisons.count == 59 * 58 / 2)
    // 1,711 pairs of two answers of 10 KB are 34 MB of records.
    #expect((25...40).contains(reading.drains))
    let again = try Self.reading(of: ([Self.question] + answers).joined(separator: "\n"), pieces: 999)
    #expect(again.lines == reading.lines)
  }
}

/// The dump of a real site, where it is at hand.
@Suite(.serialized, .enabled(if: CoffeeDump.path != nil, "the folder of real data is not here"))
struct StackExchangeDumpTests {
  /// By plain votes: the figures that a separate count of the file gives.
  @Test func meetsTheFiguresOfPlainVotes() throws {
    let reading = try StackExchangeTests.Reading(CoffeeDump.bytes(), .votes)
    #expect(reading.error == nil && reading.batch.comparisons.count == 170)
    #expect(reading.batch.comparisons.count(where: \.isTie) == 20)
  }

  /// Decided pairs and ties were counted from the same file by a separate program that follows the rule above; of all
  /// 170 pairs, 150 differ and 20 agree in plain votes.
  @Test func meetsTheFiguresOfTheDump() throws {
    let reading = try StackExchangeTests.Reading(CoffeeDump.bytes())
    #expect(reading.error == nil)
    #expect(reading.rows == 592)
    #expect(reading.batch.quarantined.isEmpty)
    let ties = reading.batch.comparisons.filter(\.isTie)
    #expect(reading.batch.comparisons.count == 170)
    #expect(ties.count == 36)
    #expect(reading.lines.filter { CoffeeDump.votesAreEqual($0) }.count == 20)
    #expect(
      reading.batch.dropped == [
        "not-a-question-or-answer": 40, "question-without-two-answers": 143, "answer-without-rival": 130,
      ]
    )
    #expect(reading.lines.allSatisfy { !$0.contains("<p>") && !$0.contains("&lt;") })
  }

  @Test func piecesChangeNothing() throws {
    let bytes = try CoffeeDump.bytes()
    let whole = try StackExchangeTests.Reading(bytes)
    for size in [1, 4096] {
      let pieces = try StackExchangeTests.Reading(bytes, pieces: size)
      #expect(pieces.error == nil)
      #expect(pieces.lines == whole.lines)
    }
  }

  @Test func aCutDumpNeverEndsWell() throws {
    let bytes = try CoffeeDump.bytes()
    for cut in stride(from: 0, to: bytes.count - 10, by: 997) {
      let reading = try StackExchangeTests.Reading(Array(bytes[..<cut]))
      #expect(reading.error?.byte == cut)
      #expect(reading.batch.comparisons.isEmpty)
    }
  }
}

private enum CoffeeDump {
  /// The file in the folder that PREFKIT_SHARED names, or beside the repository.
  static let path: String? = {
    let root = #filePath.split(separator: "/").dropLast(3).joined(separator: "/")
    let shared = getenv("PREFKIT_SHARED").map { String(cString: $0) } ?? "/\(root)/../shared"
    let path = shared + "/data/stackexchange/coffee-Posts.xml"
    return access(path, R_OK) == 0 ? path : nil
  }()

  static func bytes() throws -> [UInt8] {
    let file = try #require(fopen(path ?? "", "r"))
    defer { fclose(file) }
    var bytes = [UInt8](repeating: 0, count: 1 << 21)
    bytes.removeLast(bytes.count - fread(&bytes, 1, bytes.count, file))
    return bytes
  }

  static func votesAreEqual(_ line: String) -> Bool {
    let votes = ["\"chosen_score\":", "\"rejected_score\":"].map { key in
      line.ranges(of: key).last.map { line[$0.upperBound...].prefix { $0 != "," } }
    }
    return votes[0] == votes[1]
  }
}
