/// How much two labels agree, from 0 to 1.
public enum AgreementWeights: Sendable, Hashable, CaseIterable {
  /// 1 for equal labels, else 0: for labels without order.
  case identity
  /// 1 − |k − l|/(q − 1): for ordered labels.
  case linear
  /// 1 − ((k − l)/(q − 1))²: for ordered labels, lenient to neighbours.
  case quadratic

  /// w_kl for labels `k` and `l` of `categories`.
  public func weight(_ k: Int, _ l: Int, categories: Int) -> Double {
    guard k != l else { return 1 }
    let distance = Double(abs(k - l)) / Double(categories - 1)
    switch self {
    case .identity: return 0
    case .linear: return 1 - distance
    case .quadratic: return 1 - distance * distance
    }
  }

  /// T_w, the sum of all weights.
  public func total(categories: Int) -> Double {
    (0..<categories).reduce(0) { sum, k in
      (0..<categories).reduce(sum) { $0 + weight(k, $1, categories: categories) }
    }
  }
}

extension RatingMultiset.Entry {
  /// Σ_k r_ik(r*_ik − 1)/(r_i(r_i − 1)) with r*_ik = Σ_l w_kl r_il: the agreement within an item of two ratings or
  /// more.
  func agreement(_ weights: AgreementWeights) -> Double {
    var sum = 0.0
    for (k, count) in counts.enumerated() where count > 0 {
      var similar = 0.0
      for (l, other) in counts.enumerated() where other > 0 {
        similar += weights.weight(k, l, categories: counts.count) * Double(other)
      }
      sum += Double(count) * (similar - 1)
    }
    return sum / (Double(ratings) * Double(ratings - 1))
  }
}
