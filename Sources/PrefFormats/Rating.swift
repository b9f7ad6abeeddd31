import PrefJSON

/// A rating or rank in its source's unit, kept exactly: a fraction of whole numbers.
///
/// So 4.5 less 3 is 1.5 and 0.3 less 0.1 is 0.2, and the mean of three ratings is known to be equal to another or not.
public struct Rating: Sendable, Equatable, Comparable {
  private let numerator: Int128
  /// Above 0, without a factor that the numerator has too.
  private let denominator: Int128

  /// A whole number.
  public init(_ number: Int) { (numerator, denominator) = (Int128(number), 1) }

  private init(_ numerator: Int128, over denominator: Int128) {
    let common = Self.greatestCommonDivisor(numerator, denominator)
    (self.numerator, self.denominator) = (numerator / common, denominator / common)
  }

  /// Reads a decimal number as JSON has it, such as `4.5`, `-1` or `1e2`.
  ///
  /// `nil`: It is none, or has more than 18 digits before or after its point.
  public init?(decimal text: UnsafeRawBufferPointer) {
    var (value, places, digits, position) = (Int128(0), 0, 0, 0)
    let isNegative = unsafe text.first == UInt8(ascii: "-")
    if isNegative { position = 1 }
    var hasPoint = false
    while position < text.count {
      let byte = unsafe text[position]
      if byte == UInt8(ascii: "."), !hasPoint, digits > 0 {
        hasPoint = true
      } else if (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte), digits < 36 {
        value = value * 10 + Int128(byte - UInt8(ascii: "0"))
        digits += 1
        if hasPoint { places += 1 }
      } else {
        break
      }
      position += 1
    }
    guard digits > 0, !hasPoint || places > 0 else { return nil }
    guard let exponent = unsafe Self.exponent(UnsafeRawBufferPointer(rebasing: text[position...])) else { return nil }
    self.init(isNegative ? -value : value, places: places - exponent)
  }

  private init?(_ digits: Int128, places: Int) {
    var (digits, places) = (digits, places)
    while places > 0, digits != 0, digits % 10 == 0 { (digits, places) = (digits / 10, places - 1) }
    guard digits != 0 else {
      self.init(0)
      return
    }
    guard (-18...18).contains(places) else { return nil }
    let whole = places > 0 ? digits / Self.powerOfTen(places) : digits
    guard whole.magnitude < UInt128(Self.powerOfTen(18 + min(places, 0))) else { return nil }
    self.init(
      places < 0 ? digits * Self.powerOfTen(-places) : digits,
      over: places > 0 ? Self.powerOfTen(places) : 1
    )
  }

  /// The number behind an `e`; 0 where the text is empty, `nil` where it is no exponent or a huge one.
  private static func exponent(_ text: UnsafeRawBufferPointer) -> Int? {
    if text.count == 0 { return 0 }
    guard unsafe text[0] | 0x20 == UInt8(ascii: "e"), text.count <= 5 else { return nil }
    return unsafe Int(String(decoding: text[1...], as: UTF8.self))
  }

  private static func powerOfTen(_ exponent: Int) -> Int128 { (0..<exponent).reduce(1) { power, _ in power * 10 } }

  private static func greatestCommonDivisor(_ a: Int128, _ b: Int128) -> Int128 {
    var (a, b) = (a.magnitude, b.magnitude)
    while b != 0 { (a, b) = (b, a % b) }
    return Int128(max(a, 1))
  }
}

extension Rating {
  /// Orders ratings by size.
  public static func < (a: Rating, b: Rating) -> Bool { (a - b).numerator < 0 }

  /// The difference of two ratings.
  public static func - (a: Rating, b: Rating) -> Rating { a + Rating(-b.numerator, over: b.denominator) }

