import ArgumentParser
import Glibc
import PrefBytes
import PrefPipeline
import PrefRecord

/// What all commands have in common.
struct RunOptions: ParsableArguments {
  @Option(help: ArgumentHelp("Number of threads; by default one a core. Outputs do not depend on it.", valueName: "n"))
  var threads: Int?

  @Option(help: ArgumentHelp("Progress on standard error: auto (on a terminal), always or never.", valueName: "when"))
  var progress = ProgressChoice.auto

  @Flag(name: .shortAndLong, help: "Say nothing on standard error but errors.")
  var quiet = false

  @Option(help: ArgumentHelp("Write the account of the run as JSON.", valueName: "file"), completion: .file())
  var ledger: String?

  @Option(
    help: ArgumentHelp("Write a Makefile rule that names the inputs of the output.", valueName: "file"),
    completion: .file()
  )
  var depfile: String?

  enum ProgressChoice: String, ExpressibleByArgument, CaseIterable { case auto, always, never }

  func validate() throws {
    if let threads, !(1...1024).contains(threads) { throw ValidationError("--threads takes a number from 1 to 1024") }
  }

  var threadCount: Int { threads ?? max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))) }

  /// A meter for a run over inputs.
  func meter(_ inputs: [String]) -> Meter {
    let sizes = inputs.map { InputFile(argument: $0).size }
    let total = sizes.contains { $0 == nil } ? nil : sizes.reduce(0) { $0 + ($1 ?? 0) }
    let isShown = progress == .always || (progress == .auto && !quiet && Console.isFancy(2))
    return Meter(isShown: isShown, total: total)
  }

  /// Finds what would keep a run from ending well before it begins: two outputs of one name, a folder that is missing.
  ///
  /// `outputs`: Files the command writes, `-` for standard output. `target`: What a depfile's rule makes.
  func check(_ outputs: [String], target: String?) throws {
    let outputs = outputs + [ledger, depfile].compactMap { $0 }
    for (index, output) in outputs.enumerated() where outputs[..<index].contains(output) {
      let name = output == "-" ? "standard output" : output
      throw Failure.usage("two outputs would go to \(name)", fix: "give each a name of its own")
    }
    if depfile != nil, target ?? "-" == "-" {
      throw Failure.usage("--depfile needs an output with a name", fix: "-o FILE")
    }
    for output in outputs where output != "-" && !Folder.isSpecialFile(output) {
      try AtomicFile(.file(output)).abandon()
    }
  }

  /// Says what formats were found, unless the user named one.
  func announce(_ run: RecordRun) {
    guard !quiet else { return }
    for input in run.inputs {
      guard let reason = input.reason, input.formatName != "prefkit" else { continue }
      Console.say(escaping: "\(input.path): format \(input.formatName), since \(reason)")
    }
  }

  /// Ends a run: the account for people, the ledger, the depfile.
  func finish(
    _ command: String,
    _ ledger: Ledger,
    _ meter: Meter,
    target: String?,
    dependencies: [String]
  ) throws {
    meter.finish()
    if !quiet { Console.say(escaping: "prefkit \(command): \(ledger.summary)") }
    if let path = self.ledger {
      let bytes = ledger.json(
        command: command,
        version: PrefKitCommand.version,
        seconds: meter.seconds,
        peakBytes: Meter.peakBytes
      )
      try WholeFile.write(bytes, to: path)
    }
    if let depfile {
      try WholeFile.write(Array(Depfile.rule(target ?? "-", dependencies).utf8), to: depfile)
    }
  }
}

/// Reads a small file whole, and writes one whole or not at all.
enum WholeFile {
  static func contents(_ path: String) throws -> [UInt8] {
    let stream = try ByteStream(InputFile(argument: path))
    var bytes: [UInt8] = []
    while try stream.read(upTo: 1 << 20, appendingTo: &bytes) {}
    return bytes
  }

  static func write(_ bytes: [UInt8], to path: String) throws {
    let file = try AtomicFile(OutputDestination(argument: path))
    try file.write(bytes)
    try file.finish()
  }
}

/// Writes Makefile rules.
enum Depfile {
  /// A rule that makes a target depend on files, and an empty rule for each file, so that Make goes on when one is gone.
  static func rule(_ target: String, _ dependencies: [String]) -> String {
    let names = dependencies.filter { $0 != "-" }.map(escaped)
    let phony = names.map { "\n\($0):\n" }.joined()
    return "\(escaped(target)): \(names.joined(separator: " "))\n\(phony)"
  }

  private static func escaped(_ path: String) -> String {
    var text = ""
    for character in path {
      switch character {
      case " ", "#", ":", "%": text += "\\\(character)"
      case "$": text += "$$"
      default: text.append(character)
      }
    }
    return text
  }
}
