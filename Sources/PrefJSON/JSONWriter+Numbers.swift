extension JSONWriter {
  /// Appends an integer in decimal.
  public static func append(integer: some BinaryInteger, to bytes: inout [UInt8]) {
    append(decimal: UInt64(integer.magnitude), isNegative: integer < 0, to: &bytes)
  }

  /// Appends an integer in decimal; the form that rows use, since generic code is not specialised across targets.
  public static func append(integer: Int64, to bytes: inout [UInt8]) {
    append(decimal: integer.magnitude, isNegative: integer < 0, to: &bytes)
  }

  private static func append(decimal: UInt64, isNegative: Bool, to bytes: inout [UInt8]) {
    // 2⁶⁴ has twenty digits.
    var digits = InlineArray<21, UInt8>(repeating: 0)
    var (first, rest) = (21, decimal)
    repeat {
      first -= 1
      let quotient = rest / 10
      digits[first] = UInt8(ascii: "0") + UInt8(truncatingIfNeeded: rest - quotient * 10)
      rest = quotient
    } while rest != 0
    if isNegative {
      first -= 1
      digits[first] = UInt8(ascii: "-")
    }
    for index in first..<21 { bytes.append(digits[index]) }
  }

  /// Appends the shortest text that reads back as the same double, always with a decimal point.
  ///
  /// The form is that of Swift's `description`, made a float to every reader: plain digits from 0.0001 to 2⁵³, as in
  /// `100000.0`, and otherwise one digit, the point, and an exponent with its sign and two digits or more, as in
  /// `1.0e-07` and `1.5e+300`. JSON has no word for infinities and NaN: they become `null`.
  public static func append(double: Double, to bytes: inout [UInt8]) {
    guard double.isFinite else { return appendNull(to: &bytes) }
    var description = double.description
    description.withUTF8 { unsafe append(floatFrom: UnsafeRawBufferPointer($0), to: &bytes) }
  }

  /// Appends the text of a JSON number as it is, but for a decimal point where it has none.
  ///
  /// `1` becomes `1.0`, `1e5` becomes `1.0e5`, `-0` becomes `-0.0`; no digit is lost, whatever the size.
  public static func append(floatFrom number: UnsafeRawBufferPointer, to bytes: inout [UInt8]) {
    if unsafe number.contains(UInt8(ascii: ".")) { return unsafe append(raw: number, to: &bytes) }
    let exponent = unsafe number.firstIndex { $0 | 0x20 == UInt8(ascii: "e") } ?? number.endIndex
    unsafe append(raw: UnsafeRawBufferPointer(rebasing: number[..<exponent]), to: &bytes)
    append(ascii: ".0", to: &bytes)
    unsafe append(raw: UnsafeRawBufferPointer(rebasing: number[exponent...]), to: &bytes)
  }
}
