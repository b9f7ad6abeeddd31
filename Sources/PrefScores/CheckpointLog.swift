public import PrefJSON
public import PrefRecord

/// One checkpoint of a training run, or one size of best-of-n, as a training log tells of it.
public struct Checkpoint: Sendable, Equatable {
  /// What the logged divergence is a sum or a mean over.
  public enum Unit: String, Sendable, CaseIterable {
    /// Nats summed over the tokens of a response, averaged over responses.
    case sequence = "sequence_nats"
    /// Nats a token.
    case token = "token_nats"
  }

  /// `bon` or `rl`.
  public var method: String
  /// Name of the run, empty for the only one.
  public var run: String
  /// Training step, or n.
  public var step: Double
  /// Divergence from the first policy in nats a response.
  public var divergence: Double
  /// Mean proxy reward.
  public var proxy: Double
  /// Its standard error.
  public var proxyError: Double?
  /// Mean gold score.
  public var gold: Double?
  /// Its standard error.
  public var goldError: Double?
  /// Prompts behind the means.
  public var prompts: Int?
}

/// A dialect of training logs.
public enum CheckpointFormat: String, Sendable, CaseIterable {
  /// prefkit's own: `{"method", "step", "n"?, "kl", "kl_unit", "proxy", "proxy_se"?, "gold"?, "gold_se"?, "prompts"?, "run"?}`.
  case checkpoints
  /// The log of TRL's PPO: `objective/kl` is the sum over the response, `objective/scores` the proxy. Not
  /// `objective/rlhf_reward`, which holds the penalty, and not `policy/approxkl_avg`, which is from step to step.
  case trl = "trl-ppo"
  /// The log of OpenRLHF's PPO: `kl` is in most versions a mean over tokens, so the unit has to be said.
  case openRLHF = "openrlhf-ppo"

  /// Says what a log row looks like; `nil` when it is none.
  public static func recognize(_ row: JSONValue) -> CheckpointFormat? {
    if row["objective/kl"] != nil, row["objective/scores"] != nil { return .trl }
    if row["kl"] != nil, row["proxy"] != nil { return .checkpoints }
    if (row["kl"] ?? row["train/kl"]) != nil, (row["reward"] ?? row["train/reward"]) != nil { return .openRLHF }
    return nil
  }

  /// Reads one row.
  ///
  /// - Parameters:
  ///   - row: The row.
  ///   - unit: The unit the user named, where the log does not say.
  /// - Returns: The checkpoint; its gold score is what the row has under `gold`.
  /// - Throws: What is wrong with the row, and where: above all a divergence whose unit is unknown.
  public func read(_ row: JSONValue, unit: Checkpoint.Unit?) throws(RecordError) -> Checkpoint {
    switch self {
    case .checkpoints: try own(row, unit)
    case .trl: try trl(row)
    case .openRLHF: try openRLHF(row, unit)
    }
  }

  private func own(_ row: JSONValue, _ unit: Checkpoint.Unit?) throws(RecordError) -> Checkpoint {
    let method = try row.text("method")
    guard method == "bon" || method == "rl" else {
      throw RecordError(
        .unexpectedValue(field: "method", expected: "\"bon\" or \"rl\""),
        at: row["method"]?.offset ?? row.offset
      )
    }
    var logged = unit
    if let value = row["kl_unit"] {
      let text = unsafe String(decoding: try value.scalar("kl_unit").bytes, as: UTF8.self)
      guard let named = Checkpoint.Unit(rawValue: text) else {
        throw RecordError(.unexpectedValue(field: "kl_unit", expected: Self.unitNames), at: value.offset)
      }
      logged = named
    }
    let step = try row.number(anyOf: ["step", "n"])
    guard let step else { throw RecordError(.missing(field: "step"), at: row.offset) }
    return try checkpoint(row, method, step, row.required("kl", of: "row"), row.required("proxy", of: "row"), logged)
  }

