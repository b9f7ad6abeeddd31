/// Says of every scalar whether it belongs to a word, and what it is in lower case.
///
/// Letters, marks and numbers belong to words, as in Unicode's general categories L, M and N. Where a script writes no
/// spaces (ideographs, kana, Thai, Lao, Khmer, Myanmar), each scalar is a word of its own; so is every symbol of category
/// So, emoji among them. Lower case is scalar by scalar: the first scalar of the full mapping.
enum CharacterClasses {
  private static let alone: UInt32 = 1 << 30
  private static let space: UInt32 = 1 << 29

  /// Classes of U+0000 to U+1FFFF, laid out as `CShingles.h` says; made when the first text beyond ASCII is met.
  static let table: [UInt32] = (0..<0x20000).map { value in
    guard let scalar = Unicode.Scalar(UInt32(value)) else { return 0 }
    return entry(of: scalar)
  }

  /// How a scalar stands to words.
  enum Kind {
    case between
    case inWord
    case alone
  }

  /// How a scalar stands to words, as the hashing of words takes it.
  static func kind(of scalar: Unicode.Scalar) -> Kind {
    guard scalar.value < 0x20000 else { return scalar.value < 0x40000 ? .alone : .between }
    if scalar.isASCII {
      switch scalar {
      case "a"..."z", "A"..."Z", "0"..."9", "_": return .inWord
      default: return .between
      }
    }
    let entry = table[Int(scalar.value)]
    if entry & 0x1F_FFFF == 0 { return .between }
    return entry & alone == 0 ? .inWord : .alone
  }

  /// Scalars of scripts without spaces between words.
  private static let unspaced: [ClosedRange<UInt32>] = [
    0x0E00...0x0EFF, 0x1000...0x109F, 0x1780...0x17FF, 0x3040...0x30FF, 0x31F0...0x31FF, 0x3400...0x4DBF,
    0x4E00...0x9FFF, 0xF900...0xFAFF, 0xFF66...0xFF9D,
  ]

  private static func entry(of scalar: Unicode.Scalar) -> UInt32 {
    let properties = scalar.properties
    if properties.isWhitespace { return space }
    switch properties.generalCategory {
    case .uppercaseLetter, .lowercaseLetter, .titlecaseLetter, .modifierLetter, .otherLetter, .nonspacingMark,
      .spacingMark, .enclosingMark, .decimalNumber, .letterNumber, .otherNumber:
      let lower = properties.changesWhenLowercased ? properties.lowercaseMapping.unicodeScalars.first : nil
      let isAlone = unspaced.contains { $0.contains(scalar.value) }
      return (lower ?? scalar).value | (isAlone ? alone : 0)
    case .otherSymbol: return scalar.value | alone
    default: return scalar == "_" ? scalar.value : 0
    }
  }
}
