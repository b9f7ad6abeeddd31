public import PrefExports
public import PrefFormats

/// What all commands that read records have in common.
public struct RunSettings: Sendable {
  /// Inputs as the user named them; `-` is standard input.
  public var inputs: [String] = ["-"]
  /// Inputs with a format of their own, which are read after the others.
  public var namedInputs: [(format: String, path: String)] = []
  /// Name of the format of `inputs`, or `auto`.
  public var format = "auto"
  /// What the user said about the format.
  public var formatOptions = FormatOptions()
  /// What stands between the cells of tables; `nil`: it is found.
  public var separator: UInt8?
  /// Longest line in bytes.
  public var maxLine = 64 << 20
  /// Number of threads.
  public var threads = 1
  /// What is done with records that cannot be read.
  public var badRows = BadRowPolicy.fail
  /// Where rejects are written, with `BadRowPolicy.setAside`.
  public var rejects: String?
  /// Takes every record that cannot be read, as it is found; besides, the first five are kept.
  public var badRow: @Sendable (BadRow) -> Void = { _ in }
  /// Takes what people should know while a run goes on.
  public var notify: @Sendable (String) -> Void = { _ in }
  /// Takes how far a run has come: records read, and compressed bytes of the inputs read.
  public var progress: @Sendable (_ records: Int, _ bytes: Int) -> Void = { _, _ in }

  /// The export that inputs are held to, in place of a format that is read.
  public var exported: (any ExportFormat.Type)?

  /// Makes settings for standard input on one thread.
  public init() {}
}
