import PrefFindings

/// Draws where an estimate and its interval lie between the limits of a gate: a strip with a safe, a warning and a
/// failing zone.
enum SVGGauge {
  private static let width = 200.0

  /// Draws the gauge; `nil` where there is no estimate.
  static func markup(of gate: GateOutcome, id: String) -> Markup? {
    guard let estimate = gate.estimate, estimate.isFinite else { return nil }
    let axis = Axis(holding: shown(gate, estimate), start: 0, length: width)
    let low = axis.position(gate.interval?.low ?? estimate)
    let high = axis.position(gate.interval?.high ?? estimate)
    let middle = axis.position(estimate)
    let range = gate.interval.map { ", interval \($0.range)" } ?? ""
    return """
      <svg class="gauge" viewBox="0 0 \(at: width) 22" width="200" height="22" role="img" \
      aria-labelledby="\(id)-t \(id)-d"><title id="\(id)-t">\(gate.metric) between its limits</title>\
      <desc id="\(id)-d">Estimate \(DisplayNumber.text(estimate))\(range); \(gate.limits).</desc>\
      \(zones(gate, axis))\
      <line class="whisker" x1="\(at: low)" y1="11" x2="\(at: high)" y2="11"/>\
      <circle class="point" cx="\(at: middle)" cy="11" r="5"/></svg>
      """
  }

  /// What has to be on the strip: the estimate, its interval, the limits, and a stretch of each zone.
  private static func shown(_ gate: GateOutcome, _ estimate: Double) -> [Double] {
    let bounds = [gate.interval?.low, gate.interval?.high].compactMap(\.self)
    let limits = edges(gate).flatMap { [$0.start, $0.end] }
    var values = [estimate] + bounds + limits.filter(\.isFinite)
    if gate.side == .distance { values.append(gate.safe) }
    if gate.side == .above { values.append(0) }
    if gate.side == .below, values.allSatisfy({ $0 <= 1 }) { values.append(1) }
    let (low, high) = (values.min() ?? 0, values.max() ?? 1)
    let margin = (high - low) * 0.12
    return [low - (gate.side == .above ? 0 : margin), high + (gate.side == .below ? 0 : margin)]
  }

  private struct Zone {
    var name: Markup
    var start: Double
    var end: Double
  }

  /// The unsafe zones as intervals of the metric, open towards infinity.
  private static func edges(_ gate: GateOutcome) -> [Zone] {
    let warn = gate.warn ?? gate.fail ?? .infinity
    let fail = gate.fail ?? .infinity
    switch gate.side {
    case .above: return [Zone(name: "warn", start: warn, end: fail), Zone(name: "fail", start: fail, end: .infinity)]
    case .below:
      let (warn, fail) = (gate.warn ?? gate.fail ?? -.infinity, gate.fail ?? -.infinity)
      return [Zone(name: "warn", start: fail, end: warn), Zone(name: "fail", start: -.infinity, end: fail)]
    case .distance:
      return [
        Zone(name: "fail", start: -.infinity, end: gate.safe - fail),
        Zone(name: "warn", start: gate.safe - fail, end: gate.safe - warn),
        Zone(name: "warn", start: gate.safe + warn, end: gate.safe + fail),
        Zone(name: "fail", start: gate.safe + fail, end: .infinity),
      ]
    }
  }

  private static func zones(_ gate: GateOutcome, _ axis: Axis) -> [Markup] {
    let bad = edges(gate).compactMap { zone -> Markup? in
      let (from, to) = (axis.position(zone.start), axis.position(zone.end))
      guard to > from else { return nil }
      return "<rect class=\"zone \(zone.name)\" x=\"\(at: from)\" y=\"7\" width=\"\(at: to - from)\" height=\"8\"/>"
    }
    return ["<rect class=\"zone pass\" x=\"0\" y=\"7\" width=\"\(at: width)\" height=\"8\"/>"] + bad
  }
}
