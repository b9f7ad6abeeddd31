import Testing

@testable import PrefFormats

@Suite("Mapping file")
struct MappingFileTests {
  static func file(_ text: String) throws(FormatOptionError) -> MappingFile {
    try MappingFile(parsing: Array(text.utf8))
  }

  @Test("reads every key, and words as the data has them")
  func keys() throws {
    let file = try Self.file(
      #"{"schema":"prefkit/mapping/1","map":{"first":"a","second":"/b/0"},"label_field":"w","first_if":1,"#
        + #""second_if":[2,"two"],"tie_if":[true],"annotator_fields":["r 1","/r/2"]}"#
    )
    #expect(file.map == ["first": "a", "second": "/b/0"])
    #expect(file.verdict.labelField == "w")
    #expect(file.verdict.firstIf == ["1"] && file.verdict.secondIf == ["2", "two"] && file.verdict.tieIf == ["true"])
    #expect(file.verdict.annotatorFields == ["r 1", "/r/2"])
  }

  @Test("gives way to options")
  func options() throws {
    let file = try Self.file(
      #"{"schema":"prefkit/mapping/1","map":{"first":"a","second":"b"},"label_field":"w","first_if":["1"],"#
        + #""second_if":["2"],"tie_if":["0"],"annotator_fields":["r"]}"#
    )
    var options = FormatOptions(map: ["first": "x"])
    options.verdict.firstIf = ["left"]
    file.apply(to: &options)
    #expect(options.map == ["first": "x", "second": "b"])
    #expect(options.verdict.firstIf == ["left"] && options.verdict.secondIf == ["2"])
    #expect(options.verdict.labelField == "w" && options.verdict.annotatorFields == ["r"])
  }

  @Test(
    "says what is wrong",
    arguments: [
      ("{", "byte 1"), ("[]", "object"), (#"{"map":{}}"#, "schema"),
      (#"{"schema":"prefkit/mapping/2"}"#, "prefkit/mapping/1"),
      (#"{"schema":"prefkit/mapping/1","maps":{}}"#, "maps"), (#"{"schema":"prefkit/mapping/1","map":[]}"#, "map"),
      (#"{"schema":"prefkit/mapping/1","map":{"chosen":1}}"#, "chosen"),
      (#"{"schema":"prefkit/mapping/1","first_if":[1.5]}"#, "first_if"),
      (#"{"schema":"prefkit/mapping/1","label_field":7}"#, "label_field"),
      (#"{"schema":"prefkit/mapping/1","map":{},"map":{}}"#, "byte"),
    ]
  )
  func faults(_ text: String, _ word: String) {
    let error = #expect(throws: FormatOptionError.self) { try Self.file(text) }
    #expect(error?.message.contains(word) == true)
  }
}
