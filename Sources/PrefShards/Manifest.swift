public import PrefJSON

/// Says what is in a shard set, so that it can be proved later: `manifest.json`.
public struct Manifest: Sendable, Equatable {
  /// One shard file.
  public struct File: Sendable, Equatable {
    /// File name in the shard set's folder.
    public var path: String
    /// Rows in the file.
    public var rows: Int
    /// Bytes of the file.
    public var bytes: Int
    /// SHA-256 of the file, 64 hexadecimal digits.
    public var sha256: String
    /// Bytes of its rows before compression.
    public var rawBytes: Int
    /// SHA-256 of its rows before compression.
    public var rawSHA256: String

    /// Makes a file's entry.
    public init(path: String, rows: Int, bytes: Int, sha256: String, rawBytes: Int, rawSHA256: String) {
      (self.path, self.rows, self.bytes) = (path, rows, bytes)
      (self.sha256, self.rawBytes, self.rawSHA256) = (sha256, rawBytes, rawSHA256)
    }
  }

  /// One split with its files.
  public struct Split: Sendable, Equatable {
    /// Name of the split.
    public var name: String
    /// Rows of all its files.
    public var rows: Int
    /// Its files in order.
    public var files: [File]

    /// Makes a split's entry.
    public init(name: String, rows: Int, files: [File]) { (self.name, self.rows, self.files) = (name, rows, files) }
  }

  /// The schema's name and version.
  public static let schema = "prefkit/manifest/1"

  /// Version of the program that wrote the set.
  public var version: String
  /// Keys of every row, in order.
  public var columns: [String]
  /// Seed of the split and of the shuffle.
  public var seed: UInt64
  /// Options the set was made with, as name and value.
  public var options: [(name: String, value: String)]
  /// The splits, in the order of the plan.
  public var splits: [Split]

  /// Makes a manifest.
  public init(
    version: String,
    columns: [String],
    seed: UInt64,
    options: [(name: String, value: String)],
    splits: [Split]
  ) {
    (self.version, self.columns, self.seed, self.options, self.splits) = (version, columns, seed, options, splits)
  }

  /// Compares two manifests field by field.
  public static func == (a: Manifest, b: Manifest) -> Bool {
    a.version == b.version && a.columns == b.columns && a.seed == b.seed && a.splits == b.splits
      && a.options.elementsEqual(b.options, by: ==)
  }

  /// The manifest as JSON; the seed is text, since 64 bits do not fit a JSON number everywhere.
  public var json: JSONTree {
    .object([
      ("schema", .string(Self.schema)),
      ("version", .string(version)),
      ("columns", .array(columns.map { .string($0) })),
      ("seed", .string(String(seed))),
      ("options", .object(options.map { ($0.name, .string($0.value)) })),
      (
        "splits",
        .array(
          splits.map { split in
            .object([
              ("name", .string(split.name)), ("rows", .int(Int64(split.rows))),
              ("files", .array(split.files.map(\.json))),
            ])
          }
        )
      ),
    ])
  }

  /// The lines of `SHA256SUMS`, as `sha256sum -c` reads them.
  public var checksums: String {
    splits.flatMap(\.files).map { "\($0.sha256)  \($0.path)\n" }.joined()
  }
}

extension Manifest.File {
  /// The file's entry as JSON.
  public var json: JSONTree {
    .object([
      ("path", .string(path)), ("rows", .int(Int64(rows))), ("bytes", .int(Int64(bytes))), ("sha256", .string(sha256)),
      ("raw_bytes", .int(Int64(rawBytes))), ("raw_sha256", .string(rawSHA256)),
    ])
  }
}
