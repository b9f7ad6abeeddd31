/// The exact test that two outcomes are equally likely, given how often each occurred.
///
/// The same arithmetic serves the sign test of a difference and McNemar's test of discordant pairs.
public enum SignTest {
  /// The two-sided p-value: twice the smaller binomial tail, at most 1.
  public static func exact(_ first: Int, _ second: Int) -> Estimate<Double> {
    guard first + second > 0 else { return .failure(.noDiscordantPair) }
    return .success(min(1, 2 * FairBinomial.lowerTail(min(first, second), of: first + second)))
  }

  /// The two-sided mid-p value, which counts the observed table half.
  public static func midP(_ first: Int, _ second: Int) -> Estimate<Double> {
    guard first + second > 0 else { return .failure(.noDiscordantPair) }
    let (smaller, total) = (min(first, second), first + second)
    let tail = FairBinomial.lowerTail(smaller, of: total) - FairBinomial.density(smaller, of: total) / 2
    return .success(min(1, 2 * tail))
  }
}
