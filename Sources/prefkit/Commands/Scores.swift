import ArgumentParser
import PrefBytes
import PrefFindings
import PrefJSON
import PrefPipeline
import PrefScores

/// The reward-model stage.
struct Scores: ParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "Checks reward scores: do they follow what was meant, and for how long?",
    discussion: """
      Score files hold one row a pair (id, name, chosen, rejected) or a response (prompt_id, sample_id, score), as JSON \
      lines, arrays or tables; canonical rows with scores and RewardBench results are read too.

      EXAMPLES
        prefkit scores correlate rewards.jsonl --report correlate.html
        prefkit scores overoptimize best-of-n.jsonl --gates score-gates.json
      """,
    subcommands: [
      ScoresCorrelate.self, ScoresCalibrate.self, ScoresOveroptimize.self, ScoresEnsemble.self, ScoresAttach.self,
    ]
  )
}

/// Check 1.
struct ScoresCorrelate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "correlate",
    abstract: "Correlates rewards with downstream metrics: over all, between and within prompts.",
    discussion: """
      Metrics stand under "metrics" or "gold", or are scores named by --metric. Training compares responses to one \
      prompt: a sign that turns within prompts is named as Simpson's reversal.

      EXAMPLES
        prefkit scores correlate rewards.jsonl --report correlate.html
        prefkit scores correlate pairs.jsonl.gz --metric human --gates score-gates.json
      """
  )

  @OptionGroup(title: "Input and output") var input: ScoreInputOptions
  @OptionGroup(title: "Run") var common: RunOptions

  func run() throws {
    try input.run("correlate", common) { read, settings in CorrelateCheck.assess(read.table, settings) }
  }
}

/// Calibration.
struct ScoresCalibrate: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "calibrate",
    abstract: "Asks whether the sigmoid of a reward's margin is the chance that it is right.",
    discussion: """
      Reports accuracy, log loss, Brier score, calibration error and temperature, by subset and by difference in length, \
      and sets accuracy against the best that noisy labels allow, where rows carry votes or annotations.

      EXAMPLES
        prefkit scores calibrate rewardbench-results.json --report calibrate.html
        prefkit scores calibrate pairs.jsonl --human-agreement 0.73 --human-agreement-error 0.01
      """
  )

  @OptionGroup(title: "Input and output") var input: ScoreInputOptions

  @Option(
    help: ArgumentHelp("Share of judgements in which two humans agree, where rows carry none.", valueName: "share")
  )
  var humanAgreement: Double?

  @Option(help: ArgumentHelp("Standard error of that share.", valueName: "se"))
  var humanAgreementError = 0.0

  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    if let humanAgreement, !(0...1).contains(humanAgreement) {
      throw ValidationError("--human-agreement takes a share from 0 to 1")
    }
    if !(0...1).contains(humanAgreementError) {
      throw ValidationError("--human-agreement-error takes a number from 0 to 1")
    }
  }

  func run() throws {
    try input.run("calibrate", common) { read, settings in
      CalibrateCheck.assess(read.table, agreement: humanAgreement.map { ($0, humanAgreementError) }, settings)
    }
  }
}

