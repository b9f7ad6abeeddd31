import Foundation
import Testing

/// The findings and tables of an audit report, by name.
struct AuditFigures {
  var findings: [String: Row] = [:]
  var tables: [String: [[Any]]] = [:]
  var columns: [String: [String]] = [:]

  init(_ report: Row) throws {
    for audit in try #require(report["audits"] as? [Row]) {
      for finding in audit["findings"] as? [Row] ?? [] {
        findings[try #require(finding["metric"] as? String)] = finding
      }
      for table in audit["tables"] as? [Row] ?? [] {
        let name = try #require(table["name"] as? String)
        tables[name] = try #require(table["rows"] as? [[Any]])
        columns[name] = try #require(table["columns"] as? [String])
      }
    }
  }

  func estimate(_ metric: String) -> Double? { findings[metric]?["estimate"] as? Double }

  func interval(_ metric: String) -> (low: Double, high: Double)? {
    guard let interval = findings[metric]?["interval"] as? Row, let low = interval["low"] as? Double,
      let high = interval["high"] as? Double
    else { return nil }
    return (low, high)
  }

  func count(_ metric: String, _ key: String) -> Int? { findings[metric]?[key] as? Int }

  /// The row of a table whose first cell is `name`, by column.
  func row(_ table: String, _ name: String) -> Row? {
    guard let row = tables[table]?.first(where: { $0.first as? String == name }), let columns = columns[table] else {
      return nil
    }
    return Dictionary(zip(columns, row)) { first, _ in first }
  }
}

/// Whether two numbers are equal to a share of their size.
func isClose(_ a: Double?, _ b: Double?, _ tolerance: Double = 1e-9) -> Bool {
  guard let a, let b else { return false }
  return abs(a - b) <= max(tolerance * max(abs(a), abs(b)), 1e-12)
}
