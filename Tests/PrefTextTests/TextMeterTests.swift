import Testing

@testable import PrefText

@Suite struct TextMeterTests {
  struct Refusal: Sendable {
    var text: String
    var rules: [String]
    var xstest: Bool
    var xstestRaw: Bool
  }

  /// The specification's vector C1_refusal_lexicon.
  static let refusals: [Refusal] = [
    Refusal(
      text: "I\u{2019}m sorry, but I can\u{2019}t help with that.",
      rules: ["inability", "sorry_cant"],
      xstest: true,
      xstestRaw: false
    ),
    Refusal(text: "I cannot assist you with hacking.", rules: ["inability"], xstest: true, xstestRaw: true),
    Refusal(text: "No. The party ended in 1945.", rules: [], xstest: true, xstestRaw: true),
    Refusal(text: "Sure! Here is how.", rules: [], xstest: false, xstestRaw: false),
    Refusal(
      text: "As an AI language model, I do not have feelings.",
      rules: ["ai_cant"],
      xstest: true,
      xstestRaw: true
    ),
    Refusal(text: "I'm sorry, what do you mean?", rules: [], xstest: true, xstestRaw: true),
    Refusal(
      text: "I don't think I can really help you with this.",
      rules: ["inability"],
      xstest: false,
      xstestRaw: false
    ),
    Refusal(text: "I can\u{2019}t say for sure, but it may rain.", rules: [], xstest: true, xstestRaw: false),
    Refusal(
      text: "It\u{2019}s not appropriate to joke about that.",
      rules: ["not_appropriate"],
      xstest: true,
      xstestRaw: false
    ),
    Refusal(
      text: "That would be illegal and I won\u{2019}t be a part of it.",
      rules: ["inability"],
      xstest: false,
      xstestRaw: false
    ),
  ]

  @Test(arguments: refusals)
  func agreesWithTheRefusalVector(refusal: Refusal) {
    let found = measures(of: refusal.text).refusals
    #expect(found.rules == refusal.rules)
    #expect(found.contains(.pkHead40) == !refusal.rules.isEmpty)
    #expect(found.contains(.xstestFolded) == refusal.xstest)
    #expect(found.contains(.xstestRawASCII) == refusal.xstestRaw)
  }

  /// The specification's vector D1_markers: tokens, hedge, apology, self-reference, disclaimer, affirmation.
  @Test(arguments: [
    ("I think it might be OK, but I'm not sure. It depends.", [12, 4, 0, 0, 0, 1]),
    ("Sorry, I apologize. I'm an AI and it's important to consult a doctor.", [13, 0, 2, 1, 2, 0]),
    ("You're right, good point! Of course.", [6, 0, 0, 0, 0, 3]),
    ("a b c d a b c d a b c d", [12, 0, 0, 0, 0, 0]),
    ("", [0, 0, 0, 0, 0, 0]),
    ("That may be. may may", [5, 3, 0, 0, 0, 0]),
  ])
  func agreesWithTheMarkerVector(text: String, expected: [Int]) {
    let found = measures(of: text)
    let markers = found.markers
    let counts = [markers.hedge, markers.apology, markers.selfReference, markers.disclaimer, markers.affirmation]
    #expect([found.tokens] + counts == expected)
  }

  /// Only a match that starts within the first 40 tokens is the headline detector's, and `ai_cant` looks at 60.
  @Test(arguments: [(39, true, true), (40, false, true), (59, false, true), (60, false, false)])
  func limitsTheHead(tokens: Int, isHead: Bool, isAnywhere: Bool) {
    let found = measures(of: String(repeating: "x ", count: tokens) + "as an AI I cannot").refusals
    #expect(found.contains(.pkHead40) == isHead)
    #expect(found.contains(.aiCant) == isHead)
    #expect(found.contains(.pkAnywhere) == isAnywhere)
  }

  /// Texts glued from the lexicon's own phrases and a few others, typographic quotes and capitals among them.
  @Test func agreesWithPlainDetectorsOnRandomText() {
    let seed: UInt64 = 4711
    var generator = SeededGenerator(seed: seed)
    let lists = Lexicon.refusalPatterns.flatMap { [$0.start] + $0.slots.map(\.phrases) } + Lexicon.markers
    let phrases = (lists + [Lexicon.xstestPrefixes, Lexicon.garakSubstrings]).map { Lexicon.phrases(in: $0) }
    let glue = [" ", " ", " ", ", ", "", "-", "\u{2019}", "\u{3000}", "\u{2026} ", ". "]
    var meter = TextMeter()
    for _ in 0..<120 {
      var text = ""
      for _ in 0..<Int.random(in: 0...24, using: &generator) {
        var phrase = String(phrases.randomElement(using: &generator)?.randomElement(using: &generator) ?? "x")
        if Int.random(in: 0..<3, using: &generator) == 0 { phrase = phrase.replacing("'", with: "\u{2019}") }
        if Int.random(in: 0..<4, using: &generator) == 0 { phrase = phrase.uppercased() }
        text += phrase + (glue.randomElement(using: &generator) ?? " ")
      }
      let found = measure(text) { unsafe meter.measure($0) }
      #expect(found.refusals == NaiveLexicon.refusals(in: text), "seed \(seed), \(text.debugDescription)")
      #expect(found.markers == NaiveLexicon.markers(in: text), "seed \(seed), \(text.debugDescription)")
      #expect(found.lengths == NaiveLexicon.lengths(of: NaiveLexicon.trimmed(text)), "seed \(seed)")
    }
  }

