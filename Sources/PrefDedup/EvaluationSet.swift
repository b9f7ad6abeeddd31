/// What of a record and of an evaluation item is compared.
public enum ContaminationSide: String, Sendable, CaseIterable {
  /// Prompts with prompts.
  case prompt
  /// Completions with completions.
  case completion
  /// Either.
  case either
}

/// When a record counts as overlapping with an evaluation item.
public struct ContaminationRule: Sendable {
  /// What is compared.
  public var side = ContaminationSide.prompt
  /// Words of a run for the containment.
  public var ngram = 13
  /// Least share of the item's runs that are in the record.
  public var containment = 0.5
  /// Least Jaccard similarity of word 5-grams; `nil`: not looked at.
  public var threshold: Double?

  /// Makes the rule of prompts that are the same, or share half of their 13-grams.
  public init() {}
}

/// A text of an evaluation set.
public struct EvaluationText: Sendable, Equatable {
  /// Where a text stands in its item or record.
  public enum Part: String, Sendable, CaseIterable {
    /// The user's turns of the prompt.
    case prompt
    /// The chosen completion.
    case chosen
    /// The rejected completion.
    case rejected
  }

  /// The evaluation file as the user named it.
  public var file: String
  /// 1-based row of the item in the file.
  public var row: UInt64
  /// The part of the item.
  public var part: Part

  /// Makes a text.
  public init(file: String, row: UInt64, part: Part) { (self.file, self.row, self.part) = (file, row, part) }
}

/// How a record overlaps with an evaluation text.
public struct Contamination: Sendable, Equatable {
  /// What was found.
  public enum Kind: String, Sendable, CaseIterable {
    /// The same words.
    case exact
    /// Enough of the item's runs of words.
    case ngram
    /// Nearly the same shingles.
    case near
  }

  /// What was found.
  public var kind: Kind
  /// The evaluation text.
  public var text: EvaluationText
  /// The part of the record.
  public var part: EvaluationText.Part
  /// Share of the item's runs for `ngram`, Jaccard similarity for `near`, 1 for `exact`.
  public var overlap: Double
  /// The turn of the record's part where the longest overlap is, from 0.
  public var turn: Int
  /// Numbers of the words of that turn that overlap.
  public var words: Range<Int>
}

/// The texts of evaluation sets, ready to be looked up.
public struct EvaluationSet: Sendable {
  /// The texts of one side.
  private struct Side: Sendable {
    var texts: [EvaluationText] = []
    var exact: [[UInt64]: Int] = [:]
    var grams: OverlapIndex
    var shingles = OverlapIndex(length: 5)
  }

  /// What one thread needs to look up.
  public struct Scratch: Sendable {
    fileprivate var prompts = (OverlapIndex.Scratch(), OverlapIndex.Scratch())
    fileprivate var completions = (OverlapIndex.Scratch(), OverlapIndex.Scratch())

    /// Makes empty memory.
    public init() {}
  }

  /// When records overlap.
  public let rule: ContaminationRule
  private var prompts: Side
  private var completions: Side
  /// Texts that have no word, and are not compared.
  public private(set) var wordless = 0

  /// Makes an empty set.
  public init(_ rule: ContaminationRule) {
    self.rule = rule
    prompts = Side(grams: OverlapIndex(length: rule.ngram))
    completions = prompts
  }

  /// Number of texts that are looked for.
  public var count: Int { prompts.texts.count + completions.texts.count }

  /// Adds a text, as the words of its turns.
  public mutating func add(_ text: EvaluationText, _ turns: [[UInt64]]) {
    let isPrompt = text.part == .prompt
    guard isPrompt ? rule.side != .completion : rule.side != .prompt else { return }
    guard turns.contains(where: { !$0.isEmpty }) else {
      wordless += 1
      return
    }
    if isPrompt { add(text, turns, to: &prompts) } else { add(text, turns, to: &completions) }
  }

  private func add(_ text: EvaluationText, _ turns: [[UInt64]], to side: inout Side) {
    let number = side.texts.count
    side.texts.append(text)
    let whole = Array(turns.joined())
    if side.exact[whole] == nil { side.exact[whole] = number }
    side.grams.add(turns, text: number)
    if rule.threshold != nil { side.shingles.add(turns, text: number) }
  }

  /// Looks for the text that one part of a record overlaps with most: the same words before runs, runs before shingles.
  public func contamination(
    of part: EvaluationText.Part,
    _ turns: [[UInt64]],
    _ scratch: inout Scratch
  ) -> Contamination? {
    part == .prompt
      ? find(part, turns, prompts, &scratch.prompts) : find(part, turns, completions, &scratch.completions)
  }

  private func find(
    _ part: EvaluationText.Part,
    _ turns: [[UInt64]],
    _ side: Side,
    _ scratch: inout (OverlapIndex.Scratch, OverlapIndex.Scratch)
  ) -> Contamination? {
    if side.texts.isEmpty { return nil }
    if let found = exact(part, turns, side) { return found }
    let (runs, _) = side.grams.overlaps(with: turns, &scratch.0)
    let contained = runs.map { (text: $0.text, overlap: Double($0.shared) / Double(side.grams.sizes[$0.text])) }
    if let best = Self.best(contained), best.overlap >= rule.containment {
      return located(.ngram, part, best, turns, side.grams, side)
    }
    guard let threshold = rule.threshold else { return nil }
    let (shared, size) = side.shingles.overlaps(with: turns, &scratch.1)
    let similar = shared.map { entry in
      let union = Int(side.shingles.sizes[entry.text]) + size - entry.shared
      return (text: entry.text, overlap: Double(entry.shared) / Double(union))
    }
    guard let best = Self.best(similar), best.overlap >= threshold else { return nil }
    return located(.near, part, best, turns, side.shingles, side)
  }

  /// The greatest overlap; of equal ones the first text.
  private static func best(_ found: [(text: Int, overlap: Double)]) -> (text: Int, overlap: Double)? {
    found.max { ($0.overlap, $1.text) < ($1.overlap, $0.text) }
  }

  private func exact(_ part: EvaluationText.Part, _ turns: [[UInt64]], _ side: Side) -> Contamination? {
    if let text = side.exact[Array(turns.joined())] {
      let turn = turns.firstIndex { !$0.isEmpty } ?? 0
      return Contamination(
        kind: .exact,
        text: side.texts[text],
        part: part,
        overlap: 1,
        turn: turn,
        words: turns[turn].indices
      )
    }
    guard turns.count > 1 else { return nil }
    for (turn, words) in turns.enumerated() {
      guard !words.isEmpty, let text = side.exact[words] else { continue }
      return Contamination(
        kind: .exact,
        text: side.texts[text],
        part: part,
        overlap: 1,
        turn: turn,
        words: words.indices
      )
    }
    return nil
  }

  private func located(
    _ kind: Contamination.Kind,
    _ part: EvaluationText.Part,
    _ best: (text: Int, overlap: Double),
    _ turns: [[UInt64]],
    _ index: OverlapIndex,
    _ side: Side
  ) -> Contamination {
    var (turn, words) = (0, 0..<0)
    for (number, candidate) in turns.enumerated() {
      guard let stretch = index.longestStretch(of: candidate, in: best.text), stretch.count > words.count else {
        continue
      }
      (turn, words) = (number, stretch)
    }
    return Contamination(
      kind: kind,
      text: side.texts[best.text],
      part: part,
      overlap: best.overlap,
      turn: turn,
      words: words
    )
  }
}
