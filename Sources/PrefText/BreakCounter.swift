import CTextScan

/// Counts words and sentences from the masks of one block after another.
struct BreakCounter {
  /// Runs of anything but white space so far.
  private(set) var words = 0
  /// Sentence ends so far.
  private var ends = 0
  /// White space of a character that began in the last block.
  private var spill: UInt64 = 0
  /// 1 where the last block ended with white space, and at the start.
  private var afterSpace: UInt64 = 1
  /// Where the last run of terminators ended.
  private var scanned = 0

  /// Sentences so far, taking the text to end here.
  var sentences: Int { ends == 0 && words > 0 ? 1 : ends }

  /// Adds the 64 bytes from `offset`, or those that are left.
  @inline(__always)
  mutating func add(_ masks: ctext_break_masks, wide: UInt64, of text: Span<UInt8>, from offset: Int) {
    var spaces = masks.spaces | spill
    var terminators = masks.terminators
    spill = 0
    if wide != 0 { spill = Self.addWide(wide, of: text, from: offset, to: &spaces, and: &terminators) }
    let left = text.count - offset
    let valid: UInt64 = left >= 64 ? ~0 : (1 &<< UInt64(left)) - 1
    words += (~spaces & (spaces &<< 1 | afterSpace) & valid).nonzeroBitCount
    afterSpace = spaces &>> 63
    while terminators != 0 {
      let position = offset + terminators.trailingZeroBitCount
      terminators &= terminators - 1
      guard position >= scanned else { continue }
      scanned = Self.endOfRun(of: text, from: position)
      if Self.isFollowedBySpace(text, at: scanned) { ends += 1 }
    }
  }

  /// Adds white space and ellipses beyond ASCII to a block's masks; returns the white space of the next block.
  @inline(never)
  private static func addWide(
    _ leads: UInt64,
    of text: Span<UInt8>,
    from offset: Int,
    to spaces: inout UInt64,
    and terminators: inout UInt64
  ) -> UInt64 {
    var leads = leads
    var spill: UInt64 = 0
    while leads != 0 {
      let bit = leads.trailingZeroBitCount
      leads &= leads - 1
      let length = WhiteSpace.wideLength(in: text, at: offset + bit, startingWith: text[offset + bit])
      if length > 0 {
        let run: UInt64 = (1 &<< UInt64(length)) - 1
        spaces |= run &<< UInt64(bit)
        // Smart shift: where the character ends inside the block nothing is left over.
        spill |= run >> (64 - bit)
      } else if isEllipsis(text, at: offset + bit) {
        terminators |= 1 &<< UInt64(bit)
      }
    }
    return spill
  }

  private static func endOfRun(of text: Span<UInt8>, from start: Int) -> Int {
    var end = start
    while end < text.count {
      switch text[end] {
      case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"): end += 1
      case 0xE2 where isEllipsis(text, at: end): end += 3
      default: return end
      }
    }
    return end
  }

  /// Whether white space or the end follows, after any of `"'’”)]}`.
  private static func isFollowedBySpace(_ text: Span<UInt8>, at offset: Int) -> Bool {
    var next = offset
    while next < text.count {
      switch text[next] {
      case UInt8(ascii: "\""), UInt8(ascii: "'"), UInt8(ascii: ")"), UInt8(ascii: "]"), UInt8(ascii: "}"): next += 1
      case 0xE2 where isClosingQuote(text, at: next): next += 3
      default: return WhiteSpace.length(in: text, at: next) > 0
      }
    }
    return true
  }

  /// U+2026 is E2 80 A6.
  private static func isEllipsis(_ text: Span<UInt8>, at offset: Int) -> Bool {
    text.count - offset >= 3 && text[offset] == 0xE2 && text[offset + 1] == 0x80 && text[offset + 2] == 0xA6
  }

  /// U+2019 and U+201D are E2 80 99 and E2 80 9D.
  private static func isClosingQuote(_ text: Span<UInt8>, at offset: Int) -> Bool {
    guard text.count - offset >= 3, text[offset + 1] == 0x80 else { return false }
    return text[offset + 2] == 0x99 || text[offset + 2] == 0x9D
  }
}
