import PrefJSON

#if canImport(Glibc)
import Glibc
#endif

/// SplitMix64, so that a failing run can be run again.
///
/// Source: Steele, Lea, Flood 2014.
struct SeededGenerator: RandomNumberGenerator {
  /// Taken from PREFKIT_TEST_SEED where that is set; failures name it.
  static let seed: UInt64 =
    getenv("PREFKIT_TEST_SEED").flatMap { UInt64(String(cString: $0)) } ?? 231_100_168

  private var state = seed

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
    return mixed ^ (mixed >> 31)
  }
}

/// The fault in a text, or `nil` when it is taken.
func fault(in text: [UInt8], using parser: JSONParser = JSONParser()) -> JSONError? {
  do throws(JSONError) {
    try parser.parse(text)
    return nil
  } catch {
    return error
  }
}

func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

func string(_ buffer: UnsafeRawBufferPointer) -> String { String(decoding: buffer, as: UTF8.self) }

/// What one of the writers appends.
func written(_ append: (inout [UInt8]) -> Void) -> String {
  var out: [UInt8] = []
  append(&out)
  return String(decoding: out, as: UTF8.self)
}

/// The bytes of hexadecimal digits, for texts that are not UTF-8.
func hex(_ digits: String) -> [UInt8] {
  let digits = Array(digits.filter { $0 != " " })
  return stride(from: 0, to: digits.count - 1, by: 2).compactMap { UInt8(String(digits[$0...$0 + 1]), radix: 16) }
}
