import PrefFindings

/// Names the formats a report can be written in; the raw value is the file extension that chooses it.
public enum ReportFormat: String, Sendable, CaseIterable {
  case json
  case markdown = "md"
  case html
  case junit = "xml"

  /// Finds the format by the extension of a file name, in any case; `nil` when no format has it.
  public init?(fileName: String) {
    guard let dot = fileName.lastIndex(of: ".") else { return nil }
    self.init(rawValue: fileName[fileName.index(after: dot)...].lowercased())
  }

  /// What the format is for, in one sentence.
  public var summary: String {
    switch self {
    case .json: "The whole report for programs; numbers read back exactly."
    case .markdown: "For a pull request or a dataset card."
    case .html: "One self-contained page with plots, for people."
    case .junit: "JUnit XML for continuous integration: gates are test cases."
    }
  }

  /// Writes a report in this format, as UTF-8 with a final line end.
  public func bytes(of report: AuditReport) -> [UInt8] {
    switch self {
    case .json: JSONReport.bytes(of: report)
    case .markdown: Array(MarkdownReport.text(of: report).utf8)
    case .html: Array(HTMLReport.text(of: report).utf8)
    case .junit: Array(JUnitReport.text(of: report).utf8)
    }
  }
}