/// Check 3.
struct ScoresEnsemble: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "ensemble",
    abstract: "Combines several reward models and says what no combination can mend.",
    discussion: """
      Rewards are standardised a model, then combined by mean, median, minimum, mean less deviation and uncertainty \
      weighting; each is compared with the best single model on the same pairs.

      EXAMPLES
        prefkit scores ensemble rm-a.jsonl rm-b.jsonl rm-c.jsonl --report ensemble.html
        prefkit scores ensemble scores.jsonl --out-of-distribution policy --lambda 0.5
      """
  )

  @OptionGroup(title: "Input and output") var input: ScoreInputOptions

  @Option(help: ArgumentHelp("Weight of the variance in uncertainty weighting.", valueName: "lambda"))
  var lambda = 1.0

  @Option(help: ArgumentHelp("A subset unlike the training data; may be repeated.", valueName: "subset"))
  var outOfDistribution: [String] = []

  @OptionGroup(title: "Run") var common: RunOptions

  func validate() throws {
    if !lambda.isFinite || lambda < 0 { throw ValidationError("--lambda takes a number that is not negative") }
  }

  func run() throws {
    try input.run("ensemble", common) { read, settings in
      for name in outOfDistribution where !read.table.subsetNames.contains(name) {
        throw Failure.usage(
          "--out-of-distribution \(name): no row names that subset",
          fix: "the subsets are \(read.table.subsetNames.sorted().joined(separator: ", "))"
        )
      }
      var options = EnsembleCheck.Options()
      (options.weight, options.outOfDistribution) = (lambda, outOfDistribution)
      return EnsembleCheck.assess(read.table, options, settings)
    }
  }
}

/// Check 2.
struct ScoresOveroptimize: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "overoptimize",
    abstract: "Finds where more proxy reward buys less gold.",
    discussion: """
      From samples (prompt_id, sample_id, proxy, gold, len) come unbiased best-of-n curves; from logs of training \
      (method, step, kl, kl_unit, proxy, gold) the curve over checkpoints. Logs of TRL and OpenRLHF are read; the gold \
      scores are yours, in the log or with --gold.

      EXAMPLES
        prefkit scores overoptimize samples.jsonl --report overoptimize.html
        prefkit scores overoptimize ppo-log.jsonl --gold gold.jsonl --gates score-gates.json
      """
  )

  @OptionGroup(title: "Input and output") var input: ScoreInputOptions

  @Option(help: ArgumentHelp("Sizes n of best-of-n, separated by commas.", valueName: "n,…"))
  var sizes: String?

  @Option(
    help: ArgumentHelp("Dialect of a training log: checkpoints, trl-ppo or openrlhf-ppo.", valueName: "name"),
    completion: .list(CheckpointFormat.allCases.map(\.rawValue))
  )
  var log: CheckpointFormat?

  @Option(
    help: ArgumentHelp("Unit of the log's kl where it does not say: sequence_nats or token_nats.", valueName: "unit"),
    completion: .list(Checkpoint.Unit.allCases.map(\.rawValue))
  )
  var klUnit: Checkpoint.Unit?

  @Option(
    help: ArgumentHelp("Gold scores of checkpoints: rows of step, gold, gold_se, run.", valueName: "file"),
    completion: .file()
  )
  var gold: String?

  @OptionGroup(title: "Run") var common: RunOptions

  func run() throws {
    var options = ScoreOptions()
    (options.takesLogs, options.log, options.unit) = (true, log, klUnit)
    let asked = try askedSizes()
    let scores = try gold.map(goldScores) ?? []
    try input.run("overoptimize", common, options) { read, settings in
      guard read.checkpoints.isEmpty || read.table.count == 0 else {
        throw Failure.usage("some rows are samples and others checkpoints", fix: "read them in runs of their own")
      }
      if !read.checkpoints.isEmpty { return OveroptimizeCheck.assess(read.checkpoints, gold: scores) }
      return OveroptimizeCheck.assess(read.table, sizes: asked, settings)
    }
  }

  private func askedSizes() throws -> [Int] {
    guard let sizes else { return [] }
    return try sizes.split(separator: ",").map { part in
      if let n = Int(part), n > 0, n <= 1_000_000 { return n }
      throw Failure.usage("--sizes \(sizes): \(part) is no size", fix: "whole numbers from 1, such as 1,2,4,8")
    }
  }

  private func goldScores(_ path: String) throws -> [GoldScore] {
    try Failure.reporting { try GoldFile.read(path) }
  }
}

extension CheckpointFormat: ExpressibleByArgument {}
extension Checkpoint.Unit: ExpressibleByArgument {}
