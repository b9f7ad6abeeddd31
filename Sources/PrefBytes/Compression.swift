/// How a stream of bytes is compressed, as its first bytes tell.
public enum Compression: String, Equatable, Sendable {
  /// Not at all.
  case none
  /// RFC 1952: `1F 8B`.
  case gzip
  /// RFC 8878: `28 B5 2F FD`, or a skippable frame `5x 2A 4D 18`.
  case zstd

  /// Recognises the magic bytes at the front of `head`, which holds 4 bytes where the file has them.
  ///
  /// A file that ends inside a magic number counts as compressed and cut where no text can begin like that.
  init(head: [UInt8]) {
    if head == [0x1F] || head.starts(with: [0x1F, 0x8B]) {
      self = .gzip
    } else if isFrame(head) || (head.count >= 2 && ZstdMarks.magic.starts(with: head)) {
      self = .zstd
    } else {
      self = .none
    }
  }

  /// What the name of a file promises.
  init(path: String) {
    if path.hasSuffix(".gz") {
      self = .gzip
    } else if path.hasSuffix(".zst") || path.hasSuffix(".zstd") {
      self = .zstd
    } else {
      self = .none
    }
  }

  /// The compression in the terms of an error; `nil` for plain bytes.
  var format: BytesError.CompressedFormat? {
    switch self {
    case .none: nil
    case .gzip: .gzip
    case .zstd: .zstd
    }
  }
}

private func isFrame(_ head: [UInt8]) -> Bool {
  head.starts(with: ZstdMarks.magic) || ZstdMarks.isSkippable(head)
}

/// How an output is compressed.
public enum OutputCompression: Equatable, Sendable {
  /// The bytes as they are.
  case none
  /// Independent gzip members; level 1 (fast) to 12 (small).
  case gzip(level: Int)
  /// Independent zstd frames; level 1 (fast) to 19 (small).
  case zstd(level: Int)

  /// Gzip at level 1: twice as fast as level 3 and four times as level 6, for 6 and 10 % more bytes.
  public static let defaultGzip = Self.gzip(level: 1)
  /// Zstd at its own usual level.
  public static let defaultZstd = Self.zstd(level: 3)

  /// Follows the name of a file: `.gz`, `.zst` or `.zstd`, else plain.
  public init(path: String) {
    switch Compression(path: path) {
    case .none: self = .none
    case .gzip: self = .defaultGzip
    case .zstd: self = .defaultZstd
    }
  }

  /// Reads `none`, `gzip` or `zstd`, the last two with an optional level as in `gzip:6`.
  ///
  /// - Returns: `nil` where the name is unknown or the level is out of range.
  public init?(name: String) {
    let parts = name.split(separator: ":", omittingEmptySubsequences: false)
    let level = parts.count == 2 ? Int(parts[1]) : nil
    guard parts.count == 1 || (parts.count == 2 && level != nil) else { return nil }
    switch (parts[0], level) {
    case ("none", nil): self = .none
    case ("gzip", nil): self = .defaultGzip
    case ("zstd", nil): self = .defaultZstd
    case ("gzip", let level?) where (1...12).contains(level): self = .gzip(level: level)
    case ("zstd", let level?) where (1...19).contains(level): self = .zstd(level: level)
    default: return nil
    }
  }
}
