import Glibc

/// Numbers as people read them in headlines; reports carry the exact values besides.
enum Phrase {
  /// A share in percent with one decimal, without the sign.
  static func percent(_ share: Double) -> String { decimal(share * 100, places: 1) }

  /// A number with a fixed count of decimals, in no locale.
  static func decimal(_ value: Double, places: Int) -> String {
    var scale = 1.0
    for _ in 0..<places { scale *= 10 }
    let scaled = (value * scale).rounded()
    let magnitude = Int(abs(scaled))
    let sign = scaled < 0 ? "−" : ""
    guard places > 0 else { return sign + count(magnitude) }
    let digits = String(magnitude % Int(scale))
    let padding = String(repeating: "0", count: places - digits.utf8.count)
    return "\(sign)\(count(magnitude / Int(scale))).\(padding)\(digits)"
  }

  /// A count with thousands set apart by commas.
  static func count(_ value: Int) -> String {
    let digits = Array(String(abs(value)))
    var text = ""
    for (index, digit) in digits.enumerated() {
      if index > 0, (digits.count - index).isMultiple(of: 3) { text.append(",") }
      text.append(digit)
    }
    return value < 0 ? "−" + text : text
  }
}
