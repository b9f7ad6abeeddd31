import ArgumentParser
import PrefPipeline

/// What is changed of the records, where the user asks for it.
struct RewritingOptions: ParsableArguments {
  @Flag(help: "Bring texts into Unicode's Normalization Form C.")
  var nfc = false

  @Flag(help: "Take white space off both ends of every turn.")
  var trim = false

  @Flag(help: "Make each run of white space one space, line breaks too.")
  var foldWhitespace = false

  @Flag(
    help: "Replace annotators' and users' names and ids by hashes with a salt, and leave out links to their pages."
  )
  var anonymize = false

  @Option(
    help: ArgumentHelp("Salt for --anonymize, so that runs give the same hashes; else it is random.", valueName: "text")
  )
  var salt: String?

  @Flag(help: "Say the salt of --anonymize on standard error.")
  var printSalt = false

  func validate() throws {
    if !anonymize, salt != nil || printSalt { throw ValidationError("--salt and --print-salt go with --anonymize") }
    if salt == "" { throw ValidationError("--salt is not empty") }
  }

  /// What these options ask for.
  func rewriting() -> Rewriting {
    var rewriting = Rewriting()
    if nfc { rewriting.normalization.insert(.nfc) }
    if trim { rewriting.normalization.insert(.trim) }
    if foldWhitespace { rewriting.normalization.insert(.foldWhiteSpace) }
    guard anonymize else { return rewriting }
    let used = salt ?? Self.randomSalt()
    rewriting.salt = used
    if printSalt { Console.say(escaping: "prefkit ingest: the salt is \(used)") }
    return rewriting
  }

  private static func randomSalt() -> String {
    var generator = SystemRandomNumberGenerator()
    let digits = Array("0123456789abcdef")
    return String((0..<32).map { _ in digits[Int.random(in: 0..<16, using: &generator)] })
  }
}
