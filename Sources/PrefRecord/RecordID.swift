import Crypto

/// Names a record by its content: 128 bits, stable for ever.
///
/// Version 1, `prefkit-id-1`: the first 16 bytes of the SHA-256 of
///
///     "prefkit-id-1\n"                                13 bytes
///     for each of prompt, chosen, rejected:
///       number of turns                               8 bytes, little-endian
///       for each turn:
///         role: 0 system, 1 user, 2 assistant, 3 tool 1 byte
///         number of content bytes                     8 bytes, little-endian
///         content                                     UTF-8
///
/// A cryptographic hash is used because input is untrusted: with a fast hash, rows could be made that collide, and
/// deduplication would then drop a row that has no equal.
public struct RecordID: Sendable, Hashable, Comparable {
  /// Bytes 0–7 of the hash as a big-endian number.
  public var high: UInt64
  /// Bytes 8–15 of the hash as a big-endian number.
  public var low: UInt64

  /// Makes an id from its two halves.
  public init(high: UInt64, low: UInt64) { (self.high, self.low) = (high, low) }

  /// The id of a record that is not signed yet.
  public static let zero = RecordID(high: 0, low: 0)

  /// Hashes the bytes of a preimage.
  public init(hashing preimage: UnsafeRawBufferPointer) {
    var hasher = SHA256()
    unsafe hasher.update(bufferPointer: preimage)
    let digest = hasher.finalize()
    (high, low) = unsafe digest.withUnsafeBytes { bytes in
      unsafe (
        UInt64(bigEndian: bytes.loadUnaligned(as: UInt64.self)),
        UInt64(bigEndian: bytes.loadUnaligned(fromByteOffset: 8, as: UInt64.self))
      )
    }
  }

  /// Reads 32 lower-case hexadecimal digits; `nil` for anything else.
  public init?(hex: UnsafeRawBufferPointer) {
    guard hex.count == 32 else { return nil }
    var halves: (UInt64, UInt64) = (0, 0)
    for index in 0..<32 {
      guard let digit = Self.digit(unsafe hex[index]) else { return nil }
      if index < 16 { halves.0 = halves.0 << 4 | digit } else { halves.1 = halves.1 << 4 | digit }
    }
    (high, low) = halves
  }

  /// Appends the id as 32 lower-case hexadecimal digits.
  public func write(to output: inout [UInt8]) {
    write(high, to: &output)
    write(low, to: &output)
  }

  private func write(_ half: UInt64, to output: inout [UInt8]) {
    var digits = InlineArray<16, UInt8>(repeating: 0)
    for index in 0..<16 {
      let digit = UInt8(truncatingIfNeeded: half &>> UInt64(60 - 4 * index)) & 15
      digits[index] = digit < 10 ? digit + 0x30 : digit + 0x57
    }
    let span = digits.span
    // The span lies within this call's frame.
    unsafe span.withUnsafeBufferPointer { unsafe output.append(contentsOf: $0) }
  }

  /// The id as 32 lower-case hexadecimal digits.
  public var hex: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Orders ids as their digits are ordered.
  public static func < (a: RecordID, b: RecordID) -> Bool { (a.high, a.low) < (b.high, b.low) }

  private static func digit(_ byte: UInt8) -> UInt64? {
    switch byte {
    case 0x30...0x39: UInt64(byte - 0x30)
    case 0x61...0x66: UInt64(byte - 0x57)
    default: nil
    }
  }
}

/// Makes content hashes of parts of records, with a buffer that is reused.
public struct RecordHasher: Sendable {
  private var preimage: [UInt8] = []

  /// Makes a hasher.
  public init() {}

  /// Hashes a whole record: its id.
  public mutating func id(of comparison: Comparison, in batch: borrowing ComparisonBatch) -> RecordID {
    begin("prefkit-id-1\n")
    add(comparison.prompt, in: batch)
    add(comparison.chosen, in: batch)
    add(comparison.rejected, in: batch)
    return finish()
  }

  /// Hashes the prompt alone.
  public mutating func prompt(of comparison: Comparison, in batch: borrowing ComparisonBatch) -> RecordID {
    begin("prefkit-prompt-1\n")
    add(comparison.prompt, in: batch)
    return finish()
  }

  /// Hashes both completions, whatever the prompt.
  public mutating func completions(of comparison: Comparison, in batch: borrowing ComparisonBatch) -> RecordID {
    begin("prefkit-completions-1\n")
    add(comparison.chosen, in: batch)
    add(comparison.rejected, in: batch)
    return finish()
  }

  /// Hashes one completion.
  public mutating func completion(_ turns: Range<Int>, in batch: borrowing ComparisonBatch) -> RecordID {
    begin("prefkit-completion-1\n")
    add(turns, in: batch)
    return finish()
  }

  private mutating func begin(_ domain: StaticString) {
    preimage.removeAll(keepingCapacity: true)
    domain.withUTF8Buffer { unsafe preimage.append(contentsOf: $0) }
  }

  private mutating func add(_ part: Range<Int>, in batch: borrowing ComparisonBatch) {
    append(UInt64(part.count))
    for index in part {
      let turn = batch.turns[index]
      preimage.append(turn.role.rawValue)
      append(UInt64(turn.content.count))
      preimage.append(contentsOf: batch.text[Int(turn.content.start)..<Int(turn.content.end)])
    }
  }

  private func finish() -> RecordID {
    unsafe preimage.withUnsafeBytes { unsafe RecordID(hashing: $0) }
  }

  private mutating func append(_ value: UInt64) {
    unsafe withUnsafeBytes(of: value.littleEndian) { unsafe preimage.append(contentsOf: $0) }
  }
}
