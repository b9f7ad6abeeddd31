import PrefFindings
import PrefRecord

@testable import PrefAudits

/// A comparison as the tests write it.
struct SamplePair: Sendable {
  var prompt: [String]
  var chosen: String
  var rejected: String
  var isTie = false
  var models = ("", "")
  var judgements: [Judgement] = []

  struct Judgement: Sendable {
    var annotator: String
    var choice: Choice
    var position = Position.unknown
  }

  /// The same judgement with its label exchanged.
  var swapped: SamplePair {
    var pair = self
    (pair.chosen, pair.rejected) = (rejected, chosen)
    pair.models = (models.1, models.0)
    return pair
  }

  /// The same judgements told from the other side.
  var retold: SamplePair {
    var pair = swapped
    for index in pair.judgements.indices {
      let own = pair.judgements[index]
      pair.judgements[index].choice = own.choice == .chosen ? .rejected : own.choice == .rejected ? .chosen : own.choice
      pair.judgements[index].position =
        own.position == .first ? .second : own.position == .second ? .first : own.position
    }
    return pair
  }
}

extension ComparisonBatch {
  init(_ pairs: some Sequence<SamplePair>) {
    self.init()
    for pair in pairs { add(pair) }
  }

  mutating func add(_ pair: SamplePair) {
    func turn(_ text: String, _ role: Role) { append(turn: Turn(role: role, content: append(text: text))) }
    let start = turns.count
    for (index, text) in pair.prompt.enumerated() { turn(text, index.isMultiple(of: 2) ? .user : .assistant) }
    let middle = turns.count
    turn(pair.chosen, .assistant)
    turn(pair.rejected, .assistant)
    var comparison = Comparison(prompt: start..<middle, chosen: middle..<middle + 1, rejected: middle + 1..<middle + 2)
    comparison.isTie = pair.isTie
    comparison.chosenModel = append(text: pair.models.0)
    comparison.rejectedModel = append(text: pair.models.1)
    let first = annotations.count
    for judgement in pair.judgements {
      let annotator = append(text: judgement.annotator)
      append(
        annotation: Annotation(annotator: annotator, choice: judgement.choice, position: judgement.position)
      )
    }
    comparison.annotations = first..<annotations.count
    append(comparison)
  }
}

enum SampleData {
  static let refusal = "I'm sorry, but I can't help with that."

  /// Pairs in about 80 clusters: equal lengths, equal replies, refusals on either side, conversations of all depths.
  static func pairs(_ count: Int, seed: UInt64) -> [SamplePair] {
    var random = SeededGenerator(seed: seed)
    return (0..<count).map { _ in
      let depth = [1, 1, 1, 3, 5, 9].randomElement(using: &random) ?? 1
      let cluster = Int.random(in: 0..<80, using: &random)
      let prompt = ["Question \(cluster)?"] + (1..<depth).map { "Turn \($0)." }
      let chosen = reply(&random)
      let isEqual = Int.random(in: 0..<5, using: &random) == 0
      let rejected = isEqual ? String(chosen.reversed()) : reply(&random)
      return SamplePair(prompt: prompt, chosen: chosen, rejected: rejected)
    }
  }

  private static func reply(_ random: inout SeededGenerator) -> String {
    let words = (0..<Int.random(in: 0..<14, using: &random)).map { _ in
      ["yes", "no.", "perhaps", "caf\u{E9}", "beans!", "well,"].randomElement(using: &random) ?? ""
    }
    let text = words.joined(separator: " ")
    return Int.random(in: 0..<6, using: &random) == 0 ? "\(refusal) \(text)" : text
  }

  /// Pairs with judgements: several on one row, or one on each of several rows.
  static func judged(_ count: Int, annotators: [String], seed: UInt64) -> [SamplePair] {
    var random = SeededGenerator(seed: seed)
    return pairs(count, seed: seed).flatMap { pair -> [SamplePair] in
      let judgements = annotators.filter { _ in Int.random(in: 0..<5, using: &random) > 0 }.map { annotator in
        SamplePair.Judgement(
          annotator: annotator,
          choice: [.chosen, .chosen, .chosen, .rejected, .tie].randomElement(using: &random) ?? .tie,
          position: [.first, .second, .unknown].randomElement(using: &random) ?? .unknown
        )
      }
      var pair = pair
      pair.models = [("m1", "m2"), ("m2", ""), ("", "m\u{E9}")].randomElement(using: &random) ?? ("", "")
      pair.isTie = Int.random(in: 0..<10, using: &random) == 0
      if Bool.random(using: &random) {
        pair.judgements = judgements
        return [pair]
      }
      return judgements.map { judgement in
        var one = pair
        one.judgements = [judgement]
        return Bool.random(using: &random) ? one.retold : one
      }
    }
  }

  /// The sorted state of pairs that were seen in one batch.
  static func state(_ pairs: some Sequence<SamplePair>) -> AuditState {
    var observer = Observer()
    var state = AuditState()
    state.add(observer.observe(ComparisonBatch(pairs)))
    state.sort()
    return state
  }

  static func results(_ state: AuditState, _ settings: AuditSettings = AuditSettings()) -> [AuditResult] {
    AuditRegistry.all.map { $0.assess(state, settings) }
  }
}
