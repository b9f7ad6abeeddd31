import PrefStatistics

/// Pair logits on covariates of both lengths, the log ratio and the normalised difference.
///
/// In words and sentences few pairs of lengths are distinct, so each step of a fit goes over those; in bytes nearly all
/// are, and it goes over the rows.
enum LengthRatioLogit {
  static func logRatio(_ unit: LengthUnit, _ sample: PairSample) -> Estimate<PairLogit> {
    if let lengths = JointLengths(unit, sample) {
      return lengths.fit { LengthCovariate.logRatio(chosen: $0, rejected: $1) }
    }
    let values = sample.values { LengthCovariate.logRatio(chosen: unit.chosen($0), rejected: unit.rejected($0)) }
    return PairLogit.fit(PairDesign(features: 1, values: values, runs: sample.runs))
  }

  /// The covariate is divided by its root mean square, which is part of its definition.
  static func normalized(_ unit: LengthUnit, _ sample: PairSample) -> Estimate<PairLogit> {
    if let lengths = JointLengths(unit, sample) {
      let scale = lengths.rootMeanSquare { LengthCovariate.normalized(chosen: $0, rejected: $1) }
      return lengths.fit { LengthCovariate.normalized(chosen: $0, rejected: $1) / scale }
    }
    var values = sample.values { LengthCovariate.normalized(chosen: unit.chosen($0), rejected: unit.rejected($0)) }
    let scale = LengthCovariate.rootMeanSquare(values).value ?? 1
    for index in values.indices { values[index] /= scale }
    return PairLogit.fit(PairDesign(features: 1, values: values, runs: sample.runs))
  }
}

/// How often each pair of lengths occurs, where a square table of them is no larger than the rows.
private struct JointLengths {
  private let unit: LengthUnit
  private let sample: PairSample
  private let side: Int
  private let keys: IntegerHistogram

  init?(_ unit: LengthUnit, _ sample: PairSample) {
    let limit = max(1 << 16, sample.count / 2)
    var side = 1
    for index in 0..<sample.count {
      side = max(side, unit.chosen(sample.rows[index]) + 1, unit.rejected(sample.rows[index]) + 1)
      guard side < 1 << 20, side * side <= limit else { return nil }
    }
    (self.unit, self.sample, self.side) = (unit, sample, side)
    keys = sample.histogram { unit.chosen($0) * side + unit.rejected($0) }
  }

  func fit(_ covariate: (_ chosen: Int, _ rejected: Int) -> Double) -> Estimate<PairLogit> {
    let key = { (index: Int) in unit.chosen(sample.rows[index]) * side + unit.rejected(sample.rows[index]) }
    return PairLogit.fit(keys, runs: sample.runs, key: key) { covariate($0 / side, $0 % side) }
  }

  /// √(Σx²/n); 1 where all are zero.
  func rootMeanSquare(_ covariate: (_ chosen: Int, _ rejected: Int) -> Double) -> Double {
    let square = zip(keys.values, keys.counts).reduce(0) { sum, entry in
      let x = covariate(entry.0 / side, entry.0 % side)
      return sum + Double(entry.1) * x * x
    }
    return square > 0 ? (square / Double(keys.total)).squareRoot() : 1
  }
}
