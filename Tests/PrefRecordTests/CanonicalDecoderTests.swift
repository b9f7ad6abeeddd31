import PrefRecord
import Testing

/// A row with one fault, which stands where `‸` does.
struct Refusal: Sendable, CustomTestStringConvertible {
  var marked: String
  var reason: String

  init(_ marked: String, _ reason: String) { (self.marked, self.reason) = (marked, reason) }

  var row: String { marked.replacing("‸", with: "") }
  var offset: Int? { marked.firstRange(of: "‸").map { marked[..<$0.lowerBound].utf8.count } }
  var testDescription: String { "\(reason): \(marked)" }
}

@Suite("CanonicalDecoder")
struct CanonicalDecoderTests {
  static let sides = #""chosen":[{"role":"user","content":"c"}],"rejected":[{"role":"user","content":"r"}]"#
  static let row = #""prompt":[],"# + sides

  static let rows: [Refusal] = [
    Refusal("‸[]", "wrong-type"),
    Refusal("‸{}", "missing-field"),
    Refusal("‸{\(sides)}", "missing-field"),
    Refusal(#"‸{"prompt":[],"chosen":[{"role":"user","content":"c"}]}"#, "missing-field"),
    Refusal("{\(row),‸\"extra\":1}", "unexpected-value"),
    Refusal("{‸\"Prompt\":[],\(sides)}", "unexpected-value"),
    Refusal("{\"id\":‸null,\(row)}", "wrong-type"),
    Refusal("{\"id\":‸\"0123\",\(row)}", "unexpected-value"),
    Refusal("{\"prompt\":‸null,\(sides)}", "wrong-type"),
    Refusal("{\"prompt\":‸\"Hi\",\(sides)}", "wrong-type"),
    Refusal("{\"prompt\":[‸\"Hi\"],\(sides)}", "wrong-type"),
    Refusal("{\"prompt\":[‸{\"role\":\"user\",\"content\":\"a\",\"name\":\"b\"}],\(sides)}", "unexpected-value"),
    Refusal("{\"prompt\":[‸{\"role\":\"user\"}],\(sides)}", "unexpected-value"),
    Refusal("{\"prompt\":[{\"role\":\"user\",\"content\":‸null}],\(sides)}", "wrong-type"),
    Refusal("{\"prompt\":[{\"role\":‸\"human\",\"content\":\"a\"}],\(sides)}", "unexpected-value"),
    Refusal("{\"prompt\":[{\"role\":‸1,\"content\":\"a\"}],\(sides)}", "wrong-type"),
    Refusal(#"‸{"prompt":[],"chosen":[],"rejected":[{"role":"user","content":"r"}]}"#, "no-completion"),
    Refusal(#"‸{"prompt":[],"chosen":[{"role":"user","content":"c"}],"rejected":[]}"#, "no-completion"),
  ]

  static let optionals: [Refusal] = [
    Refusal("{\(row),\"margin\":‸null}", "wrong-type"),
    Refusal("{\(row),\"margin\":‸\"1\"}", "wrong-type"),
    Refusal("{\(row),\"tie\":‸0}", "wrong-type"),
    Refusal("{\(row),\"annotations\":‸{}}", "wrong-type"),
    Refusal("{\(row),\"annotations\":[‸1]}", "wrong-type"),
    Refusal("{\(row),\"annotations\":[‸{\"choice\":\"tie\"}]}", "missing-field"),
    Refusal("{\(row),\"annotations\":[\(judgement("a", "‸\"both\"", "\"\""))]}", "unexpected-value"),
    Refusal("{\(row),\"annotations\":[\(judgement("a", "\"tie\"", "‸\"third\""))]}", "unexpected-value"),
    Refusal("{\(row),\"annotations\":[\(judgement("a", "‸\"\"", "\"\""))]}", "unexpected-value"),
    Refusal("{\(row),\"annotations\":[\(judgement("a", "\"tie\"", "\"\",‸\"note\":1"))]}", "unexpected-value"),
    Refusal("{\(row),\"scores\":[‸{\"name\":\"\"}]}", "missing-field"),
    Refusal("{\(row),\"scores\":[{\"name\":\"s\",\"chosen\":‸null,\"rejected\":1}]}", "wrong-type"),
    Refusal("{\(row),\"scores\":[{\"name\":\"s\",\"chosen\":0,\"rejected\":1,‸\"by\":1}]}", "unexpected-value"),
    Refusal("{\(row),\"models\":‸{\"chosen\":\"\"}}", "missing-field"),
    Refusal("{\(row),\"models\":{\"chosen\":‸null,\"rejected\":\"\"}}", "wrong-type"),
    Refusal("{\(row),\"models\":{‸\"judge\":\"\",\"chosen\":\"\",\"rejected\":\"\"}}", "unexpected-value"),
    Refusal("{\(row),\"source\":‸[]}", "wrong-type"),
    Refusal("{\(row),\"source\":{\(lineage)‸-1}}", "wrong-type"),
    Refusal("{\(row),\"source\":{\(lineage)‸1.5}}", "wrong-type"),
    Refusal("{\(row),\"source\":{\(lineage)1,‸\"url\":\"\"}}", "unexpected-value"),
    Refusal("{\(row),\"metadata\":‸{}}", "wrong-type"),
  ]

  static let lineage = #""dataset":"","subset":"","split":"","file":"","row":"#

  static func judgement(_ annotator: String, _ choice: String, _ position: String) -> String {
    "{\"annotator\":\"\(annotator)\",\"choice\":\(choice),\"strength\":0.0,\"position\":\(position)}"
  }

  @Test("refuses a faulty row at the byte of the fault", arguments: rows + optionals)
  func refusals(_ refusal: Refusal) throws {
    let decoding = try Decoding(refusal.row)
    #expect(decoding.comparison == nil)
    #expect(decoding.error?.reason == refusal.reason)
    #expect(decoding.error?.offset == refusal.offset)
  }

  @Test("forgets columns and id of the row before")
  func rereads() throws {
    var decoding = try Decoding("{\"id\":\"0123456789abcdef00000000ffffffff\",\(Self.row),\"tie\":true,\"margin\":1}")
    #expect(decoding.decoder.columns == [.tie, .margin])
    #expect(decoding.comparison?.isTie == true)
    let plain = try Decoding("{\(Self.row)}")
    decoding.decoder = plain.decoder
    #expect(decoding.decoder.columns == [])
    #expect(decoding.decoder.storedID == nil)
  }
}
