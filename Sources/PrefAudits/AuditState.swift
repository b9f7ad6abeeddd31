import PrefText

/// Everything the audits need to know about the data seen so far; states of parts are merged into that of the whole.
public struct AuditState: Sendable {
  /// Rows of decided pairs.
  public let pairs: PairTable
  /// Judgements of annotators.
  public var judgements = Judgements()
  /// Pairs labelled as ties; they are no chosen/rejected data, and count in agreement only.
  public var ties = 0
  /// How often the headline refusal detector fires, by the model that wrote the reply.
  public var models = ModelRefusals()

  /// Makes the state of no data.
  public init() { pairs = PairTable() }

  /// Takes what a batch left behind.
  public mutating func add(_ observations: Observations) {
    pairs.append(observations.pairs)
    judgements.merge(observations.judgements)
    ties += observations.ties
    models.merge(observations.models)
  }

  /// Adds the state of other data.
  public mutating func merge(_ other: AuditState) {
    unsafe other.pairs.withBytes { unsafe pairs.append(bytes: $0) }
    judgements.merge(other.judgements)
    ties += other.ties
    models.merge(other.models)
  }

  /// Brings the state into the order that results are computed in.
  public mutating func sort(_ spread: AuditSettings.Spread = AuditSettings.inOrder) {
    pairs.sort(spread)
    judgements.sort()
  }
}

/// What one batch leaves behind; made by a worker, taken in input order.
public struct Observations: Sendable {
  /// Rows of decided pairs.
  public var pairs: [PairRow] = []
  /// Judgements.
  public var judgements = Judgements()
  /// Pairs labelled as ties.
  public var ties = 0
  /// Refusals by model.
  public var models = ModelRefusals()

  /// Makes observations of nothing.
  public init() {}
}

/// Counts replies and refusals by the model that wrote them.
///
/// Beyond 1,000 models the table is given up, since it could not be read; whether it is does not depend on order.
public struct ModelRefusals: Sendable, Equatable {
  /// Replies and refusals of one model.
  public struct Count: Sendable, Equatable {
    /// Replies by the model.
    public var replies = 0
    /// Replies on which `refusal_pk_head40` fires.
    public var refusals = 0

    /// Makes counts.
    public init(replies: Int = 0, refusals: Int = 0) { (self.replies, self.refusals) = (replies, refusals) }
  }

  /// Most models that are counted.
  public static let limit = 1000

  /// Counts by model.
  public private(set) var counts: [String: Count] = [:]
  /// Whether there were too many models to count.
  public private(set) var isGivenUp = false

  /// Makes counts of nothing.
  public init() {}

  /// Counts replies of a model.
  public mutating func add(_ model: String, replies: Int = 1, refusals: Int) {
    guard !isGivenUp else { return }
    let count = counts[model, default: Count()]
    counts[model] = Count(replies: count.replies + replies, refusals: count.refusals + refusals)
    if counts.count > Self.limit { giveUp() }
  }

  /// Adds the counts of other data.
  public mutating func merge(_ other: ModelRefusals) {
    if other.isGivenUp { giveUp() }
    for (model, count) in other.counts { add(model, replies: count.replies, refusals: count.refusals) }
  }

  /// Stops counting.
  public mutating func giveUp() {
    isGivenUp = true
    counts = [:]
  }
}
