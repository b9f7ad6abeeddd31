import ArgumentParser
import PrefFormats
import PrefPipeline

/// How votes are joined to the pairs that were voted on.
struct VoteOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "The pairs that the votes of the input are about; means --format votes. Pairs without votes are left out.",
      valueName: "file"
    ),
    completion: .file()
  )
  var join: String?

  @Option(
    help: ArgumentHelp(
      "What a vote's item names in a pair: a key of its metadata, or a JSON pointer into them; by default its id.",
      valueName: "key"
    )
  )
  var joinOn: String?

  @Option(
    help: ArgumentHelp(
      "Who decides which side is chosen: the pair file (pair) or the majority (votes).",
      valueName: "who"
    )
  )
  var winner = Winner.pair

  enum Winner: String, ExpressibleByArgument, CaseIterable { case pair, votes }

  var rule: JoinRule {
    var rule = JoinRule()
    (rule.key, rule.votesDecide) = (joinOn, winner == .votes)
    return rule
  }

  func validate() throws {
    if join == nil, joinOn != nil || winner == .votes {
      throw ValidationError("--join-on and --winner go with --join FILE")
    }
  }

  /// Makes a run that reads votes, where they are to be joined.
  func apply(to settings: inout RunSettings) throws {
    guard let join else { return }
    guard settings.format == "auto" || settings.format == Votes.name else {
      throw Failure.usage("--join does not go with --format \(settings.format)", fix: "leave --format out")
    }
    if let other = settings.namedInputs.first(where: { $0.format != Votes.name }) {
      throw Failure.usage("--join does not go with --input \(other.format):…", fix: "name votes, or leave --join out")
    }
    guard join != "-" || !(settings.inputs + settings.namedInputs.map(\.path)).contains("-") else {
      throw Failure.usage("standard input is named twice", fix: "name it once")
    }
    settings.format = Votes.name
    settings.formatOptions.join = join
  }

  /// The run over the pairs; `nil` where there are none to join.
  func pairs(_ votes: RunSettings) throws -> RecordRun? {
    guard let join else { return nil }
    var settings = votes
    (settings.inputs, settings.namedInputs, settings.format) = ([join], [], "auto")
    (settings.rejects, settings.formatOptions.join) = (nil, nil)
    // Rejects are the votes'; pairs that cannot be read end the run.
    if settings.badRows == .setAside { settings.badRows = .fail }
    return try RecordRun(settings)
  }
}
