public import PrefRecord

/// A dialect that comparisons are written in for a trainer or a tool.
///
/// Adding one is a file and a line in `ExportRegistry`.
public protocol ExportFormat: Sendable {
  /// Name on the command line.
  static var name: String { get }
  /// What is written, as one sentence.
  static var summary: String { get }
  /// Where the dialect is described.
  static var source: String { get }
  /// Optional columns the dialect has room for.
  static var carries: Columns { get }
  /// Whether rows always say their id.
  static var carriesID: Bool { get }
  /// Whether readers of the dialect take an `id` beside what they need, which `explain` can then follow back.
  static var acceptsID: Bool { get }
  /// How rows make a file.
  static var container: ExportContainer { get }
  /// What a comparison must be for the dialect to say it.
  static var demands: PairDemands { get }
  /// What a row looks like; `nil` for dialects that are not JSON.
  static var shape: Shape? { get }
  /// The version of the row's schema.
  static var version: Int { get }

  /// Makes a writer.
  init(options: ExportOptions)

  /// What stands before the rows.
  var prologue: [UInt8] { get }

  /// Writes the rows of all comparisons of a batch, which are signed and meet the demands.
  func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8])

  /// The entry that registers a file with a trainer's list of data sets; `nil` where there is none.
  static func registration(fileName: String) -> Registration?
}

extension ExportFormat {
  /// Most dialects have no room for an id.
  public static var carriesID: Bool { false }
  /// Most readers ignore columns they do not know.
  public static var acceptsID: Bool { true }
  /// Most dialects are one JSON object a line.
  public static var container: ExportContainer { .lines }
  /// All schemas are at their first version.
  public static var version: Int { 1 }
  /// Lines begin with nothing, an array with its bracket.
  public var prologue: [UInt8] { Self.container == .array ? Array("[\n".utf8) : [] }
  /// What stands after the rows.
  public var epilogue: [UInt8] {
    switch Self.container {
    case .lines, .table: []
    case .array: Array("\n]\n".utf8)
    case .document: Array("</comparisons>\n".utf8)
    }
  }
  /// Most trainers have no list of data sets.
  public static func registration(fileName: String) -> Registration? { nil }

  /// Optional columns of an input that the dialect has no room for, by name.
  public static func losses(of columns: Columns) -> [String] {
    let lost = columns.subtracting(carries).names
    return carriesID ? lost : ["id"] + lost
  }
}

/// How the rows of an export make a file.
public enum ExportContainer: Sendable, Equatable {
  /// One JSON object a line.
  case lines
  /// One JSON array; every row begins with a comma and a newline, of which the first is left out.
  case array
  /// A table with a header.
  case table
  /// One XML document.
  case document
}

/// What the user said about an export.
public struct ExportOptions: Sendable, Equatable {
  /// Optional columns of every row that is written.
  public var columns: Columns
  /// Whether an `id` is written where readers take one.
  public var keepsID = false
  /// Seed of the order in which the two completions are shown to people.
  public var seed: UInt64 = 0

  /// Makes options for rows with the given columns.
  public init(columns: Columns, keepsID: Bool = false, seed: UInt64 = 0) {
    (self.columns, self.keepsID, self.seed) = (columns, keepsID, seed)
  }
}
