import PrefJSON
import Testing

@Suite struct JSONPointerTests {
  /// The document and the answers of RFC 6901, section 5.
  @Test(
    arguments: [
      ("", nil), ("/foo", #"["bar", "baz"]"#), ("/foo/0", #""bar""#), ("/", "0"), ("/a~1b", "1"), ("/c%d", "2"),
      ("/e^f", "3"), ("/g|h", "4"), (#"/i\j"#, "5"), (#"/k"l"#, "6"), ("/ ", "7"), ("/m~0n", "8"),
    ] as [(String, String?)]
  )
  func followsTheExamplesOfTheStandard(pointer: String, raw: String?) throws {
    let text = #"{"foo": ["bar", "baz"],"": 0,"a/b": 1,"c%d": 2,"e^f": 3,"g|h": 4,"i\\j": 5,"k\"l": 6," ": 7,"m~n": 8}"#
    let parser = JSONParser()
    try parser.parse(bytes(text))
    let found = parser.root.value(at: try #require(JSONPointer(pointer)))
    #expect(found.map { string($0.raw) } == raw ?? text)
  }

  @Test(
    arguments: [
      ("a", "1"), ("b/c", "2"), ("m~2n", "3"), ("/list/1/x", "5"), ("/list/2", nil), ("/list/01", nil),
      ("/list/-", nil),
      ("/list/+1", nil), ("/a/b", nil), ("/none", nil), ("none", nil), ("/list/99999999999999999999", nil),
      ("/d/0", "6"),
    ] as [(String, String?)]
  )
  func takesPlainKeysAndEndsWhereThePathDoes(pointer: String, raw: String?) throws {
    let parser = JSONParser()
    try parser.parse(bytes(#"{"a":1,"b/c":2,"m~2n":3,"list":[4,{"x":5}],"d":{"0":6}}"#))
    let found = parser.root.value(at: try #require(JSONPointer(pointer)))
    #expect(found.map { string($0.raw) } == raw)
  }

  @Test(arguments: ["/~", "/a~", "/~2", "/a/~x"])
  func refusesATildeThatEscapesNothing(pointer: String) {
    #expect(JSONPointer(pointer) == nil)
  }
}