  private func trl(_ row: JSONValue) throws(RecordError) -> Checkpoint {
    let step = try row.number(anyOf: ["step", "episode", "epoch"])
    guard let step else { throw RecordError(.missing(field: "step"), at: row.offset) }
    let (kl, proxy) = (try row.required("objective/kl", of: "row"), try row.required("objective/scores", of: "row"))
    return try checkpoint(row, "rl", step, kl, proxy, .sequence)
  }

  private func openRLHF(_ row: JSONValue, _ unit: Checkpoint.Unit?) throws(RecordError) -> Checkpoint {
    let step = try row.number(anyOf: ["step", "global_step", "train/global_step"])
    guard let step else { throw RecordError(.missing(field: "step"), at: row.offset) }
    let kl = row["kl"] ?? row["train/kl"]
    let proxy = row["reward"] ?? row["train/reward"]
    guard let kl, let proxy else { throw RecordError(.missing(field: kl == nil ? "kl" : "reward"), at: row.offset) }
    return try checkpoint(row, "rl", step, kl, proxy, unit)
  }

  private static var unitNames: String {
    Checkpoint.Unit.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: " or ")
  }

  private func checkpoint(
    _ row: JSONValue,
    _ method: String,
    _ step: Double,
    _ kl: JSONValue,
    _ proxy: JSONValue,
    _ unit: Checkpoint.Unit?
  ) throws(RecordError) -> Checkpoint {
    // A mean over tokens taken for a sum over the response would move every peak by the length of the responses.
    guard let unit else { throw RecordError(.missing(field: "kl_unit"), at: kl.offset) }
    var divergence = try kl.score("kl")
    guard divergence >= 0 else {
      throw RecordError(.unexpectedValue(field: "kl", expected: "a number that is not negative"), at: kl.offset)
    }
    if unit == .token {
      let length = try row.number(anyOf: ["response_length", "train/response_length"])
      guard let length else { throw RecordError(.missing(field: "response_length"), at: row.offset) }
      divergence *= length
    }
    let value = try proxy.score("proxy")
    guard !value.isNaN else { throw RecordError(.missing(field: "proxy"), at: proxy.offset) }
    return Checkpoint(
      method: method,
      run: try row.text("run"),
      step: step,
      divergence: divergence,
      proxy: value,
      proxyError: try row.number("proxy_se"),
      gold: try row.number("gold"),
      goldError: try row.number("gold_se"),
      prompts: try row.number("prompts").flatMap { Int(exactly: $0) }
    )
  }
}

/// A gold score for a checkpoint whose log has none.
public struct GoldScore: Sendable {
  /// Training step.
  public var step: Double
  /// Name of the run; empty for any.
  public var run: String
  /// Mean gold score.
  public var gold: Double
  /// Its standard error.
  public var error: Double?

  /// Reads `{"step", "gold", "gold_se"?, "run"?}`.
  public init(_ row: JSONValue) throws(RecordError) {
    guard let step = try row.number("step") else { throw RecordError(.missing(field: "step"), at: row.offset) }
    guard let gold = try row.number("gold") else { throw RecordError(.missing(field: "gold"), at: row.offset) }
    (self.step, self.gold) = (step, gold)
    error = try row.number("gold_se")
    run = try row.text("run")
  }
}

extension JSONValue {
  /// The number of a member; `nil` where it is absent or null.
  fileprivate func number(_ key: StaticString) throws(RecordError) -> Double? {
    guard let value = self[key] else { return nil }
    let number = try value.score("\(key)")
    return number.isNaN ? nil : number
  }

  /// The number of the first of several members that is there.
  fileprivate func number(anyOf keys: [StaticString]) throws(RecordError) -> Double? {
    for key in keys {
      if let number = try number(key) { return number }
    }
    return nil
  }

  /// The text of a member; empty where it is absent.
  fileprivate func text(_ key: StaticString) throws(RecordError) -> String {
    guard let value = self[key] else { return "" }
    return unsafe String(decoding: try value.scalar("\(key)").bytes, as: UTF8.self)
  }
}
