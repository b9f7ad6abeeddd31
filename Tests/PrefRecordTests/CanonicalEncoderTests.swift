import PrefRecord
import Testing

@Suite("CanonicalEncoder")
struct CanonicalEncoderTests {
  static let id = "\"id\":\"0123456789abcdef00000000ffffffff\""
  static let turns =
    #""prompt":[{"role":"system","content":"caf\#u{E9} \u2028 \"q\" \\ \n \u0000 \#u{1F600}"},{"role":"user","content":""}],"#
    + #""chosen":[{"role":"assistant","content":"a"},{"role":"tool","content":"b\u2029"}],"#
    + #""rejected":[{"role":"assistant","content":""}]"#

  @Test(
    "gives a canonical row back byte for byte",
    arguments: [
      "",
      #","margin":1.50"#,
      #","margin":-0.0,"tie":true"#,
      #","tie":false,"annotations":[{"annotator":"","choice":"","strength":0.0,"position":""}]"#,
      #","annotations":[{"annotator":"\#u{E9}","choice":"tie","strength":2.25e-07,"position":"second"},"#
        + #"{"annotator":"b","choice":"rejected","strength":0.0,"position":"first"},"#
        + #"{"annotator":"b","choice":"chosen","strength":0.0,"position":""}]"#,
      #","scores":[{"name":"","chosen":0.0,"rejected":0.0}],"models":{"chosen":"","rejected":""}"#,
      #","scores":[{"name":"rm","chosen":12345678901234567890.5,"rejected":-1.0e+300}]"#,
      #","source":{"dataset":"","subset":"","split":"","file":"","row":0},"metadata":"{}""#,
      #","margin":0.10,"tie":true,"annotations":[{"annotator":"a","choice":"tie","strength":1.0,"position":"first"}],"#
        + #""scores":[{"name":"s","chosen":1.0,"rejected":2.0},{"name":"t","chosen":1.0,"rejected":2.0}],"#
        + #""models":{"chosen":"m\u2028","rejected":"n"},"source":{"dataset":"d","subset":"e","split":"f","#
        + #""file":"-","row":9007199254740993},"metadata":"{\"a\":1}""#,
    ]
  )
  func identity(_ columns: String) throws {
    let row = "{\(Self.id),\(Self.turns)\(columns)}\n"
    let decoding = try Decoding(row)
    #expect(decoding.error == nil)
    #expect(decoding.comparison?.rawIsCanonical == true)
    #expect(decoding.encoded == row)
    #expect(try Decoding(decoding.encoded).encoded == row)
  }

  @Test("writes the neutral value of every column a comparison has none for")
  func neutral() {
    var batch = ComparisonBatch()
    let pair = batch.add(prompt: [], chosen: [(.assistant, "a")], rejected: [(.assistant, "")])
    var bytes: [UInt8] = []
    CanonicalEncoder(columns: [.margin, .tie, .annotations, .scores, .models, .source, .metadata])
      .append(pair, in: batch, to: &bytes)
    let row =
      #"{"id":"00000000000000000000000000000000","prompt":[],"chosen":[{"role":"assistant","content":"a"}],"#
      + #""rejected":[{"role":"assistant","content":""}],"margin":0.0,"tie":false,"#
      + #""annotations":[{"annotator":"","choice":"","strength":0.0,"position":""}],"#
      + #""scores":[{"name":"","chosen":0.0,"rejected":0.0}],"models":{"chosen":"","rejected":""},"#
      + #""source":{"dataset":"","subset":"","split":"","file":"","row":0},"metadata":"{}"}"#
    #expect(String(decoding: bytes, as: UTF8.self) == row + "\n")
  }

  @Test("writes numbers with a decimal point, and does not copy rows that have none")
  func floats() throws {
    for (number, written) in [("1", "1.0"), ("1e300", "1.0e300"), ("-0", "-0.0"), ("0.10", "0.10")] {
      let decoding = try Decoding("{\(Self.id),\(Self.turns),\"margin\":\(number)}")
      #expect(decoding.encoded.hasSuffix(",\"margin\":\(written)}\n"))
      #expect(decoding.comparison?.rawIsCanonical == number.contains("."))
    }
    let neutral = #","annotations":[{"annotator":"","choice":"","strength":0,"position":""}]"#
    #expect(try Decoding("{\(Self.id),\(Self.turns)\(neutral)}").comparison?.rawIsCanonical == false)
  }

  @Test("puts keys in order, and does not copy rows whose keys are not, or that have no id")
  func order() throws {
    let swapped = try Decoding(
      #"{"rejected":[{"content":"r","role":"user"}],"chosen":[{"role":"tool","content":"c"}],"prompt":[]}"#
    )
    #expect(
      swapped.encoded
        == #"{"id":"00000000000000000000000000000000","prompt":[],"chosen":[{"role":"tool","content":"c"}],"#
        + #""rejected":[{"role":"user","content":"r"}]}"# + "\n"
    )
    #expect(swapped.comparison?.rawIsCanonical == false)
    #expect(try Decoding("{\(Self.turns)}").comparison?.rawIsCanonical == false)
    #expect(try Decoding("{\(Self.turns),\(Self.id)}").comparison?.rawIsCanonical == false)
  }
}
