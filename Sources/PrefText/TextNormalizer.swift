/// What is changed of texts, where the user asks for it by name.
public struct TextNormalization: OptionSet, Sendable {
  /// The set as bits.
  public let rawValue: UInt8

  /// Makes a set from its bits.
  public init(rawValue: UInt8) { self.rawValue = rawValue }

  /// Unicode's Normalization Form C.
  public static let nfc = TextNormalization(rawValue: 1)
  /// White space is taken off both ends.
  public static let trim = TextNormalization(rawValue: 2)
  /// Each run of white space becomes one space.
  public static let foldWhiteSpace = TextNormalization(rawValue: 4)
}

/// Brings texts into a normal form: NFC first, then white space, which is the 25 characters Unicode calls so.
public struct TextNormalizer: Sendable {
  private let normalization: TextNormalization

  /// Makes a normalizer.
  public init(_ normalization: TextNormalization) { self.normalization = normalization }

  /// The normal form of a text in UTF-8; `nil` where the text has it already.
  public func changed(_ text: UnsafeRawBufferPointer) -> [UInt8]? {
    var bytes = unsafe Array(text)
    if normalization.contains(.nfc) { Self.compose(&bytes) }
    if normalization.contains(.foldWhiteSpace) { Self.fold(&bytes) }
    if normalization.contains(.trim) {
      bytes = unsafe bytes.withUnsafeBytes { unsafe Array($0[WhiteSpace.trimmed($0)]) }
    }
    return unsafe bytes.elementsEqual(text) ? nil : bytes
  }

  private static func compose(_ bytes: inout [UInt8]) {
    if unsafe bytes.withUnsafeBytes({ unsafe NormalForm.isSurelyComposed($0) }) { return }
    var composed: [UInt8] = []
    composed.reserveCapacity(bytes.count)
    NormalForm.forEachComposedByte(of: String(decoding: bytes, as: UTF8.self)) { composed.append($0) }
    bytes = composed
  }

  private static func fold(_ bytes: inout [UInt8]) {
    bytes = unsafe bytes.withUnsafeBytes { text in
      // The span does not outlive this closure, for which the array lends `text`.
      folded(unsafe Span<UInt8>(_unsafeBytes: text))
    }
  }

  private static func folded(_ text: Span<UInt8>) -> [UInt8] {
    var folded: [UInt8] = []
    folded.reserveCapacity(text.count)
    var (offset, isInRun) = (0, false)
    while offset < text.count {
      let length = WhiteSpace.length(in: text, at: offset)
      if length == 0 {
        folded.append(text[offset])
      } else if !isInRun {
        folded.append(0x20)
      }
      isInRun = length > 0
      offset += max(1, length)
    }
    return folded
  }
}
