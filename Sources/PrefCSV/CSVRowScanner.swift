import CScan
import Glibc

/// Finds where the rows of a table end, in bytes that come in pieces.
///
/// Where a quoted cell is followed by text, which is a fault of its row, the row ends at the next newline all the same.
public struct CSVRowScanner: Sendable {
  private enum State { case cellStart, plain, quoted, afterQuote }

  private let separator: UInt8
  private var state = State.cellStart

  /// Where the quote stands that opened the cell the scanner is in; `nil` outside of quotes.
  public private(set) var openQuote: Int?

  /// Makes a scanner that stands before a row.
  public init(separator: UInt8) { self.separator = separator }

  /// Whether the scanner stands before a row, and not in one.
  public private(set) var isBetweenRows = true

  /// Goes on from a position to the end of the row.
  ///
  /// - Parameters:
  ///   - bytes: All bytes of the row so far; a call after one that gave `nil` has the same bytes and more.
  ///   - position: Where the row begins, or where the bytes ended that gave `nil`.
  /// - Returns: The offset past the row's newline; `nil` when the bytes end before it.
  public mutating func endOfRow(in bytes: UnsafeRawBufferPointer, from position: Int) -> Int? {
    var position = position
    while position < bytes.count {
      isBetweenRows = false
      switch state {
      case .cellStart:
        let isQuote = unsafe bytes[position] == UInt8(ascii: "\"")
        state = isQuote ? .quoted : .plain
        if isQuote {
          openQuote = position
          position += 1
        }
      case .plain:
        position += unsafe Self.find(separator, UInt8(ascii: "\n"), in: bytes, from: position)
        if position == bytes.count { return nil }
        state = .cellStart
        position += 1
        if unsafe bytes[position - 1] == UInt8(ascii: "\n") {
          isBetweenRows = true
          return position
        }
      case .quoted:
        guard let quote = unsafe Self.quote(in: bytes, from: position) else { return nil }
        position = quote + 1
        state = .afterQuote
      case .afterQuote:
        let isDoubled = unsafe bytes[position] == UInt8(ascii: "\"")
        state = isDoubled ? .quoted : .plain
        if isDoubled { position += 1 } else { openQuote = nil }
      }
    }
    return nil
  }

  /// Says that the bytes have ended.
  ///
  /// - Returns: Where the quote stands that was never closed; `nil` when there is none.
  public func finish() -> Int? { state == .quoted ? openQuote : nil }

  /// Follows the bytes when those before an offset are let go.
  public mutating func rebase(by offset: Int) { openQuote = openQuote.map { $0 - offset } }

  static func find(_ one: UInt8, _ other: UInt8, in bytes: UnsafeRawBufferPointer, from position: Int) -> Int {
    guard let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self) else { return 0 }
    return unsafe pk_find_either(start + position, bytes.count - position, one, other)
  }

  static func quote(in bytes: UnsafeRawBufferPointer, from position: Int) -> Int? {
    guard let start = bytes.baseAddress, position < bytes.count,
      let found = unsafe memchr(start + position, Int32(UInt8(ascii: "\"")), bytes.count - position)
    else { return nil }
    return unsafe UnsafeRawPointer(found) - start
  }
}
