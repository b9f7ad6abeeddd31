import Foundation
import PrefFindings
import PrefReports
import Testing

@Suite("JUnitReport")
struct JUnitReportTests {
  @Test("makes a suite of each audit and one of the gates")
  func small() {
    var audit = SampleReport.probe
    audit.findings = [
      Finding(
        "probe.x.a",
        estimate: 0.5,
        interval: ConfidenceInterval(low: 0.4, high: 0.6, method: "wilson"),
        n: 9,
        unit: "share"
      ),
      Finding("probe.x.b", estimate: nil, reason: "one-cluster", n: 1, unit: "share"),
    ]
    var report = AuditReport(
      version: "1",
      inputs: [],
      read: 0,
      assessed: 0,
      quarantined: [],
      flagged: [],
      audits: [audit],
      gates: []
    )
    report.judge(by: [
      Gate(metric: "probe.x.a", side: .above, warn: 0.4, fail: 0.3, minimumN: 1, reason: "r"),
      Gate(metric: "probe.x.b", side: .above, warn: 0.4, fail: nil, isOptional: true, reason: "r"),
      Gate(metric: "probe.x.b", side: .above, warn: 0.4, fail: nil, reason: "r"),
      Gate(metric: "probe.x.a", side: .above, warn: 0.4, fail: nil, minimumN: 10, reason: "r"),
      Gate(metric: "probe.x.a", side: .above, warn: 0.4, fail: nil, minimumN: 1, reason: "r"),
    ])
    #expect(
      JUnitReport.text(of: report) == """
        <?xml version="1.0" encoding="UTF-8"?>
        <testsuites name="prefkit audit" tests="7" failures="3" errors="0">
          <testsuite name="probe" tests="2" failures="0" errors="0" skipped="1" time="0">
            <testcase name="probe.x.a" classname="prefkit.probe" time="0">\
        <system-out>0.5 share (0.4 to 0.6, 95 % wilson), n = 9</system-out></testcase>
            <testcase name="probe.x.b" classname="prefkit.probe" time="0">\
        <skipped>undefined: one-cluster</skipped></testcase>
          </testsuite>
          <testsuite name="gates" tests="5" failures="3" errors="0" skipped="1" time="0">
            <testcase name="probe.x.a" classname="prefkit.gates" time="0">\
        <failure type="fail" message="fail: 0.5 (0.4 to 0.6); warn above 0.4, fail above 0.3. r">\
        fail: 0.5 (0.4 to 0.6); warn above 0.4, fail above 0.3. r</failure></testcase>
            <testcase name="probe.x.b" classname="prefkit.gates" time="0">\
        <skipped>not assessed: no estimate; warn above 0.4. undefined: one-cluster</skipped></testcase>
            <testcase name="probe.x.b" classname="prefkit.gates" time="0">\
        <failure type="not_assessed" message="not assessed: no estimate; warn above 0.4. undefined: one-cluster">\
        not assessed: no estimate; warn above 0.4. undefined: one-cluster</failure></testcase>
            <testcase name="probe.x.a" classname="prefkit.gates" time="0">\
        <failure type="insufficient" message="insufficient: 0.5 (0.4 to 0.6); warn above 0.4. \
        9 observations; the gate needs 10">\
        insufficient: 0.5 (0.4 to 0.6); warn above 0.4. 9 observations; the gate needs 10</failure></testcase>
            <testcase name="probe.x.a" classname="prefkit.gates" time="0">\
        <system-out>warn: 0.5 (0.4 to 0.6); warn above 0.4. r</system-out></testcase>
          </testsuite>
        </testsuites>

        """
    )
  }

  static let xmllint = ["/usr/bin/xmllint", "/usr/local/bin/xmllint"].first(where: FileManager.default.isExecutableFile)

  @Test("is well-formed", .enabled(if: xmllint != nil, "xmllint is not installed"))
  func wellFormed() throws {
    let tool = try #require(Self.xmllint)
    for report in [SampleReport.make(gates: SampleReport.gates), HostileReport.make()] {
      let file = FileManager.default.temporaryDirectory.appendingPathComponent(UUID().uuidString + ".xml")
      defer { try? FileManager.default.removeItem(at: file) }
      try Data(JUnitReport.text(of: report).utf8).write(to: file)
      let process = try Process.run(URL(fileURLWithPath: tool), arguments: ["--noout", file.path])
      process.waitUntilExit()
      #expect(process.terminationStatus == 0)
    }
  }
}