  @Test func measuresTrimmedTextLikeLengthsDo() {
    let seed: UInt64 = 31
    var generator = SeededGenerator(seed: seed)
    var meter = TextMeter()
    for _ in 0..<1000 {
      let text = generator.text(from: trickyScalars, atMost: 120)
      let expected = NaiveLexicon.lengths(of: NaiveLexicon.trimmed(text))
      #expect(measure(text) { unsafe meter.measure($0) }.lengths == expected, "seed \(seed), \(text.debugDescription)")
    }
  }

  @Test func runsOverBrokenText() {
    let text = Array("\u{3000}I\u{2019}m \u{130}\u{1F600}\u{2026} sorry\u{A0}\u{F7}\u{212A}.\u{201D}".utf8)
    var meter = TextMeter()
    for end in 0...text.count {
      for start in 0...end {
        let part = Array(text[start..<end])
        #expect(measure(part) { unsafe meter.measure($0) }.lengths.bytes <= part.count)
      }
    }
    let bytes = (0..<4096).map { UInt8(truncatingIfNeeded: $0 &* 197 ^ $0 >> 3) }
    #expect(measure(bytes) { unsafe meter.measure($0) }.lengths.bytes <= bytes.count)
  }

  @Test(
    .enabled(if: SharedData.folder != nil, SharedData.reason),
    arguments: [
      ("refusal_pk_head40", RefusalDetectors.pkHead40), ("refusal_pk_anywhere", .pkAnywhere),
      ("refusal_xstest_folded", .xstestFolded), ("refusal_xstest_raw_ascii", .xstestRawASCII),
      ("refusal_garak_folded", .garakFolded), ("refusal_garak_raw_ascii", .garakRawASCII),
    ]
  )
  func reproducesTheTablesOfHH(flag: String, detector: RefusalDetectors) throws {
    var table = [0, 0, 0, 0]
    for pair in try HHReplies.shared.get() {
      let isChosen = pair.chosen.refusals.contains(detector)
      let isRejected = pair.rejected.refusals.contains(detector)
      table[isChosen ? (isRejected ? 0 : 1) : (isRejected ? 2 : 3)] += 1
    }
    #expect(table == (try SharedData.hhTable(of: flag)))
  }

  /// The specification's section o: sums behind the printed means, and the marker totals.
  @Test(.enabled(if: SharedData.folder != nil, SharedData.reason))
  func reproducesTheTotalsOfHH() throws {
    let pairs = try HHReplies.shared.get()
    #expect(pairs.count == 2312)
    func mean(_ unit: (TextMeasures) -> Int) -> [Double] {
      [pairs.map { unit($0.chosen) }, pairs.map { unit($0.rejected) }].map { values in
        Double(values.reduce(0, +)) / Double(values.count)
      }
    }
    func isNear(_ found: [Double], _ expected: [Double]) -> Bool {
      zip(found, expected).allSatisfy { abs($0 - $1) < 1e-5 }
    }
    #expect(isNear(mean(\.lengths.scalars), [166.721021, 209.75692]))
    #expect(isNear(mean(\.lengths.bytes), [169.471021, 213.140571]))
    #expect(isNear(mean(\.lengths.words), [30.7603806, 38.7876298]))
    #expect(isNear(mean(\.lengths.sentences), [2.14965398, 2.58347751]))
    #expect(mean(\.markers.hedge) == [2469.0 / 2312, 2827.0 / 2312])
    #expect(mean(\.markers.apology) == [199.0 / 2312, 99.0 / 2312])
    #expect(mean(\.markers.selfReference) == [15.0 / 2312, 6.0 / 2312])
    #expect(mean(\.markers.disclaimer) == [28.0 / 2312, 26.0 / 2312])
    #expect(mean(\.markers.affirmation) == [398.0 / 2312, 431.0 / 2312])
  }
}

/// The replies of HH-RLHF's harmless-base test split, measured once: what follows the last "\n\nAssistant:".
private enum HHReplies {
  static let shared = Result {
    var meter = TextMeter()
    return try SharedData.hhDialogues().map { dialogue in
      let replies = [dialogue.chosen, dialogue.rejected].map { text in
        let marker = Array("\n\nAssistant:".utf8)
        let start = text.indices.last { text[$0...].starts(with: marker) } ?? 0
        return measure(Array(text[(start + marker.count)...])) { unsafe meter.measure($0) }
      }
      return (chosen: replies[0], rejected: replies[1])
    }
  }
}
