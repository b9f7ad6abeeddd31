/// What went wrong with a file or a compressed stream, and where.
///
/// Holds numbers, not prose: ``describe()`` makes the sentence for people, ``category`` the exit status.
public struct BytesError: Error, Equatable, Sendable {
  /// The cause, with what is needed to name it exactly.
  public enum Kind: Equatable, Sendable {
    /// The input cannot be opened (`errno`): it is not there, or may not be read.
    case cannotOpen(code: Int32)
    /// The input is a directory.
    case inputIsDirectory
    /// read(2) failed (`errno`).
    case readFailed(code: Int32)
    /// The file stops inside the member or frame that starts at this byte of the compressed file.
    case endsEarly(CompressedFormat, start: Int)
    /// A file of our own stops between two members or frames: the closing one is missing.
    case notClosed(CompressedFormat)
    /// A gzip or zstd header says what no decoder knows.
    case badHeader(CompressedFormat, HeaderFault)
    /// The compressed data break the rules of their format; `detail` is the codec's own word.
    case corrupt(CompressedFormat, detail: String)
    /// The decompressed bytes have another checksum than the file says (`nil`: the codec does not tell them).
    case checksumMismatch(CompressedFormat, stored: UInt32?, computed: UInt32?)
    /// The decompressed bytes are more or fewer than the file says (gzip: modulo 2³²).
    case lengthMismatch(CompressedFormat, stored: Int, found: Int)
    /// Bytes that are neither a member, a frame nor zero padding follow the compressed data.
    case trailingGarbage(CompressedFormat, found: [UInt8])
    /// A zstd frame wants a larger window than `1 << limitLog` bytes.
    case windowTooLarge(limitLog: Int)
    /// The header of a member of our own makes a claim that its content does not bear out.
    case falseClaim(PackedClaim, stored: Int, found: Int)
    /// A line is longer than `limit` bytes; `row` is its 1-based number.
    case lineTooLong(limit: Int, row: Int)
    /// The codec found no memory.
    case outOfMemory
    /// The output cannot be made (`errno`).
    case cannotCreate(code: Int32)
    /// write(2), fsync(2), close(2) or rename(2) failed (`errno`).
    case writeFailed(WriteStep, code: Int32)
    /// The reader of a pipe has gone away; the run ends quietly.
    case brokenPipe
  }

  /// The compressed formats this room reads.
  public enum CompressedFormat: String, Equatable, Sendable {
    /// RFC 1952, one or more members.
    case gzip
    /// RFC 8878, one or more frames.
    case zstd
  }

  /// What is wrong with a header.
  public enum HeaderFault: Equatable, Sendable {
    /// A gzip compression method other than 8 (deflate).
    case method(UInt8)
    /// Reserved gzip flag bits are set.
    case reservedFlags(UInt8)
    /// The header's own checksum is wrong.
    case checksum
    /// Name and comment go on for longer than anyone would write.
    case tooLong
  }

  /// The claims in the header of a member of our own.
  public enum PackedClaim: String, Equatable, Sendable {
    /// Bytes of the whole compressed member.
    case memberSize
    /// Bytes of the member, decompressed.
    case rawSize
    /// Lines in the member.
    case lineCount
    /// Decompressed bytes of all members up to the closing one.
    case totalSize
  }

  /// The step at which writing failed.
  public enum WriteStep: String, Equatable, Sendable {
    /// write(2).
    case write
    /// fsync(2) of the file or of its folder.
    case sync
    /// close(2).
    case close
    /// rename(2) to the final name.
    case rename
  }

  /// The cause.
  public var kind: Kind
  /// The file as the user named it; `-` for a standard stream.
  public var path: String
  /// Byte offset in the file as it lies on disk, compressed, where the fault was seen.
  public var offset: Int?
  /// Byte offset in the decompressed stream, where that helps.
  public var decompressedOffset: Int?

  /// Makes an error; offsets are left out where they mean nothing.
  public init(_ kind: Kind, path: String, offset: Int? = nil, decompressedOffset: Int? = nil) {
    self.kind = kind
    self.path = path
    self.offset = offset
    self.decompressedOffset = decompressedOffset
  }
}

extension BytesError {
  /// The families of causes that the terminal turns into exit statuses.
  public enum Category: Equatable, Sendable {
    /// No such input, or it may not be read (66).
    case noInput
    /// Damaged data (65).
    case damaged
    /// The output cannot be made (73).
    case cannotCreate
    /// Input or output failed (74).
    case inputOutput
    /// The reader went away: a quiet end.
    case brokenPipe
  }

  /// The family this error belongs to.
  public var category: Category {
    switch kind {
    case .cannotOpen, .inputIsDirectory: .noInput
    case .readFailed, .writeFailed, .outOfMemory: .inputOutput
    case .cannotCreate: .cannotCreate
    case .brokenPipe: .brokenPipe
    case .endsEarly, .notClosed, .badHeader, .corrupt, .checksumMismatch, .lengthMismatch, .trailingGarbage,
      .windowTooLarge, .falseClaim, .lineTooLong:
      .damaged
    }
  }
}
