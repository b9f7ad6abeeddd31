/// What the gzip members written here say of themselves, in an extra field of the header (RFC 1952, 2.3.1.1).
///
/// Layout, integers little-endian; every other reader skips the field:
///
/// | bytes | value |
/// |---|---|
/// | 2 | subfield id `50 4B` ("PK") |
/// | 2 | length of what follows: 16, or 24 in a closing member |
/// | 1 | version, 1 |
/// | 1 | flags: bit 0: the raw bytes end at a line end; bit 1: closing member |
/// | 2 | reserved, 0 |
/// | 4 | bytes of the whole compressed member, header and trailer included |
/// | 4 | raw bytes |
/// | 4 | lines: newlines in the raw bytes |
/// | 8 | closing member only: raw bytes of all members since the start or the last closing member |
///
/// A reader hands members on still compressed, and knows lines and offsets ahead. A closing member is empty and ends
/// every file: a file that is cut between two members is found out, which plain gzip cannot do (BGZF does likewise).
struct PackedMember: Equatable {
  static let identifier: (UInt8, UInt8) = (0x50, 0x4B)
  static let version: UInt8 = 1
  /// 10 bytes of gzip header, 2 of extra length, 4 of subfield head, then the fields.
  static let dataHeaderSize = 32
  static let closingHeaderSize = 40
  /// CRC-32 and length behind the deflate stream.
  static let trailerSize = 8

  var endsAtLineEnd = false
  var isClosing = false
  var memberSize = 0
  var rawSize = 0
  var lineCount = 0
  /// Closing member only.
  var totalSize = 0

  init(rawSize: Int, lineCount: Int, endsAtLineEnd: Bool) {
    self.rawSize = rawSize
    self.lineCount = lineCount
    self.endsAtLineEnd = endsAtLineEnd
  }

  init(closing totalSize: Int) {
    self.totalSize = totalSize
    isClosing = true
  }

  /// Finds the subfield in an extra field; `nil` where there is none, or one of another version or length.
  init?(extraField: [UInt8]) {
    var index = 0
    while index + 4 <= extraField.count {
      let size = Int(extraField[index + 2]) | Int(extraField[index + 3]) << 8
      let field = extraField[(index + 4)...].prefix(size)
      guard field.count == size else { return nil }
      if (extraField[index], extraField[index + 1]) == Self.identifier {
        self.init(fields: Array(field))
        return
      }
      index += 4 + size
    }
    return nil
  }

  private init?(fields: [UInt8]) {
    guard fields.count >= 16, fields[0] == Self.version, fields[1] <= 2, fields[2] == 0, fields[3] == 0 else {
      return nil
    }
    endsAtLineEnd = fields[1] & 1 != 0
    isClosing = fields[1] & 2 != 0
    guard fields.count == (isClosing ? 24 : 16) else { return nil }
    memberSize = integer(fields[4..<8])
    rawSize = integer(fields[8..<12])
    lineCount = integer(fields[12..<16])
    totalSize = isClosing ? integer(fields[16..<23]) : 0
  }

  var headerSize: Int { isClosing ? Self.closingHeaderSize : Self.dataHeaderSize }

  /// The gzip header: no name, no time, system 255 (unknown), so that equal input gives equal bytes.
  func header() -> [UInt8] {
    var bytes: [UInt8] = [0x1F, 0x8B, 8, GzipHeader.extraFlag, 0, 0, 0, 0, 0, 255]
    append(headerSize - 12, width: 2, to: &bytes)
    bytes += [Self.identifier.0, Self.identifier.1]
    append(headerSize - 16, width: 2, to: &bytes)
    bytes += [Self.version, (endsAtLineEnd ? 1 : 0) | (isClosing ? 2 : 0), 0, 0]
    append(memberSize, width: 4, to: &bytes)
    append(rawSize, width: 4, to: &bytes)
    append(lineCount, width: 4, to: &bytes)
    if isClosing { append(totalSize, width: 8, to: &bytes) }
    return bytes
  }

  /// The closing member: an empty deflate block (`03 00`) and an empty trailer.
  static func closing(totalSize: Int) -> [UInt8] {
    var member = PackedMember(closing: totalSize)
    member.memberSize = closingHeaderSize + 2 + trailerSize
    return member.header() + [3, 0] + [UInt8](repeating: 0, count: trailerSize)
  }

  /// The first claim that no deflate stream can bear out, so that a lie costs no memory.
  var impossibleClaim: BytesError.Kind? {
    let payload = memberSize - headerSize - Self.trailerSize
    guard payload >= 2 else {
      return .falseClaim(.memberSize, stored: memberSize, found: headerSize + 2 + Self.trailerSize)
    }
    // Deflate cannot shrink more than 1032:1; stored blocks add well under 1 in 1,000.
    guard rawSize <= payload * 1032 else { return .falseClaim(.rawSize, stored: rawSize, found: payload * 1032) }
    let most = rawSize + rawSize / 1000 + 1024
    guard payload <= most else { return .falseClaim(.memberSize, stored: memberSize, found: most) }
    guard lineCount <= rawSize else { return .falseClaim(.lineCount, stored: lineCount, found: rawSize) }
    return nil
  }
}

/// The little-endian integer in at most 7 bytes.
func integer(_ bytes: some BidirectionalCollection<UInt8>) -> Int {
  bytes.reversed().reduce(0) { $0 << 8 | Int($1) }
}

/// Appends `value` as `width` little-endian bytes.
func append(_ value: Int, width: Int, to bytes: inout [UInt8]) {
  for byte in 0..<width {
    bytes.append(UInt8(truncatingIfNeeded: value >> (8 * byte)))
  }
}
