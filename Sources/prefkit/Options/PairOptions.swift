import ArgumentParser
import PrefFormats

/// Which pairs are made where a source rates or ranks the completions of a prompt.
struct PairOptions: ParsableArguments {
  @Option(
    help: ArgumentHelp(
      "Which rated or ranked completions of a prompt meet: all, adjacent, best-worst or best-rest.",
      valueName: "which"
    )
  )
  var pairs = PairPolicy.Selection.all

  @Option(
    help: ArgumentHelp(
      "Smallest difference of the ratings of a pair, in the source's unit; any number above 0 leaves ties out.",
      valueName: "number"
    )
  )
  var minMargin: Rating?

  @Option(
    help: ArgumentHelp(
      "Most pairs that one prompt gives: those of the largest margin, then the first in input order.",
      valueName: "n"
    )
  )
  var maxPairsPerPrompt: Int?

  @Option(
    help: ArgumentHelp(
      "Which of several ratings decides: mean or overall (ultrafeedback), an attribute (helpsteer, summarize-axis).",
      valueName: "name"
    )
  )
  var rating: String?

  @Option(
    help: ArgumentHelp(
      "Decide by a weighted sum of ratings instead (helpsteer): NAME=NUMBER. May be repeated.",
      valueName: "name=number"
    )
  )
  var weight: [String] = []

  func validate() throws {
    if let maxPairsPerPrompt, maxPairsPerPrompt < 1 {
      throw ValidationError("--max-pairs-per-prompt takes a number from 1 on")
    }
    if let minMargin, minMargin < Rating(0) { throw ValidationError("--min-margin takes a number from 0 on") }
    if rating != nil, !weight.isEmpty { throw ValidationError("--rating and --weight exclude one another") }
    _ = try weights()
  }

  /// Puts the options where formats find them.
  func apply(to options: inout FormatOptions) throws {
    options.pairs.selection = pairs
    options.pairs.minMargin = minMargin
    options.pairs.maxPairs = maxPairsPerPrompt
    options.rating = rating
    options.weights = try weights()
  }

  private func weights() throws -> [String: Rating] {
    var weights: [String: Rating] = [:]
    for entry in weight {
      let parts = entry.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
      guard parts.count == 2, !parts[0].isEmpty, let weight = Rating(argument: parts[1]) else {
        throw ValidationError("--weight \(entry): write NAME=NUMBER, such as --weight helpfulness=0.65")
      }
      guard weights.updateValue(weight, forKey: parts[0]) == nil else {
        throw ValidationError("--weight names \(parts[0]) twice")
      }
    }
    return weights
  }
}

extension PairPolicy.Selection: ExpressibleByArgument {}

extension Rating: ExpressibleByArgument {
  /// Reads a decimal number.
  public init?(argument: String) {
    let bytes = Array(argument.utf8)
    guard let rating = unsafe bytes.withUnsafeBytes({ unsafe Rating(decimal: $0) }) else { return nil }
    self = rating
  }
}
