import Foundation
import Testing

@testable import PrefJSON

/// The fast parser and the slow fault finder are two readings of one grammar, and must never differ.
@Suite struct JSONFaultFinderTests {
  private static let corpus: [[UInt8]] =
    acceptedTexts.map(bytes) + (structureRefusals + scalarRefusals + stringRefusals).map(\.text) + [
      bytes(
        #"{"chosen":"\n\nHuman: Hi\n\nAssistant: “Hello” \ud83d\ude00","rejected":"No","margin":1.50,"n":[1,{"a":null}]}"#
      ),
      bytes(
        #" [ { "role" : "user" , "content" : "a\\\"b\/\u0041" } , { "role" : "assistant" , "content" : "" } , -0.5e-7 ] "#
      ),
    ]

  /// Bytes that matter to the grammar, so that mutations reach its corners.
  private static let tokens: [[UInt8]] =
    [
      "{", "}", "[", "]", ",", ":", "\"", "\\", "\\u", "\\ud83d", "\\ude00", "\\n", "0", "1", "-", ".", "e", "E", "+",
      " ",
    ].map(bytes)
    + [
      "\n", "\t", "null", "true", "false", "NaN", "\"a\":", "\"a\"", "\u{0}", "\u{0C}", "\u{1A}", "é", "\u{2028}", "😀",
      "/",
    ].map(bytes)
    + [[0x80], [0xC3], [0xE2], [0xFF], [0xF0, 0x9F]]

  private static func mutate(_ text: [UInt8], using random: inout SeededGenerator) -> [UInt8] {
    var text = text
    for _ in 0..<Int.random(in: 1...4, using: &random) {
      let position = Int.random(in: 0...text.count, using: &random)
      switch Int.random(in: 0..<5, using: &random) {
      case 0: text.removeSubrange(position..<min(text.count, position + Int.random(in: 1...3, using: &random)))
      case 1: text.removeLast(text.count - position)
      case 2 where position < text.count: text[position] = UInt8.random(in: .min ... .max, using: &random)
      case 3: text.insert(contentsOf: corpus.randomElement(using: &random) ?? [], at: position)
      default: text.insert(contentsOf: tokens.randomElement(using: &random) ?? [], at: position)
      }
    }
    return text
  }

  private static func finderFault(in text: [UInt8]) -> JSONError? {
    text.withUnsafeBytes { buffer in
      var finder = JSONFaultFinder(buffer, maximumDepth: 128)
      return finder.findFault()
    }
  }

  @Test func agreesWithTheParser() {
    var random = SeededGenerator()
    let parser = JSONParser()
    var accepted = 0
    for _ in 0..<60_000 {
      guard let original = Self.corpus.randomElement(using: &random) else { return }
      let text = Self.mutate(original, using: &random)
      let parsed = fault(in: text, using: parser)
      let found = Self.finderFault(in: text)
      accepted += parsed == nil ? 1 : 0
      #expect(parsed == found, "seed \(SeededGenerator.seed): \(text)")
      if let found { #expect((0...text.count).contains(found.offset), "seed \(SeededGenerator.seed): \(text)") }
    }
    #expect(accepted > 1_000, "mutations must reach both verdicts")
  }

  /// Every prefix of a value, and every byte at every place of it.
  @Test func agreesWithTheParserOnEveryCutAndEveryByte() {
    let parser = JSONParser()
    let whole = bytes(#"{"a":"\ud83d\ude00é","b":[-1.5e+7,true,null,{}]}"#)
    for length in 0..<whole.count {
      let cut = Array(whole[..<length])
      #expect(fault(in: cut, using: parser) == Self.finderFault(in: cut))
      for byte in UInt8.min...UInt8.max {
        var text = whole
        text[length] = byte
        #expect(fault(in: text, using: parser) == Self.finderFault(in: text), "\(byte) at \(length)")
      }
    }
  }

  @Test func agreesWithFoundationWhereBothDecide() {
    var random = SeededGenerator()
    let parser = JSONParser()
    for _ in 0..<20_000 {
      guard let original = Self.corpus.randomElement(using: &random) else { return }
      let text = Self.mutate(original, using: &random)
      let found = fault(in: text, using: parser)
      guard Self.isForFoundation(text, found) else { continue }
      let isTaken = (try? JSONSerialization.jsonObject(with: Data(text), options: .fragmentsAllowed)) != nil
      #expect(isTaken == (found == nil), "seed \(SeededGenerator.seed): \(String(decoding: text, as: UTF8.self))")
    }
  }

  /// Foundation guesses encodings from zero bytes and marks, takes duplicate keys and trailing commas, and refuses numbers
  /// that it cannot represent.
  private static func isForFoundation(_ text: [UInt8], _ found: JSONError?) -> Bool {
    if text.contains(0) || text.starts(with: [0xEF, 0xBB, 0xBF]) || text.starts(with: [0xFF]) { return false }
    if case .duplicateKey? = found?.kind { return false }
    if found?.kind == .trailingComma { return false }
    let digits = text.split { !(0x30...0x39).contains($0) }
    return digits.allSatisfy { $0.count < 3 }
  }
}
