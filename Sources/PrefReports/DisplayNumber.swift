/// Writes numbers for people: a few significant digits, thousands apart, the same on every machine.
enum DisplayNumber {
  /// Writes a count with its thousands apart, such as `2,312`.
  static func count(_ value: Int) -> String {
    (value < 0 ? "-" : "") + grouped(String(value.magnitude))
  }

  /// Writes a number with at most `digits` significant digits; its integer part is never rounded away.
  ///
  /// Rounds half away from zero on the shortest decimal that reads back exactly. A number that had to be rounded keeps
  /// its trailing zeros (`0.4870`), one that is exact has none (`0.5`).
  static func text(_ value: Double, digits: Int = 4) -> String {
    guard value.isFinite else { return value.isNaN ? "undefined" : value < 0 ? "-∞" : "∞" }
    var decimal = Decimal(value.magnitude)
    if decimal.digits.isEmpty { return "0" }
    let isPlain = (-4...15).contains(decimal.point)
    decimal.round(to: isPlain ? max(digits, decimal.point) : digits)
    return (value < 0 ? "-" : "") + (isPlain ? decimal.plain : decimal.scientific)
  }

  /// Writes the numbers of a column with the same decimals, so that they stand under one another.
  static func column(_ values: [Double], digits: Int = 4) -> [String] {
    let texts = values.map { text($0, digits: digits) }
    guard !texts.contains(where: { $0.contains("e") }) else { return texts }
    let decimals = texts.map { $0.split(separator: ".").dropFirst().first?.count ?? 0 }
    let most = decimals.max() ?? 0
    return zip(texts, decimals).map { text, count in
      guard count < most, text.utf8.last.map({ (48...57).contains($0) }) == true else { return text }
      return text + (count == 0 ? "." : "") + String(repeating: "0", count: most - count)
    }
  }

  /// Writes a share as a percentage with at most three significant digits.
  static func percent(_ share: Double) -> String { text(share * 100, digits: 3) + " %" }

  static func grouped(_ digits: String) -> String {
    var result = ""
    for (i, digit) in digits.enumerated() {
      if i > 0, (digits.count - i) % 3 == 0 { result.append(",") }
      result.append(digit)
    }
    return result
  }
}

/// A positive number as 0.d₁d₂d₃… × 10^point.
private struct Decimal {
  var digits: [UInt8] = []
  var point = 0

  init(_ value: Double) {
    let parts = value.description.split(separator: "e")
    let mantissa = parts.first.map(String.init) ?? ""
    var beforePoint = true
    for byte in mantissa.utf8 {
      if byte == UInt8(ascii: ".") { beforePoint = false } else { digits.append(byte - UInt8(ascii: "0")) }
      if beforePoint { point += 1 }
    }
    if parts.count == 2 { point += Int(parts[1]) ?? 0 }
    while digits.first == 0 { (digits, point) = (Array(digits.dropFirst()), point - 1) }
    while digits.last == 0 { digits.removeLast() }
  }

  mutating func round(to count: Int) {
    guard digits.count > count else { return }
    let isUp = digits[count] >= 5
    digits.removeLast(digits.count - count)
    guard isUp else { return }
    for i in digits.indices.reversed() {
      if digits[i] < 9 { return digits[i] += 1 }
      digits[i] = 0
    }
    (digits, point) = ([1] + digits.dropLast(), point + 1)
  }

  private func string(_ range: Range<Int>) -> String {
    String(decoding: range.map { digits.indices.contains($0) ? digits[$0] + 48 : 48 }, as: UTF8.self)
  }

  var plain: String {
    let whole = point > 0 ? DisplayNumber.grouped(string(0..<point)) : "0"
    if digits.count <= point { return whole }
    return whole + "." + String(repeating: "0", count: max(0, -point)) + string(max(0, point)..<digits.count)
  }

  var scientific: String {
    let rest = digits.count > 1 ? "." + string(1..<digits.count) : ""
    return string(0..<1) + rest + "e" + String(point - 1)
  }
}
