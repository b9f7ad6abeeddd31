public import PrefJSON
public import PrefRecord

/// Unpaired data: completions of which each was found good or bad.
///
/// It is read in the layouts of TRL (`prompt`, `completion`, `label`, texts or messages), Axolotl (`prompt`, `question` or
/// `instruction`, with `input` and `system`) and LLaMA-Factory (`conversations` or `messages` whose last message is the
/// completion, with `kto_tag` or `label`; or `instruction`, `input`, `output` and `kto_tag`). Wherever one prompt has good
/// and bad completions, each good one is paired with each bad one; labels have no unit, so a pair has no margin. The
/// other rows are dropped as `no-rival-of-the-other-label`. All rows are held to the end of the input, since rivals may
/// stand anywhere.
///
/// Source: Ethayarajh et al. 2024, arXiv:2402.01306; TRL, "Dataset formats and types"; LLaMA-Factory, `data/README.md`;
/// Axolotl, `docs/rlhf.qmd`.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct KTO: CandidateFormat {
  public static let name = "kto"
  public static let summary =
    "Unpaired completions labelled good or bad, in the layouts of TRL, LLaMA-Factory and Axolotl."
  public static let source = "TRL, \"Dataset formats and types\", unpaired preference; LLaMA-Factory; Axolotl"
  public static let winner = "A completion labelled true, against each one of the same prompt labelled false."
  public static let columns: Columns = []
  public static let examples = [
    FormatExample(
      accepts: #"{"prompt":"1+1?","completion":"2","label":true}"# + "\n"
        + #"{"prompt":"1+1?","completion":"3","label":false}"#
    ),
    FormatExample(
      accepts: #"{"prompt":[{"role":"user","content":"1+1?"}],"completion":[{"role":"assistant","content":"2"}],"#
        + #""label":true}"# + "\n"
        + #"{"prompt":[{"role":"user","content":"1+1?"}],"completion":[{"role":"assistant","content":"3"}],"#
        + #""label":false}"#
    ),
    FormatExample(
      accepts: #"{"conversations":[{"from":"human","value":"1+1?"},{"from":"gpt","value":"2"}],"kto_tag":true}"# + "\n"
        + #"{"conversations":[{"from":"human","value":"1+1?"},{"from":"gpt","value":"3"}],"kto_tag":false}"#
    ),
    FormatExample(
      accepts: #"{"instruction":"Add","input":"1 1","output":"2","kto_tag":true}"# + "\n"
        + #"{"instruction":"Add","input":"1 1","output":"3","kto_tag":false}"#
    ),
    FormatExample(refuses: #"{"prompt":"1+1?","completion":"2","label":"good"}"#, atColumn: 43, "unexpected-value"),
    FormatExample(refuses: #"{"prompt":"1+1?","completion":null,"label":true}"#, atColumn: 31, "wrong-type"),
    FormatExample(
      refuses: #"{"messages":[{"role":"user","content":"1+1?"}],"label":true}"#,
      atColumn: 13,
      "no-completion"
    ),
  ]

  static let rivalsAreNeighbours = false
  static let equal = EqualRatings.noPair
  static let aloneReason = "no-rival-of-the-other-label"

  let policy: PairPolicy

  public init(options: FormatOptions) throws(FormatOptionError) { policy = options.pairs }

  private static let labelKeys: [StaticString] = ["kto_tag", "label"]
  private static let promptKeys: [StaticString] = ["prompt", "question", "instruction"]
  private static let listKeys: [StaticString] = ["conversations", "messages"]

  public static func recognize(_ record: JSONValue) -> String? {
    guard let label = labelKeys.first(where: { record[$0].flatMap(truth) != nil }) else { return nil }
    if let list = listKeys.first(where: { record[$0]?.kind == .array }), record["chosen"] == nil {
      return "it has \"\(list)\" and a truth value under \"\(label)\""
    }
    guard let prompt = promptKeys.first(where: { record[$0] != nil }) else { return nil }
    if record["completion"] != nil {
      return "it has \"\(prompt)\", \"completion\" and a truth value under \"\(label)\""
    }
    guard record.has("output", "kto_tag") else { return nil }
    return "it has \"\(prompt)\", \"output\" and a truth value under \"kto_tag\""
  }

  public func makeGrouper() -> any RecordGrouper { CandidateGrouper(self) }

  func candidate(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError) -> Candidate? {
    guard record.kind == .object else { throw .wrongType(record, field: "row", expected: "an object") }
    var reading = Reading(record)
    if let key = Self.listKeys.first(where: { record[$0]?.kind == .array }) {
      try reading.dialogue(key, into: &batch)
    } else {
      try reading.sides(into: &batch)
    }
    let key = Self.labelKeys.first { record[$0] != nil } ?? "label"
    let label = try record.required(key, of: "row")
    guard let isGood = Self.truth(label) else {
      throw RecordError(.unexpectedValue(field: "\(key)", expected: "true or false"), at: label.offset)
    }
    var candidate = Candidate(prompt: reading.prompt, completion: reading.completion, rating: Rating(isGood ? 1 : 0))
    candidate.fields = try reading.fields(besides: key, into: &batch)
    return candidate
  }

  /// The truth value, which cells of tables spell; `nil` for everything else.
  private static func truth(_ value: JSONValue) -> Bool? {
    if let bool = value.bool { return bool }
    if value.isString("true") || value.isString("True") { return true }
    return value.isString("false") || value.isString("False") ? false : nil
  }

  /// One row on its way into a prompt and a completion.
  private struct Reading {
    let record: JSONValue
    var prompt = 0..<0
    var completion = 0..<0
    private var used: [StaticString] = []
    private var extras: [(key: StaticString, json: String)] = []

    init(_ record: JSONValue) { self.record = record }

    /// A conversation whose last message is the completion.
    mutating func dialogue(_ key: StaticString, into batch: inout ComparisonBatch) throws(RecordError) {
      let start = batch.turns.count
      try system(into: &batch)
      let list = try record.required(key, of: "row")
      let turns = try messages(list, key, into: &batch)
      guard let last = turns.last, batch.turns[last].role == .assistant else {
        throw RecordError(.noCompletion(field: "\(key)"), at: list.offset)
      }
      (prompt, completion) = (start..<last, last..<last + 1)
    }

    /// A prompt and a completion, each a text or messages.
    mutating func sides(into batch: inout ComparisonBatch) throws(RecordError) {
      let start = batch.turns.count
      try system(into: &batch)
      let key = KTO.promptKeys.first { record[$0] != nil } ?? "prompt"
      let value = try record.required(key, of: "row")
      if value.kind == .array {
        _ = try messages(value, key, into: &batch)
      } else {
        try text(value, key, into: &batch)
      }
      prompt = start..<batch.turns.count
      let isOutput = record["completion"] == nil && record["output"] != nil
      let side: StaticString = isOutput ? "output" : "completion"
      let reply = try record.required(side, of: "row")
      if reply.kind == .array {
        completion = try messages(reply, side, into: &batch)
        if completion.isEmpty { throw RecordError(.noCompletion(field: "\(side)"), at: reply.offset) }
      } else {
        completion = try batch.appendTurn(.assistant, reply, "\(side)")
        used.append(side)
      }
    }

    /// A prompt of one text, with the input to it after an empty line.
    private mutating func text(
      _ value: JSONValue,
      _ key: StaticString,
      into batch: inout ComparisonBatch
    ) throws(RecordError) {
      var content = try value.string("\(key)", into: &batch)
      used.append(key)
      if let input = record["input"], !input.isNull {
        guard input.kind == .string else { throw .wrongType(input, field: "input", expected: "a string") }
        used.append("input")
        if unsafe !input.text.isEmpty {
          content.end = batch.append(text: "\n\n").end
          content.end = unsafe batch.append(text: input.text).end
        }
      }
      batch.append(turn: Turn(role: .user, content: content))
    }

    private mutating func system(into batch: inout ComparisonBatch) throws(RecordError) {
      guard let system = record["system"], system.kind == .string else { return }
      used.append("system")
      if unsafe !system.text.isEmpty { _ = try batch.appendTurn(.system, system, "system") }
    }

    private mutating func messages(
      _ list: JSONValue,
      _ key: StaticString,
      into batch: inout ComparisonBatch
    ) throws(RecordError) -> Range<Int> {
      let isSharegpt = list.elements.first { _ in true }?["from"] != nil
      let conversation = isSharegpt ? Conversation(roleKey: "from", contentKey: "value") : Conversation()
      var extra = MessageExtras()
      let turns = try conversation.turns(list, field: "\(key)", extras: &extra, into: &batch)
      if !extra.isEmpty { extras.append((key, extra.json)) }
      used.append(key)
      return turns
    }

    /// What is left of the row, and of its messages.
    func fields(besides label: StaticString, into batch: inout ComparisonBatch) throws(RecordError) -> ByteRange {
      var range = try record.fields(besides: used + [label], into: &batch)
      for extra in extras {
        let comma = range.isEmpty ? "" : ","
        let more = batch.append(text: "\(comma)\"\(extra.key)_extras\":\(extra.json)")
        range = range.isEmpty ? more : ByteRange(start: range.start, end: more.end)
      }
      return range
    }
  }
}
