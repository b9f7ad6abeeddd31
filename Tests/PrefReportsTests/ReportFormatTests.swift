import PrefReports
import Testing

@Suite("ReportFormat")
struct ReportFormatTests {
  @Test(
    "is chosen by the extension",
    arguments: [
      ("r.json", .json), ("a/b.MD", .markdown), ("x.tar.html", .html), ("junit.xml", .junit), ("r.json.gz", nil),
      ("json", nil), ("", nil), ("r.", nil),
    ] as [(String, ReportFormat?)]
  )
  func chosen(_ name: String, _ format: ReportFormat?) {
    #expect(ReportFormat(fileName: name) == format)
  }

  @Test(
    "has a summary that ends in a full stop and writes text that ends in a line end",
    arguments: ReportFormat.allCases
  )
  func writes(_ format: ReportFormat) {
    #expect(format.summary.hasSuffix("."))
    let bytes = format.bytes(of: SampleReport.make(gates: SampleReport.gates))
    #expect(bytes.last == UInt8(ascii: "\n"))
    #expect(bytes == format.bytes(of: SampleReport.make(gates: SampleReport.gates)))
  }
}
