import CTextScan

/// Tells whether a folded text holds any of a few substrings, at any offset, in words or across them.
///
/// Every needle is known by two overlapping 4-byte windows, so that looking at every second offset of the text meets
/// one of them. A table of 8 KiB sorts out nearly all offsets; what passes is compared. Linear: a window leads only to
/// the needles that have it, which are few.
struct SubstringSearch: ~Copyable, Sendable {
  private struct Window: Sendable {
    /// Slot of the window's bytes in the table.
    var slot: UInt32
    /// Its needle, in `needles`.
    var needle: Range<Int>
    /// Where in the needle it lies.
    var offset: Int
  }

  /// Letters from common to rare in English, after the space; windows with the rarest are taken.
  private static let common = Array(" etaoinsrhldcumfpgwybvkxjqz".utf8)

  /// By slot: 1 + the first of its windows; 0 where there is none.
  private var table = [UInt8](repeating: 0, count: Int(ctext_window_slots))
  /// Sorted by slot.
  private var windows: [Window] = []
  /// The needles' bytes, one after another.
  private var bytes: [UInt8] = []

  /// Prepares the search.
  ///
  /// - Parameter needles: Folded ASCII of 5 bytes or more. One that holds another is left out: it tells nothing more.
  init(_ needles: [String]) {
    let needles = needles.map { Array($0.utf8) }
    for (index, needle) in needles.enumerated() {
      precondition(needle.count >= 5, "a substring of the lexicon is shorter than 5 bytes")
      let isTold = needles.enumerated().contains { other, part in
        other != index && (part != needle || other < index) && Self.isPart(part, of: needle)
      }
      if isTold { continue }
      let range = bytes.count..<bytes.count + needle.count
      bytes += needle
      let rarest = Self.rarestOffset(of: needle)
      for offset in rarest...rarest + 1 {
        windows.append(Window(slot: Self.slot { needle[offset + $0] }, needle: range, offset: offset))
      }
    }
    precondition(windows.count < 256, "the lexicon has too many substrings")
    windows.sort { ($0.slot, $0.needle.lowerBound) < ($1.slot, $1.needle.lowerBound) }
    for (index, window) in windows.enumerated().reversed() { table[Int(window.slot)] = UInt8(index + 1) }
  }

  /// Whether any needle occurs in the text.
  func isFound(in text: borrowing FoldedText) -> Bool {
    let bytes = text.storage.span
    var offset = 0
    while true {
      // Safe: the callee is given both buffers' own bounds and stays inside.
      offset = unsafe bytes.withUnsafeBufferPointer { buffer in
        unsafe table.span.withUnsafeBufferPointer {
          unsafe ctext_next_window(buffer.baseAddress, buffer.count, text.count, offset, $0.baseAddress, $0.count)
        }
      }
      guard offset < text.count else { return false }
      if isNeedle(in: bytes, count: text.count, around: offset) { return true }
      offset += 2
    }
  }

  private func isNeedle(in text: Span<UInt8>, count: Int, around offset: Int) -> Bool {
    let slot = Self.slot { text[offset + $0] }
    var index = Int(table[Int(slot)]) - 1
    while index >= 0, index < windows.count, windows[index].slot == slot {
      if isEqual(windows[index].needle, to: text, count: count, at: offset - windows[index].offset) { return true }
      index += 1
    }
    return false
  }

  private func isEqual(_ needle: Range<Int>, to text: Span<UInt8>, count: Int, at start: Int) -> Bool {
    guard start >= 0, start + needle.count <= count else { return false }
    for index in needle where text[start + index - needle.lowerBound] != bytes[index] { return false }
    return true
  }

  @inline(__always)
  private static func slot(_ byte: (Int) -> UInt8) -> UInt32 {
    ctext_window_slot(UInt32(byte(0)) | UInt32(byte(1)) << 8 | UInt32(byte(2)) << 16 | UInt32(byte(3)) << 24)
  }

  /// Where the five bytes of two windows are the least to be expected in English.
  private static func rarestOffset(of needle: [UInt8]) -> Int {
    func rarity(_ offset: Int) -> Int {
      needle[offset..<offset + 5].reduce(0) { $0 + (common.firstIndex(of: $1) ?? common.count) }
    }
    return (0...needle.count - 5).max { rarity($0) < rarity($1) } ?? 0
  }

  private static func isPart(_ part: [UInt8], of whole: [UInt8]) -> Bool {
    guard part.count <= whole.count else { return false }
    return (0...whole.count - part.count).contains { whole[$0] == part[0] && whole[$0...].starts(with: part) }
  }
}
