/// How much of what can be learned from labels a shortcut alone explains.
public enum LearnableShare {
  /// (max(a, 1 − a) − ½)/(A − ½): the above-chance accuracy of the shortcut over that of a reference.
  ///
  /// - Parameters:
  ///   - accuracy: Of the shortcut, such as the length heuristic.
  ///   - reference: A reward model's accuracy, a probe's, or the noise ceiling.
  /// - Returns: The share; undefined (`below-chance`) unless the reference is above ½.
  public static func share(accuracy: Double, reference: Double) -> Estimate<Double> {
    guard reference > 0.5 else { return .failure(.belowChance) }
    return .success((max(accuracy, 1 - accuracy) - 0.5) / (reference - 0.5))
  }
}
