import CSimdJSON
import PrefJSON
import Testing

@Suite struct JSONParserTests {
  @Test(arguments: acceptedTexts)
  func takesWhatIsJSON(text: String) {
    #expect(fault(in: bytes(text)) == nil)
  }

  @Test(arguments: structureRefusals + scalarRefusals + stringRefusals)
  func namesTheFirstFault(refusal: Refusal) {
    #expect(fault(in: refusal.text) == refusal.error)
  }

  @Test func countsContainersForTheDepth() {
    let parser = JSONParser(maximumDepth: 3)
    #expect(fault(in: bytes("[[[1]]]"), using: parser) == nil)
    #expect(fault(in: bytes("[[],[[]],{\"a\":{}}]"), using: parser) == nil)
    #expect(fault(in: bytes("[[[[]]]]"), using: parser) == JSONError(.tooDeep(limit: 3), at: 3))
    #expect(fault(in: bytes(#"[{"a":[ {}]}]"#), using: parser) == JSONError(.tooDeep(limit: 3), at: 8))
    #expect(fault(in: bytes("[]"), using: JSONParser(maximumDepth: 0)) == JSONError(.tooDeep(limit: 0), at: 0))
    #expect(fault(in: bytes("1"), using: JSONParser(maximumDepth: 0)) == nil)
  }

  @Test func takesDepthsThatWouldOverflowAStack() {
    let depth = 1_000_000
    let text = [UInt8](repeating: UInt8(ascii: "["), count: depth) + [UInt8](repeating: UInt8(ascii: "]"), count: depth)
    #expect(fault(in: text, using: JSONParser(maximumDepth: depth)) == nil)
    #expect(fault(in: text) == JSONError(.tooDeep(limit: 128), at: 128))
    #expect(
      fault(in: Array(text.dropLast()), using: JSONParser(maximumDepth: depth))
        == JSONError(.unexpectedEnd, at: 2 * depth - 1)
    )
  }

  @Test func findsTheOneDuplicateAmongManyKeys() {
    for count in [15, 16, 17, 1000] {
      let members = (0..<count).map { "\"key\($0)\":\($0)" }
      let text = "{" + members.joined(separator: ",")
      #expect(fault(in: bytes(text + "}")) == nil)
      for key in ["key0", "key7", "key\(count - 1)", "\\u006bey3"] {
        let second = text.utf8.count + 1
        let found = fault(in: bytes(text + ",\"\(key)\":0}"))
        #expect(found == JSONError(.duplicateKey(range: second..<(second + key.utf8.count + 2)), at: second))
      }
    }
  }

  @Test func takesObjectsOfAHundredThousandKeys() throws {
    var text = bytes("{")
    for index in 0..<100_000 { text += bytes("\"\(index)\":0,") }
    let whole = text + bytes("\"last\":1}")
    let parser = JSONParser()
    try parser.parse(whole)
    #expect(parser.root.count == 100_001)
    #expect(parser.root["last"]?.int64 == 1)
    let again = JSONError(.duplicateKey(range: text.count..<(text.count + 7)), at: text.count)
    #expect(fault(in: text + bytes("\"99999\":1}")) == again)
  }

  @Test func parsesInPlaceWithExactlyThePaddingAndByCopyWithLess() throws {
    let texts = [#"{"a":"x\ny","b":[1,2.5,"\ud83d\ude00"]}"#, #""no escapes""#, "12", "true", #""\u00e9"#, "\"abc"]
    for text in texts.map(bytes) {
      let expected = fault(in: text)
      for padding in [0, 1, JSONParser.padding - 1, JSONParser.padding] {
        // What follows the text would be taken for its continuation if the length were overlooked.
        for filler in [UInt8(ascii: "1"), UInt8(ascii: "\""), UInt8(ascii: "\\"), 0xFF] {
          let found = outcome(of: text, padding: padding, filler: filler)
          #expect(found == expected, "\(String(decoding: text, as: UTF8.self)) with \(padding) bytes of padding")
        }
      }
    }
  }

  /// Parses at the very end of an allocation of its own, so that a sanitizer sees one byte read too far.
  private func outcome(of text: [UInt8], padding: Int, filler: UInt8) -> JSONError? {
    let memory = UnsafeMutableRawBufferPointer.allocate(byteCount: text.count + padding, alignment: 1)
    defer { memory.deallocate() }
    memory.initializeMemory(as: UInt8.self, repeating: filler)
    memory.copyBytes(from: text)
    let parser = JSONParser()
    do throws(JSONError) {
      try parser.parse(UnsafeRawBufferPointer(rebasing: memory[..<text.count]), readable: memory.count)
      _ = JSONTree(parsing: parser.root)
      return nil
    } catch {
      return error
    }
  }

  @Test func rootIsNullBeforeAParseAndAfterAFailedOne() throws {
    let parser = JSONParser()
    #expect(parser.root.isNull)
    try parser.parse(bytes("[1]"))
    #expect(parser.root.count == 1)
    #expect(fault(in: bytes("[1"), using: parser) != nil)
    #expect(parser.root.isNull)
    #expect(parser.root.raw.isEmpty)
  }

  @Test func refusesWhatOffsetsCannotReach() {
    let byte: [UInt8] = [UInt8(ascii: "1")]
    let error = byte.withUnsafeBytes { buffer -> JSONError? in
      // The length is looked at before any byte.
      let claimed = UnsafeRawBufferPointer(start: buffer.baseAddress, count: 1 << 32)
      do throws(JSONError) {
        try JSONParser().parse(claimed, readable: claimed.count)
        return nil
      } catch {
        return error
      }
    }
    #expect(error?.kind == .tooLong)
  }

  @Test func isReusedForLongerAndShorterTexts() throws {
    let parser = JSONParser()
    for length in [1, 100_000, 3, 1_000_000, 0, 20_000] {
      let text = String(repeating: "é\\n", count: length)
      try parser.parse(bytes("[\"\(text)\",\(length)]"))
      let elements = Array(parser.root.elements)
      #expect(elements.first?.text.count == 3 * length)
      #expect(elements.last?.int64 == Int64(length))
    }
  }

  @Test func validatesUTF8() {
    func isValid(_ bytes: [UInt8]) -> Bool {
      bytes.withUnsafeBufferPointer { pk_valid_utf8($0.baseAddress, $0.count) }
    }
    #expect(isValid(bytes("aé€😀")))
    #expect(isValid([]))
    #expect(!isValid(hex("61 C3")))
    #expect(!isValid(hex("ED A0 80")))
  }
}
