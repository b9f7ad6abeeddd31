public import PrefJSON
public import PrefRecord

/// A dialect of preference data: how its records become comparisons, and which side wins.
public protocol IngestFormat: Sendable {
  /// Name on the command line.
  static var name: String { get }
  /// What it reads, in one sentence that ends in a full stop.
  static var summary: String { get }
  /// Who writes the dialect, and where it is described.
  static var source: String { get }
  /// Which side wins.
  static var winner: String { get }
  /// Names of more general formats that give way where this one fits all that they fit.
  static var refines: [String] { get }
  /// Optional columns that every row read from the dialect fills.
  static var columns: Columns { get }
  /// Records that are read, and records that are refused with the column of the fault; they run as tests.
  static var examples: [FormatExample] { get }

  /// Makes a reader.
  init(options: FormatOptions) throws(FormatOptionError)
}

extension IngestFormat {
  /// Most dialects are no special case of another.
  public static var refines: [String] { [] }
}

/// A dialect whose records each stand alone as one JSON value, in JSONL or in one JSON array.
public protocol RecordFormat: IngestFormat {
  /// Says why a record looks like this dialect; `nil` when it does not.
  static func recognize(_ record: JSONValue) -> String?

  /// Optional columns that a file with this first record fills besides `columns`.
  func additionalColumns(for record: JSONValue) -> Columns

  /// Reads one record and appends its comparisons to the batch, unsigned.
  ///
  /// - Throws: `RecordError` with an offset into the record's source; the caller undoes what was appended.
  func read(_ record: JSONValue, into batch: inout ComparisonBatch) throws(RecordError)
}

extension RecordFormat {
  /// Most dialects fill the same columns in every file.
  public func additionalColumns(for record: JSONValue) -> Columns { [] }
}

/// A dialect that is read as one document from end to end, because its records refer to each other.
public protocol DocumentFormat: IngestFormat {
  /// Says why a document that begins with these bytes looks like this dialect; `nil` when it does not.
  static func recognize(beginning: UnsafeRawBufferPointer) -> String?

  /// Makes the state for one document.
  func makeReader() -> any DocumentReader
}

/// Reads one document, piece by piece, into comparisons.
public protocol DocumentReader: AnyObject {
  /// Raw rows seen so far.
  var rows: Int { get }

  /// Takes the next piece of the document.
  ///
  /// - Throws: `DocumentError` when the document is damaged or refused; nothing after that can be read.
  func consume(_ bytes: UnsafeRawBufferPointer) throws(DocumentError)

  /// Says that the document has ended.
  func finish() throws(DocumentError)

  /// Moves what can be said so far into a batch: comparisons, quarantined rows, and dropped counts by reason.
  ///
  /// - Returns: `false` when nothing is left for now.
  func drain(into batch: inout ComparisonBatch) -> Bool

  /// The next comparisons that need more work than reading, which any thread can do; `nil` when none are left for now.
  func nextPiece() -> (any DocumentPiece)?
}

extension DocumentReader {
  /// Most documents give all they have when they are drained.
  public func nextPiece() -> (any DocumentPiece)? { nil }
}

/// Comparisons of a document that are still to be made.
public protocol DocumentPiece: Sendable {
  /// Appends the comparisons; once, on any thread.
  func give(to batch: inout ComparisonBatch)
}

/// Says why a document cannot be read on, and where.
public struct DocumentError: Error, Sendable, Equatable {
  /// What is wrong, as one plain sentence without a full stop.
  public var message: String
  /// 1-based line.
  public var line: Int
  /// 1-based column in bytes.
  public var column: Int
  /// Offset in the decompressed document.
  public var byte: Int

  /// Makes an error.
  public init(_ message: String, line: Int, column: Int, byte: Int) {
    (self.message, self.line, self.column, self.byte) = (message, line, column, byte)
  }
}

/// A record that shows what a format takes, or where it refuses.
public struct FormatExample: Sendable {
  /// The record, as one line or one document.
  public var text: String
  /// 1-based column of the fault; `nil` when the record is read.
  public var column: Int?
  /// The reason code of the refusal.
  public var reason: String?
  /// Options the example needs.
  public var options: FormatOptions

  /// A record that is read.
  public init(accepts text: String, options: FormatOptions = FormatOptions()) {
    (self.text, self.options) = (text, options)
  }

  /// A record that is refused at a column for a reason.
  public init(refuses text: String, atColumn column: Int, _ reason: String, options: FormatOptions = FormatOptions()) {
    (self.text, self.column, self.reason, self.options) = (text, column, reason, options)
  }
}

/// What the user said about a dialect besides its name.
public struct FormatOptions: Sendable, Equatable {
  /// Where each part of a record is found, for `fields`: a key or a JSON pointer for each target.
  public var map: [String: String] = [:]
  /// Read a JSON boolean as text where a completion should be.
  public var booleansAsText = false
  /// Which of several labels of the source decides, such as `helpful` or `safe`; `nil` is the format's own default.
  public var label: String?
  /// Where the verdict is found and how it is spelt, for `fields`.
  public var verdict = VerdictOptions()
  /// Which pairs are made of completions that are rated or ranked.
  public var pairs = PairPolicy()
  /// Which of several ratings decides, by a name of the dialect; `nil` for the dialect's own choice.
  public var rating: String?
  /// Weights of the ratings of a weighted sum, by name.
  public var weights: [String: Rating] = [:]
  /// What becomes of texts in HTML.
  public var html = HTMLRendering.text
  /// What an answer of a Stack Exchange dump is worth.
  public var scoreRule = ScoreRule.votes
  /// The file of pairs that votes are joined to.
  public var join: String?

  /// Makes options; without arguments they change nothing.
  public init(map: [String: String] = [:], booleansAsText: Bool = false) {
    (self.map, self.booleansAsText) = (map, booleansAsText)
  }
}

/// Where a record of the user's own says which of two completions won, and in what words.
public struct VerdictOptions: Sendable, Equatable {
  /// The field that holds the verdict; `nil` where the votes decide, or there is no verdict to read.
  public var labelField: String?
  /// Words that name the first completion.
  public var firstIf: [String] = []
  /// Words that name the second completion.
  public var secondIf: [String] = []
  /// Words that call it a tie.
  public var tieIf: [String] = []
  /// Fields that each hold one annotator's vote, in the same words.
  public var annotatorFields: [String] = []

  /// Makes options that name no verdict.
  public init() {}
}

/// Says what is wrong with options given for a format.
public struct FormatOptionError: Error, Sendable, Equatable {
  /// What is wrong and how to mend it, as one sentence.
  public var message: String

  /// Makes an error.
  public init(_ message: String) { self.message = message }
}
