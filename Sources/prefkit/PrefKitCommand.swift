import ArgumentParser
import CSignals
import Glibc

/// The command `prefkit`.
@main
struct PrefKitCommand: ParsableCommand {
  static let version = "0.1.0"

  static let configuration = CommandConfiguration(
    commandName: "prefkit",
    abstract: "Ingests, deduplicates, audits and shards pairwise preference data ahead of reward-model training.",
    discussion: """
      No FILE, or -, is standard input; -o absent or - is standard output. Compression of inputs is found by their first \
      bytes, that of outputs follows their names (.gz, .zst).

      Exit status: 0 done; 1 a gate failed, or --strict or validate found bad rows; 64 usage; 65 damaged or unreadable \
      data; 66 no such input; 70 a bug; 73 output cannot be made; 74 I/O failed; 130 interrupted.

      EXAMPLES
        prefkit ingest hh.jsonl.gz -o pairs.jsonl.gz
        prefkit audit pairs.jsonl.gz --report audit.html --gates default-gates.json
      """,
    version: version,
    subcommands: [
      Ingest.self, Validate.self, Dedup.self, Conflicts.self, Decontaminate.self, Audit.self, Scores.self, Shard.self,
      Export.self, CheckSplit.self, Explain.self, Cat.self, Cut.self, Head.self, Sample.self, Count.self, Mix.self,
      Balance.self, View.self, Stats.self, Formats.self, Audits.self, Exports.self,
    ]
  )

  static func main() {
    pk_install_signal_handlers()
    pk_keep_freed_blocks()
    unblockSignals()
    do {
      try checkCommand()
      var command = try parseAsRoot()
      try command.run()
    } catch let failure as Failure {
      failure.exit(command: CommandLine.arguments.dropFirst().first)
    } catch {
      exit(withError: error)
    }
  }

  /// Lets the signals through that end a run: a parent may have left them blocked, as threads of libdispatch do, and the
  /// run could then not be interrupted.
  private static func unblockSignals() {
    var signals = sigset_t()
    unsafe sigemptyset(&signals)
    for signal in [SIGINT, SIGHUP, SIGTERM, SIGPIPE] { unsafe sigaddset(&signals, signal) }
    unsafe pthread_sigmask(SIG_UNBLOCK, &signals, nil)
  }

  /// Refuses a command that is not there, with the nearest that is; options are left to the parser.
  private static func checkCommand() throws {
    guard let name = CommandLine.arguments.dropFirst().first, !name.hasPrefix("-") else { return }
    let names = configuration.subcommands.map { $0._commandName } + ["help"]
    if names.contains(name) { return }
    throw Failure.usage("there is no command \"\(name)\"", fix: Failure.suggestion(name, names, "prefkit --help"))
  }
}