  /// The sum of two ratings.
  public static func + (a: Rating, b: Rating) -> Rating {
    let common = greatestCommonDivisor(a.denominator, b.denominator)
    let (left, leftOverflows) = a.numerator.multipliedReportingOverflow(by: b.denominator / common)
    let (right, rightOverflows) = b.numerator.multipliedReportingOverflow(by: a.denominator / common)
    let (sum, sumOverflows) = left.addingReportingOverflow(right)
    let (below, belowOverflows) = (a.denominator / common).multipliedReportingOverflow(by: b.denominator)
    guard !leftOverflows, !rightOverflows, !sumOverflows, !belowOverflows else {
      return Rating(rounding: a.double + b.double)
    }
    return Rating(sum, over: below)
  }

  /// The product of two ratings, one of them a weight.
  public static func * (a: Rating, b: Rating) -> Rating {
    let (above, aboveOverflows) = a.numerator.multipliedReportingOverflow(by: b.numerator)
    let (below, belowOverflows) = a.denominator.multipliedReportingOverflow(by: b.denominator)
    guard !aboveOverflows, !belowOverflows else { return Rating(rounding: a.double * b.double) }
    return Rating(above, over: below)
  }

  /// The rating divided by a number above 0.
  public func divided(by count: Int) -> Rating {
    let (below, overflows) = denominator.multipliedReportingOverflow(by: Int128(count))
    return overflows ? Rating(rounding: double / Double(count)) : Rating(numerator, over: below)
  }

  /// The mean of ratings; `nil` of none.
  public static func mean(_ ratings: [Rating]) -> Rating? {
    ratings.isEmpty ? nil : ratings.reduce(Rating(0), +).divided(by: ratings.count)
  }

  /// The rating with the other sign, as ranks need it, whose smallest is the best.
  public var negated: Rating { Rating(-numerator, over: denominator) }

  /// The size without the sign.
  public var magnitude: Rating { numerator < 0 ? negated : self }

  /// The nearest double, or the one beside it.
  var double: Double { Double(numerator) / Double(denominator) }

  /// What no fraction of 128 bits holds exactly is rounded to 9 decimal places, and kept below 10¹⁸.
  private init(rounding value: Double) {
    let bounded = max(-1e18, min(1e18, value))
    let whole = bounded.rounded(.towardZero)
    let billionths = Int128(((bounded - whole) * 1e9).rounded())
    self.init(Int128(whole) * 1_000_000_000 + billionths, over: 1_000_000_000)
  }

  /// Appends the rating as a JSON number with a decimal point: exactly where the decimals end, as the nearest double
  /// otherwise.
  public func write(to output: inout [UInt8]) {
    guard let places = decimalPlaces else { return JSONWriter.append(double: double, to: &output) }
    let scale = Self.powerOfTen(places)
    if numerator < 0 { output.append(UInt8(ascii: "-")) }
    let scaled = numerator.magnitude * (UInt128(scale) / UInt128(denominator))
    JSONWriter.append(integer: scaled / UInt128(scale), to: &output)
    output.append(UInt8(ascii: "."))
    var fraction: [UInt8] = []
    JSONWriter.append(integer: scaled % UInt128(scale), to: &fraction)
    output.append(contentsOf: repeatElement(UInt8(ascii: "0"), count: places - fraction.count))
    output.append(contentsOf: fraction)
  }

  /// The rating as text.
  public var text: String {
    var bytes: [UInt8] = []
    write(to: &bytes)
    return String(decoding: bytes, as: UTF8.self)
  }

  /// Decimal places that hold the rating exactly, at least 1; `nil` where the decimals never end, or there are too many.
  private var decimalPlaces: Int? {
    var (rest, twos, fives) = (denominator, 0, 0)
    while rest % 2 == 0 { (rest, twos) = (rest / 2, twos + 1) }
    while rest % 5 == 0 { (rest, fives) = (rest / 5, fives + 1) }
    let places = max(1, twos, fives)
    guard rest == 1, places <= 18 else { return nil }
    let factor = UInt128(Self.powerOfTen(places)) / UInt128(denominator)
    return numerator.magnitude.multipliedReportingOverflow(by: factor).overflow ? nil : places
  }
}

extension JSONValue {
  /// The rating that a number, or a string that holds one, stands for; `nil` for everything else.
  var rating: Rating? {
    switch kind {
    case .number: unsafe Rating(decimal: raw)
    case .string: unsafe Rating(decimal: text)
    default: nil
    }
  }
}
