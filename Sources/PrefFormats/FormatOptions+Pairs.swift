extension FormatOptions {
  /// Options that name the rating that decides.
  public init(rating: String, weights: [String: Rating] = [:]) {
    self.init()
    (self.rating, self.weights) = (rating, weights)
  }

  /// Options that say which pairs are made.
  public init(pairs: PairPolicy) {
    self.init()
    self.pairs = pairs
  }
}
