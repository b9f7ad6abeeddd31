import PrefFindings
import PrefJSON

/// Reads a gates file, refusing everything that could make a gate silently say nothing.
///
/// Layout: `{"schema": "prefkit/gates/1", "gates": [{"metric", "side", "safe"?, "warn"?, "fail"?, "minimum_n"?,
/// "minimum_clusters"?, "optional"?, "reason"}]}`; `schemas/gates.schema.json` describes each key.
public struct GateFile: Sendable, Equatable {
  /// Value of the key `schema`.
  public static let schema = "prefkit/gates/1"

  private static let gateKeys = [
    "metric", "side", "safe", "warn", "fail", "minimum_n", "minimum_clusters", "optional", "reason",
  ]

  /// The gates in the order of the file.
  public var gates: [Gate]

  /// Reads a file.
  ///
  /// - Parameter bytes: The whole file.
  /// - Throws: The first fault with its JSON pointer: an unknown or duplicate key, a missing reason, neither limit given,
  ///   limits in the wrong order, two gates on one metric.
  public init(parsing bytes: [UInt8]) throws(ReportError) {
    let root = try JSONNode(parsing: bytes)
    try root.requireSchema(Self.schema)
    try root.allowOnly(["schema", "gates"])
    gates = []
    for node in try root.member("gates").elements() {
      let gate = try Self.gate(node)
      if gates.contains(where: { $0.metric == gate.metric }) {
        throw .duplicateMetric(pointer: node.pointer + "/metric", metric: gate.metric)
      }
      gates.append(gate)
    }
  }

  /// Refuses gates on metrics that no audit produces, for such a gate could never be judged.
  ///
  /// - Parameter metrics: Every metric that the registered audits can report.
  /// - Throws: `unknownMetric` for the first such gate, with the nearest spelling there is.
  public func check(metrics: [String]) throws(ReportError) {
    for (i, gate) in gates.enumerated() where !metrics.contains(gate.metric) {
      let nearest = Spelling.nearest(to: gate.metric, in: metrics)
      throw .unknownMetric(pointer: "/gates/\(i)/metric", metric: gate.metric, nearest: nearest)
    }
  }

  private static func gate(_ node: JSONNode) throws(ReportError) -> Gate {
    try node.allowOnly(gateKeys)
    let side = try node.member("side").choice(Gate.Side.self)
    if side != .distance, let safe = try node.optional("safe") {
      throw .outOfRange(pointer: safe.pointer, expected: "\"safe\" with the side \"distance\" only")
    }
    var gate = Gate(
      metric: try text(node.member("metric")),
      side: side,
      warn: try node.optional("warn")?.double(),
      fail: try node.optional("fail")?.double(),
      reason: try text(node.member("reason"))
    )
    gate.safe = try node.optional("safe")?.double() ?? gate.safe
    gate.minimumN = try node.optional("minimum_n")?.count() ?? gate.minimumN
    gate.minimumClusters = try node.optional("minimum_clusters")?.count() ?? gate.minimumClusters
    gate.isOptional = try node.optional("optional")?.bool() ?? gate.isOptional
    try checkLimits(gate, node)
    return gate
  }

  private static func text(_ node: JSONNode) throws(ReportError) -> String {
    let text = try node.string()
    if text.allSatisfy(\.isWhitespace) {
      throw .outOfRange(pointer: node.pointer, expected: "a string with text in it")
    }
    return text
  }

  private static func checkLimits(_ gate: Gate, _ node: JSONNode) throws(ReportError) {
    if gate.warn == nil, gate.fail == nil { throw .noLimit(pointer: node.pointer) }
    for (key, limit) in [("warn", gate.warn), ("fail", gate.fail)] where gate.side == .distance {
      guard let limit, limit < 0 else { continue }
      throw .outOfRange(pointer: node.pointer + "/" + key, expected: "a distance of zero or more")
    }
    guard let warn = gate.warn, let fail = gate.fail else { return }
    if gate.side == .below ? fail > warn : fail < warn { throw .limitsOutOfOrder(pointer: node.pointer) }
  }
}
