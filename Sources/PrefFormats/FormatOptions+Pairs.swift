extension FormatOptions {
  /// Options that name the rating that decides.
  public init(rating: String) {
    self.init()
    self.rating = rating
  }

  /// Options that weigh the ratings of a sum.
  public init(weights: [String: Rating]) {
    self.init()
    self.weights = weights
  }

  /// Options that say which pairs are made.
  public init(pairs: PairPolicy) {
    self.init()
    self.pairs = pairs
  }

  /// Options that name the file of pairs that votes are joined to.
  public init(join: String) {
    self.init()
    self.join = join
  }
}
