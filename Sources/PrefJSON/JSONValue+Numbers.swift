import CSimdJSON

extension JSONValue {
  /// Whether the value is a number without fraction and exponent, of any size.
  public var isInteger: Bool {
    guard kind == .number else { return false }
    return unsafe raw.allSatisfy { $0 == UInt8(ascii: "-") || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }
  }

  /// The number, where it has no fraction and no exponent and fits; `nil` otherwise.
  public var int64: Int64? {
    guard kind == .number else { return nil }
    let digits = unsafe raw
    let isNegative = unsafe digits.first == UInt8(ascii: "-")
    var value: Int64 = 0
    // Downwards, since -2^63 has no positive counterpart.
    for index in (isNegative ? 1 : 0)..<digits.count {
      let byte = unsafe digits[index]
      guard (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
      let (product, overflowed) = value.multipliedReportingOverflow(by: 10)
      let (difference, passed) = product.subtractingReportingOverflow(Int64(byte - UInt8(ascii: "0")))
      if overflowed || passed { return nil }
      value = difference
    }
    if isNegative { return value }
    return value == .min ? nil : -value
  }

  /// The double nearest to the number; `nil` where that would be infinite, as for `1e400`, or this is no number.
  public var double: Double? {
    guard kind == .number else { return nil }
    let digits = unsafe raw
    var value = 0.0
    if unsafe pk_json_double(digits.baseAddress?.assumingMemoryBound(to: UInt8.self), digits.count, &value) {
      return value
    }
    // Out of range: too large for a double, or so small that it rounds to zero.
    let rounded = unsafe Double(String(decoding: digits, as: UTF8.self)) ?? .infinity
    return rounded.isFinite ? rounded : nil
  }
}
