import ArgumentParser
import PrefDedup
import PrefPipeline

/// How near-duplicates are found.
struct NearOptionGroup: ParsableArguments {
  @Option(help: ArgumentHelp("Jaccard similarity from which records are near-duplicates.", valueName: "share"))
  var threshold = 0.8

  @Option(help: ArgumentHelp("Shingles: words:N, or chars:N.", valueName: "rule"))
  var shingle = "words:5"

  @Option(help: ArgumentHelp("Least probability that a pair at the threshold is found.", valueName: "share"))
  var recall = 0.99

  @Option(help: ArgumentHelp("Minima of a signature, at most.", valueName: "n"))
  var permutations = 128

  @Option(
    help: ArgumentHelp("Bytes held in memory before the disk is used; K, M, G are understood.", valueName: "bytes")
  )
  var memoryLimit = ByteCount(1 << 30)

  @Option(
    help: ArgumentHelp("Folder for scratch files; by default that of the output, else TMPDIR.", valueName: "folder"),
    completion: .directory
  )
  var temporaryFolder: String?

  func validate() throws {
    guard threshold > 0, threshold <= 1 else { throw ValidationError("--threshold takes a number above 0, up to 1") }
    guard recall > 0, recall < 1 else { throw ValidationError("--recall takes a number between 0 and 1") }
    guard (1...4096).contains(permutations) else { throw ValidationError("--permutations takes 1 to 4096") }
    guard ShingleRule(shingle) != nil else {
      throw ValidationError("--shingle takes words:N or chars:N, with N from 1 to 64")
    }
  }

  /// The options of a search that compares `part`.
  func options(_ part: DuplicateKey, output: String?) throws -> NearOptions {
    guard let banding = Banding(threshold: threshold, recall: recall, permutations: permutations) else {
      throw Failure.usage(
        "\(permutations) permutations do not give a recall of \(recall) at a threshold of \(threshold)",
        fix: "raise --permutations, or ask for less --recall"
      )
    }
    var options = NearOptions(banding: banding)
    options.part = part
    options.rule = ShingleRule(shingle) ?? .standard
    options.threshold = threshold
    options.memoryLimit = memoryLimit.bytes
    options.folder = temporaryFolder ?? ScratchFolder.path(besides: output)
    return options
  }

  /// Says how signatures are cut, and what is found of pairs at several similarities.
  func announce(_ options: NearOptions) {
    let banding = options.banding
    let curve = stride(from: 0.5, through: 0.95, by: 0.05).map { similarity in
      "\(Self.rounded(similarity, 2)) \(Self.rounded(banding.recall(at: similarity), 4))"
    }
    Console.say(
      "prefkit dedup: \(options.rule) shingles, \(banding.bands) bands of \(banding.rows) rows; "
        + "expected recall \(Self.rounded(banding.recall(at: threshold), 4)) at the threshold of \(threshold)"
    )
    Console.say("  recall by similarity: \(curve.joined(separator: ", "))")
  }

  /// A share with so many decimals.
  private static func rounded(_ value: Double, _ decimals: Int) -> String {
    let scale = (0..<decimals).reduce(1) { product, _ in product * 10 }
    let digits = String(Int((value * Double(scale)).rounded()))
    let padded = String(repeating: "0", count: max(0, decimals + 1 - digits.count)) + digits
    return "\(padded.dropLast(decimals)).\(padded.suffix(decimals))"
  }
}
