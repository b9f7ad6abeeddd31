/// The optional keys of canonical rows, frozen over a whole output.
///
/// Loaders infer types from the first rows of the first file and fail when a later row differs, so a key is present on
/// every row of an output or on none. `id`, `prompt`, `chosen` and `rejected` are always present.
public struct Columns: OptionSet, Sendable, Hashable {
  /// The set as bits.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// `margin`: strength of the preference.
  public static let margin = Columns(rawValue: 1)
  /// `tie`: the raters called it even.
  public static let tie = Columns(rawValue: 2)
  /// `annotations`: single judgements.
  public static let annotations = Columns(rawValue: 4)
  /// `scores`: reward-model or metric scores.
  public static let scores = Columns(rawValue: 8)
  /// `models`: who wrote each side.
  public static let models = Columns(rawValue: 16)
  /// `source`: lineage.
  public static let source = Columns(rawValue: 32)
  /// `metadata`: what found no room elsewhere.
  public static let metadata = Columns(rawValue: 64)
  /// `weight`: how much the comparison counts, as `balance` writes it.
  public static let weight = Columns(rawValue: 128)

  /// Names of the optional keys in canonical order.
  public static let named: [(column: Columns, name: String)] = [
    (.margin, "margin"), (.tie, "tie"), (.annotations, "annotations"), (.scores, "scores"), (.models, "models"),
    (.source, "source"), (.metadata, "metadata"), (.weight, "weight"),
  ]

  /// All keys of a row with these columns, in canonical order.
  public var keys: [String] {
    ["id", "prompt", "chosen", "rejected"] + Self.named.filter { contains($0.column) }.map(\.name)
  }

  /// The keys of the columns that are in the set, without the four that are always there.
  public var names: [String] { Self.named.filter { contains($0.column) }.map(\.name) }
}
