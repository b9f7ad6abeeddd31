import Testing

@testable import PrefFormats

@Suite("Rating")
struct RatingTests {
  static func rating(_ text: String) -> Rating? {
    Array(text.utf8).withUnsafeBytes { Rating(decimal: $0) }
  }

  @Test(
    "reads decimals and writes them with a point",
    arguments: [
      ("3", "3.0"), ("4.5", "4.5"), ("-1", "-1.0"), ("0", "0.0"), ("-0", "0.0"), ("1e2", "100.0"), ("25e-1", "2.5"),
      ("1.50", "1.5"), ("0.1", "0.1"), ("4.333333333333333", "4.333333333333333"), ("10.0", "10.0"),
      ("-0.05", "-0.05"), ("999999999999999999", "999999999999999999.0"),
      ("0.000000000000000001", "0.000000000000000001"),
    ]
  )
  func decimals(_ text: String, _ expected: String) { #expect(Self.rating(text)?.text == expected) }

  @Test(
    "refuses what is no decimal, or has too many digits",
    arguments: [
      "", "-", "N/A", ".5", "1.", "1e", "1e+", "1 ", " 1", "1.2.3", "0x1", "1e99", "1e999", "1e99999",
      "1000000000000000000", "0.0000000000000000001", "--1", "+1", "nan",
    ]
  )
  func others(_ text: String) { #expect(Self.rating(text) == nil) }

  @Test("subtracts without noise")
  func differences() throws {
    for (a, b, expected) in [
      ("4.5", "3", "1.5"), ("0.3", "0.1", "0.2"), ("1.1", "2.2", "-1.1"), ("0.7", "0.1", "0.6"), ("5", "5.0", "0.0"),
      ("999999999999999999", "-0.000000000000000001", "999999999999999999.000000000000000001"),
    ] {
      #expect(try (#require(Self.rating(a)) - #require(Self.rating(b))).text == expected)
    }
  }

  @Test("knows equal means of different counts, and writes endless decimals as the nearest double")
  func means() throws {
    let thirds = try #require(Rating.mean([Rating(4), Rating(5), Rating(4)]))
    #expect(thirds == Rating.mean([4, 5, 4, 4, 5, 4].map { Rating($0) }))
    #expect(thirds.text == "4.333333333333333")
    #expect((thirds - Rating(4)).text == "0.3333333333333333")
    #expect(Rating.mean([]) == nil)
    #expect(Rating.mean([Rating(3), Rating(4)])?.text == "3.5")
  }

  @Test("weighs and orders")
  func weights() throws {
    let weight = try #require(Self.rating("0.65"))
    #expect((weight * Rating(3)).text == "1.95")
    let sorted = ["2", "-1.5", "0.25", "-2", "10"].compactMap(Self.rating).sorted().map(\.text)
    #expect(sorted == ["-2.0", "-1.5", "0.25", "2.0", "10.0"])
    #expect(Rating(-3).magnitude == Rating(3) && Rating(3).negated == Rating(-3))
  }

  @Test("rounds what 128 bits do not hold, and never traps")
  func overflow() throws {
    var sum = Rating(0)
    for prime in [999_983, 999_979, 999_961, 999_959, 999_953, 999_931, 999_917, 999_907, 999_883] {
      sum = sum + Rating(1).divided(by: prime)
    }
    // Nine terms of about a millionth: nine decimal places are left of each once the common denominator is too large.
    #expect(abs(sum.double - 9.000e-6) < 1e-8)
    let large = try #require(Self.rating("999999999999999999"))
    #expect((large * large * large).text == "1000000000000000000.0")
  }
}
