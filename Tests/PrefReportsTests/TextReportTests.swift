import PrefFindings
import PrefReports
import Testing

@Suite("TextReport")
struct TextReportTests {
  static func many() -> AuditReport {
    var report = SampleReport.make(gates: SampleReport.gates)
    report.audits += (0..<30).map { number in
      var audit = SampleReport.probe
      audit.name = "audit\(number)"
      return audit
    }
    report.gates += (0..<40).map { _ in report.gates[0] }
    return report
  }

  @Test("fits a screen of 24 lines and 80 columns, whatever it is told")
  func fits() {
    for report in [
      SampleReport.make(), SampleReport.make(gates: SampleReport.gates), HostileReport.make(), Self.many(),
    ] {
      let lines = TextReport.text(of: report, isColored: false).split(separator: "\n", omittingEmptySubsequences: false)
      #expect(lines.count <= 25)
      #expect(lines.last == "")
      #expect(lines.allSatisfy { $0.count <= 80 })
    }
  }

  @Test("lets no control character of the data through")
  func controls() {
    let text = TextReport.text(of: HostileReport.make(), isColored: false)
    let bad = text.unicodeScalars.filter { $0 != "\n" && ($0.value < 32 || (0x7F...0x9F).contains($0.value)) }
    #expect(bad.isEmpty)
    #expect(!text.contains("\u{202E}"))
    #expect(!text.contains("\u{2028}"))
  }

  @Test("says the same without colour")
  func colors() {
    let report = SampleReport.make(gates: SampleReport.gates)
    let colored = TextReport.text(of: report, isColored: true)
    var plain = colored
    for code in ["32", "33", "1;31", "35", "2", "0"] {
      plain = plain.split(separator: "\u{1B}[\(code)m", omittingEmptySubsequences: false).joined()
    }
    #expect(colored.contains("\u{1B}[1;31mFAIL"))
    #expect(plain == TextReport.text(of: report, isColored: false))
  }

  @Test("puts the worst first and says what was not assessed")
  func order() throws {
    let lines = TextReport.text(of: SampleReport.make(gates: SampleReport.gates), isColored: false).split(
      separator: "\n"
    )
    #expect(lines[0] == "FAIL          6 gates: 1 fails, 2 warn, 2 not assessed, 1 passes. The gates stop")
    let start = try #require(lines.firstIndex(of: "audits"))
    #expect(lines[start + 1].hasPrefix("  FAIL          agreement  "))
    #expect(lines.contains { $0.hasPrefix("  NOT ASSESSED  probe ") && $0.contains("needs 1,000") })
    let gates = try #require(lines.firstIndex(of: "gates"))
    #expect(lines[gates + 1] == "  FAIL          agreement.all.gwet_ac1                0.886 (0.8668 to 0.9052)")
    #expect(lines[gates + 2] == "                warn below 0.95, fail below 0.92: Set high for the example.")
  }

  @Test("calls audits that nothing judged assessed, not passed")
  func ungated() {
    let text = TextReport.text(of: SampleReport.make(), isColored: false)
    #expect(text.contains("  ASSESSED      length"))
    #expect(!text.contains("PASS"))
  }
}
