import ArgumentParser
import PrefBytes
import PrefDedup
import PrefPipeline
import PrefRecord

/// Removes records that say the same as an earlier one.
struct Dedup: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Removes records that say the same, or nearly the same, as one that stays.",
    discussion: """
      Exact (the default): the first record with a key stays; every later one goes. A pair and the same pair with its \
      label exchanged contradict each other: both stay. Memory: 20 bytes a distinct pair, 40 a distinct prompt or \
      completion.

      Near: in input order, a record goes if and only if a record that stays before it has a Jaccard similarity of \
      --threshold or more; nothing goes through a chain. MinHash only proposes pairs; exact shingle sets decide. Records \
      that are alike but prefer the opposite are conflicts: both stay, and --conflicts lists them. --removed names for \
      each record that goes the one that stays, and the similarity.

      EXAMPLES
        prefkit dedup --exact a.jsonl.gz b.jsonl.gz -o unique.jsonl.gz --removed removed.jsonl
        zcat pairs.jsonl.gz | prefkit dedup --exact --on prompt > one-pair-a-prompt.jsonl
        prefkit dedup --near pairs.jsonl.gz -o unique.jsonl.gz --removed removed.jsonl --max-removed-share 0.3
        prefkit dedup --near new.jsonl.gz --against train.jsonl.gz -o really-new.jsonl.gz
      """
  )

  @OptionGroup(title: "Input") var input: InputOptions
  @OptionGroup(title: "Output") var output: OutputOptions

  @Flag(help: "Records are duplicates when their texts are the same byte for byte (the default).")
  var exact = false

  @Flag(help: "Records are duplicates when their texts have nearly the same shingles.")
  var near = false

  @Option(
    help: ArgumentHelp(
      "What has to be the same: pair, prompt, completion (both), chosen or rejected.",
      valueName: "key"
    )
  )
  var on = DuplicateKey.pair

  @Option(help: ArgumentHelp("Write a row for each removed record.", valueName: "file"), completion: .file())
  var removed: String?

  @Option(
    help: ArgumentHelp("Remove only what is in these files already; may be repeated.", valueName: "file"),
    completion: .file()
  )
  var against: [String] = []

  @Option(
    help: ArgumentHelp(
      "With --against, save what it compares with; without, read that instead of older files.",
      valueName: "file"
    ),
    completion: .file()
  )
  var index: String?

  @OptionGroup(title: "Near-duplicates") var nearness: NearOptionGroup

  @Option(
    help: ArgumentHelp(
      "Which near-duplicate stays: first, longest-annotations (the most of them) or highest-margin.",
      valueName: "rule"
    )
  )
  var keep = NearPriority.first

  @Option(help: ArgumentHelp("Near-duplicates of opposite preference: keep, or drop the later.", valueName: "action"))
  var conflicting = ConflictAction.keep

  @Option(
    help: ArgumentHelp("Write a row for each record that contradicts another.", valueName: "file"),
    completion: .file()
  )
  var conflicts: String?

  @Option(
    help: ArgumentHelp(
      "Exit 1, without an output, if more of a data set would go; needs --removed.",
      valueName: "share"
    )
  )
  var maxRemovedShare: Double?

  @Option(
    help: ArgumentHelp(
      "Exit 1, without an output, if more records are duplicates of one; needs --removed.",
      valueName: "n"
    )
  )
  var maxCluster: Int?

  @OptionGroup(title: "Run") var common: RunOptions

  enum ConflictAction: String, ExpressibleByArgument, CaseIterable { case keep, drop }

  func validate() throws {
    if against.contains("-"), input.files.isEmpty || input.files.contains("-") {
      throw ValidationError("standard input is named twice: name a file for --against")
    }
    if exact, near { throw ValidationError("--exact and --near exclude each other") }
    if !near, keep != .first || conflicting != .keep || conflicts != nil || maxRemovedShare != nil || maxCluster != nil
    {
      throw ValidationError(
        "--keep, --conflicting, --conflicts, --max-removed-share and --max-cluster go with --near"
      )
    }
    if maxRemovedShare != nil || maxCluster != nil, removed == nil {
      throw ValidationError("--max-removed-share and --max-cluster need --removed FILE, which is the evidence")
    }
    if let share = maxRemovedShare, !(0...1).contains(share) {
      throw ValidationError("--max-removed-share takes a share from 0 to 1")
    }
    if let maxCluster, maxCluster < 1 { throw ValidationError("--max-cluster takes a number from 1") }
  }

  func run() throws {
    try Failure.reporting {
      let side = [input.rejects, removed, conflicts, against.isEmpty ? nil : index].compactMap { $0 }
      try common.check([output.output ?? "-"] + side, target: output.output)
      let meter = common.meter(input.paths)
      let records = try RecordRun(try input.settings(common, meter: meter))
      common.announce(records)
      let saved = OutputSet()
      let indexFile = try against.isEmpty ? nil : open(index, saved, .zstd(level: 1))
      let basis = try basis(meter, saving: indexFile.map { (saved, $0) })
      let outputs = OutputSet()
      let rows = try unsafe outputs.open(output.destination, try output.resolved())
      let gone = try open(removed, outputs)
      let ledger: Ledger
      if near {
        ledger = try runNear(records, basis, outputs, rows, gone)
      } else if case .none = basis {
        ledger = try records.dedup(on: on, outputs, rows, removed: gone)
      } else {
        ledger = try records.dedup(on: on, against: basis, outputs, rows, removed: gone)
      }
      try input.checkStrict(ledger, outputs)
      if let indexFile { try saved.finish(indexFile) }
      if let gone { try outputs.finish(gone) }
      try outputs.finish(rows)
      let dependencies = input.paths + against + (against.isEmpty ? [index].compactMap { $0 } : [])
      try common.finish("dedup", ledger, meter, target: output.output, dependencies: dependencies)
    }
  }

  private func open(
    _ path: String?,
    _ outputs: OutputSet,
    _ compression: OutputCompression? = nil
  ) throws -> OutputSet.Handle? {
    try path.map {
      try unsafe outputs.open(OutputDestination(argument: $0), compression ?? OutputCompression(path: $0))
    }
  }

  /// What the records are compared with besides one another.
  private func basis(
    _ meter: Meter,
    saving: (outputs: OutputSet, handle: OutputSet.Handle)?
  ) throws -> DedupBasis {
    if !against.isEmpty { return .records(try older(meter), saving: saving) }
    return index.map { .index($0) } ?? .none
  }

  /// The records that are there already; their bad rows fail the run unless bad rows are left out.
  private func older(_ meter: Meter) throws -> RecordRun {
    var input = input
    (input.files, input.rejects) = (against, nil)
    var settings = try input.settings(common, meter: meter)
    settings.namedInputs = []
    settings.badRows = self.input.skipBad ? .skip : .fail
    settings.progress = { _, _ in }
    let records = try RecordRun(settings)
    common.announce(records)
    return records
  }

  private func runNear(
    _ records: RecordRun,
    _ basis: DedupBasis,
    _ outputs: OutputSet,
    _ rows: OutputSet.Handle,
    _ gone: OutputSet.Handle?
  ) throws -> Ledger {
    var options = try nearness.options(on, output: output.output)
    (options.priority, options.dropsConflicts) = (keep, conflicting == .drop)
    (options.maxRemovedShare, options.maxCluster) = (maxRemovedShare, maxCluster)
    if !common.quiet { nearness.announce(options) }
    var handles = NearHandles(kept: rows)
    handles.removed = gone
    handles.conflicts = try open(conflicts, outputs)
    let outcome = try records.dedupNear(options, against: basis, outputs, handles)
    if let handle = handles.conflicts { try outputs.finish(handle) }
    guard outcome.trips.isEmpty else {
      if let gone { try outputs.finish(gone) }
      outputs.abandon()
      throw Failure(
        outcome.trips.map { "error: \($0)" },
        fix: "look at \(removed ?? "the removed rows"), which has the evidence; nothing else was written",
        status: Failure.Status.found
      )
    }
    return outcome.ledger
  }
}

extension DuplicateKey: ExpressibleByArgument {}
extension NearPriority: ExpressibleByArgument {}
