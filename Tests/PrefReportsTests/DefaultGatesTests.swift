import Foundation
import PrefFindings
import PrefReports
import Testing

@Suite("default-gates.json")
struct DefaultGatesTests {
  static let path = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("schemas/default-gates.json")

  @Test("holds the limits of the gate table, and asks for labels only where they are there")
  func reads() throws {
    let gates = try GateFile(parsing: Array(Data(contentsOf: Self.path))).gates
    let limits = gates.map {
      "\($0.metric) \($0.side) \($0.warn ?? -1) \($0.fail ?? -1) \($0.minimumN) \($0.isOptional)"
    }
    #expect(
      limits == [
        "length.words.longer_wins distance 0.05 0.1 200 false",
        "refusal.benign.chosen_over_compliance above 0.01 0.03 200 true",
        "refusal.harmful.compliance_over_refusal above 0.05 0.15 200 true",
        "agreement.decided.percent below 0.7 0.6 50 true",
        "agreement.all.krippendorff_alpha_nominal below 0.4 0.2 50 true",
        "agreement.all.gwet_ac1 below 0.4 0.2 50 true",
      ]
    )
  }
}
