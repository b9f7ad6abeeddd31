import PrefFindings
import PrefReports
import Testing

@Suite("MarkdownReport")
struct MarkdownReportTests {
  static func small() -> AuditReport {
    let audit = AuditResult(
      name: "a_b",
      status: .pass,
      headline: "1 < 2 | 3",
      explanation: Explanation(meaning: "m", consequence: "", advice: "d"),
      findings: [Finding("a_b.c.d", estimate: 0.25, n: 1200, unit: "share", note: "n|m")],
      tables: [FindingTable("t", title: "T", columns: ["k", "v"], rows: [[.text("x"), .number(0.5)]])]
    )
    return AuditReport(
      version: "1",
      inputs: [ReportInput(path: "a|b.gz", records: 2, bytes: 3)],
      read: 2,
      assessed: 2,
      quarantined: [],
      flagged: [],
      audits: [audit],
      gates: []
    )
  }

  @Test("writes a small report as expected")
  func small() {
    #expect(
      MarkdownReport.text(of: Self.small()) == #"""
        # Preference data audit

        no gates were asked for. Nothing is gated: the numbers are reported, not judged.

        2 of 2 comparisons assessed, 0 quarantined.

        | input | records | bytes |
        | --- | ---: | ---: |
        | `a\|b.gz` | 2 | 3 |

        ## a\_b: assessed

        1 &lt; 2 \| 3

        **What it means.** m

        **What to do.** d

        | metric | estimate | unit | interval | n | clusters | note |
        | --- | ---: | --- | --- | ---: | ---: | --- |
        | `a_b.c.d` | 0.25 | share |  | 1,200 |  | n\|m |

        ### T

        | k | v |
        | --- | ---: |
        | x | 0.5 |

        ---
        prefkit 1, schema `prefkit/audit-report/1`

        """#
    )
  }

  @Test("keeps every table row whole and every tag of the data inert")
  func hostile() {
    let text = MarkdownReport.text(of: HostileReport.make())
    // Inside a code span tags are text; the hostile text holds one backquote, so its spans have fences of two.
    let outsideCode = text.replacing(/`` .*? ``/, with: "")
    #expect(!outsideCode.contains("<img"))
    #expect(!outsideCode.contains("</script>"))
    #expect(!text.unicodeScalars.contains { $0 != "\n" && $0.value < 32 })
    var columns: Int?
    for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
      guard line.hasPrefix("| ") else {
        columns = nil
        continue
      }
      let bars = zip(line, " " + line).count { $0 == "|" && $1 != "\\" }
      #expect(columns == nil || columns == bars, "\(line)")
      columns = bars
    }
  }
}
