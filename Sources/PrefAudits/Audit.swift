public import PrefFindings

/// A question put to the data, answered from the sorted state of a run.
///
/// Adding one is a file and a line in `AuditRegistry`. An audit has no state of its own: what pairs and judgements leave
/// behind is in `AuditState`, so every audit is mergeable as soon as it is written.
public protocol Audit: Sendable {
  /// Name on the command line, and first part of its metrics.
  static var name: String { get }
  /// What it asks, in one sentence that ends in a full stop.
  static var summary: String { get }
  /// Names of the metrics it can report, for gates; the same for every data set.
  static var metrics: [String] { get }
  /// Answers from a sorted state.
  static func assess(_ state: AuditState, _ settings: AuditSettings) -> AuditResult
}

/// How estimates are made.
public struct AuditSettings: Sendable {
  /// Replicates of the Poisson bootstrap; 0 for the cluster-robust closed forms.
  public var bootstrapReplicates: Int
  /// Seed of the bootstrap.
  public var seed: UInt64
  /// Runs a body for each part, on as many threads as the run has; the parts do not depend on that number.
  public var spread: Spread

  /// Runs a body for each part, from 0 on, and returns when all are done.
  public typealias Spread = @Sendable (_ parts: Int, _ body: @escaping @Sendable (Int) -> Void) -> Void

  /// One part after the other.
  public static let inOrder: Spread = { parts, body in
    for part in 0..<parts { body(part) }
  }

  /// Makes settings; without arguments closed forms on one thread.
  public init(
    bootstrapReplicates: Int = 0,
    seed: UInt64 = 0,
    spread: @escaping Spread = inOrder
  ) {
    (self.bootstrapReplicates, self.seed, self.spread) = (bootstrapReplicates, seed, spread)
  }
}

/// Lists every audit.
///
/// Adding one is a file and a line here.
public enum AuditRegistry {
  /// All audits, in the order they are reported.
  public static let all: [any Audit.Type] = [
    LengthBias.self,
    RefusalBias.self,
    LabelAgreement.self,
  ]

  /// The audit of a name; `nil` when there is none.
  public static func audit(named name: String) -> (any Audit.Type)? {
    all.first { $0.name == name }
  }
}
