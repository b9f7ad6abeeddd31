import PrefDedup
import PrefRecord

/// A batch of comparisons of single turns.
struct Texts {
  var batch = ComparisonBatch()

  mutating func add(_ prompt: String?, _ chosen: String, _ rejected: String, isTie: Bool = false) -> Comparison {
    let start = batch.turns.count
    if let prompt { turn(prompt, .user) }
    let prompts = start..<batch.turns.count
    let first = batch.turns.count
    turn(chosen, .assistant)
    turn(rejected, .assistant)
    var comparison = Comparison(prompt: prompts, chosen: first..<first + 1, rejected: first + 1..<first + 2)
    comparison.isTie = isTie
    batch.append(comparison)
    return comparison
  }

  private mutating func turn(_ text: String, _ role: Role) {
    batch.append(turn: Turn(role: role, content: batch.append(text: text)))
  }

  /// The set of one pair.
  static func set(
    _ prompt: String?,
    _ chosen: String,
    _ rejected: String,
    isTie: Bool = false,
    _ rule: ShingleRule = .standard,
    of part: DuplicateKey = .pair
  ) -> ShingleSet {
    var texts = Texts()
    let comparison = texts.add(prompt, chosen, rejected, isTie: isTie)
    var shingler = Shingler(rule, of: part)
    return shingler.set(of: comparison, in: texts.batch)
  }
}
