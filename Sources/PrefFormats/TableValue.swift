import PrefJSON
import PrefRecord

/// Values of records that may come from a table, where every cell is a text.
extension JSONValue {
  /// Whether the value is written like a word: a string of that text, or a number or truth value with these digits.
  func reads(as word: StaticString) -> Bool {
    switch kind {
    case .string: isString(word)
    case .number, .true, .false: unsafe raw.equals(word)
    default: false
    }
  }

  /// The number in a number or in the text of a cell; `nil` for everything else.
  var decimal: Double? {
    switch kind {
    case .number: double
    case .string: unsafe NumberText.isNumber(text) ? Double(String(decoding: text, as: UTF8.self)) : nil
    default: nil
    }
  }

  /// The whole number in a number or in the text of a cell, `1.0` included; `nil` for everything else.
  var wholeNumber: Int64? {
    if kind == .number, let number = int64 { return number }
    return decimal.flatMap { Int64(exactly: $0) }
  }

  /// Copies the text of a number into a batch, digit for digit; the number may be the text of a cell.
  func numberText(
    _ field: @autoclosure () -> String,
    into batch: inout ComparisonBatch
  ) throws(RecordError) -> ByteRange {
    guard kind == .string, unsafe NumberText.isNumber(text) else { return try number(field(), into: &batch) }
    guard let value = decimal, value.isFinite else {
      throw RecordError(.unexpectedValue(field: field(), expected: "a number that 64 bits hold"), at: offset)
    }
    return unsafe batch.append(text: text)
  }
}

extension JSONValue {
  /// Whether an object has all of the keys.
  func has(_ keys: StaticString...) -> Bool { keys.allSatisfy { self[$0] != nil } }

  /// Whether an object has a key.
  func hasKey(_ key: String) -> Bool { members.contains { unsafe $0.key.elementsEqual(key.utf8) } }

  /// Whether an object has a text under each of the keys.
  func hasTexts(_ keys: StaticString...) -> Bool { keys.allSatisfy { self[$0]?.kind == .string } }
}

/// The grammar of JSON numbers, for texts that hold one.
enum NumberText {
  /// Tells whether a text is one JSON number and nothing else.
  static func isNumber(_ text: UnsafeRawBufferPointer) -> Bool {
    var rest = unsafe text[...]
    if unsafe rest.first == UInt8(ascii: "-") { unsafe rest.removeFirst() }
    let whole = unsafe digits(&rest)
    guard unsafe whole == 1 || (whole > 1 && text[rest.startIndex - whole] != UInt8(ascii: "0")) else { return false }
    if unsafe rest.first == UInt8(ascii: ".") {
      unsafe rest.removeFirst()
      guard unsafe digits(&rest) > 0 else { return false }
    }
    if let mark = unsafe rest.first, mark | 0x20 == UInt8(ascii: "e") {
      unsafe rest.removeFirst()
      if let sign = unsafe rest.first, sign == UInt8(ascii: "-") || sign == UInt8(ascii: "+") {
        unsafe rest.removeFirst()
      }
      guard unsafe digits(&rest) > 0 else { return false }
    }
    return unsafe rest.isEmpty
  }

  /// Takes the digits at the beginning, and says how many there are.
  private static func digits(_ rest: inout Slice<UnsafeRawBufferPointer>) -> Int {
    let run = unsafe rest.prefix { (0x30...0x39).contains($0) }.count
    unsafe rest.removeFirst(run)
    return run
  }
}
