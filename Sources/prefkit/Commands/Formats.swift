import ArgumentParser
import PrefAudits
import PrefFormats
import PrefJSON

/// Lists the dialects that can be read.
struct Formats: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the dialects that can be read, and which side wins in each.",
    discussion: """
      EXAMPLES
        prefkit formats
        prefkit formats pandalm
        prefkit formats --json | jq -r '.formats[].name'
      """
  )

  @Argument(help: "Only this format.", completion: .list(FormatRegistry.all.map { $0.name }))
  var name: String?

  @Flag(help: "Write JSON: a list of formats, each with a sample.")
  var json = false

  func run() throws {
    if let name, FormatRegistry.format(named: name) == nil {
      throw Failure.usage(
        "there is no format named \"\(name)\"",
        fix: Failure.suggestion(name, FormatRegistry.all.map { $0.name }, "prefkit formats")
      )
    }
    let chosen = FormatRegistry.all.filter { name == nil || $0.name == name }
    if json { return Console.write(String(decoding: Self.json(chosen).bytes(pretty: true), as: UTF8.self), to: 1) }
    for format in chosen {
      Console.write(
        "\(format.name)\n  reads   \(format.summary)\n  wins    \(format.winner)\n  source  \(format.source)\n",
        to: 1
      )
      guard name != nil, let sample = format.examples.first(where: { $0.column == nil }) else { continue }
      Console.write("  sample  \(sample.text)\n", to: 1)
    }
  }

  /// What there is to know of formats.
  private static func json(_ formats: [any IngestFormat.Type]) -> JSONTree {
    let list = formats.map { format in
      JSONTree.object([
        ("name", .string(format.name)), ("reads", .string(format.summary)), ("wins", .string(format.winner)),
        ("source", .string(format.source)),
        ("samples", .array(format.examples.filter { $0.column == nil }.map { .string($0.text) })),
      ])
    }
    return .object([("schema", .string("prefkit/formats/1")), ("formats", .array(list))])
  }
}

/// Lists the audits.
struct Audits: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Lists the audits and the metrics that gates can name.",
    discussion: """
      EXAMPLES
        prefkit audits
        prefkit audits length
      """
  )

  @Argument(help: "Only this audit, with its metrics.", completion: .list(AuditRegistry.all.map { $0.name }))
  var name: String?

  func run() throws {
    if let name, AuditRegistry.audit(named: name) == nil {
      throw Failure.usage(
        "there is no audit named \"\(name)\"",
        fix: Failure.suggestion(name, AuditRegistry.all.map { $0.name }, "prefkit audits")
      )
    }
    for audit in AuditRegistry.all where name == nil || audit.name == name {
      Console.write("\(audit.name)\n  \(audit.summary)\n", to: 1)
      guard name != nil else { continue }
      for metric in audit.metrics { Console.write("  \(metric)\n", to: 1) }
    }
  }
}
