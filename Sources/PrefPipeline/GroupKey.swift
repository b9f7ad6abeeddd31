import PrefJSON
public import PrefRecord
import PrefShards
import PrefText

/// What rows must share to stay in one split.
public enum GroupKey: Sendable, Equatable {
  /// The prompt cluster.
  case prompt
  /// The prompt cluster, joined with those whose prompts are nearly the same.
  case nearPrompt
  /// The value of a field.
  case field(RecordField)

  /// The key's name on the command line.
  public var name: String {
    switch self {
    case .prompt: "prompt"
    case .nearPrompt: "near-prompt"
    case .field(let field): field.name
    }
  }

  /// The 64-bit key of a record, before near-duplicates are joined.
  func key(of comparison: Comparison, in batch: borrowing ComparisonBatch, _ parser: JSONParser) -> UInt64 {
    switch self {
    case .prompt, .nearPrompt: ClusterKey.of(comparison, in: batch)
    case .field(let field): Self.hash(field.value(of: comparison, in: batch, parser))
    }
  }

  /// FNV-1a with 64 bits.
  static func hash(_ bytes: [UInt8]) -> UInt64 {
    bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
  }
}

/// How groups come to their splits.
public enum GroupAssign: String, Sendable, CaseIterable {
  /// By their hash: adding rows moves none of the old ones.
  case hash
  /// In exact proportions of groups, by largest remainders.
  case exact
}

/// Gathers the groups of all inputs, each in the stratum of its first row.
final class GroupScan: RecordJob {
  struct Scratch {
    let parser = JSONParser()
  }

  private let group: GroupKey
  private let stratum: RecordField?
  private var seen: Set<UInt64> = []
  /// Groups of each stratum in the order of their first rows.
  private(set) var strata: [UInt64: [UInt64]] = [:]

  init(_ group: GroupKey, _ stratum: RecordField?, _ join: [UInt64: UInt64]) {
    (self.group, self.stratum, self.join) = (group, stratum, join)
  }

  private let join: [UInt64: UInt64]

  func makeScratch() -> Scratch { Scratch() }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> [(group: UInt64, stratum: UInt64)] {
    batch.comparisons.map { comparison in
      let key = group.key(of: comparison, in: batch, scratch.parser)
      let value = stratum.map { GroupKey.hash($0.value(of: comparison, in: batch, scratch.parser)) }
      return (join[key] ?? key, value ?? 0)
    }
  }

  func take(_ keys: [(group: UInt64, stratum: UInt64)], _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    for key in keys where seen.insert(key.group).inserted { strata[key.stratum, default: []].append(key.group) }
    return keys.count
  }
}

extension RecordRun {
  /// Whether all inputs can be read twice, as gathering groups before rows asks for.
  var canReadTwice: Bool { inputs.allSatisfy { $0.stream == nil && $0.path != "-" } }

  /// A run over the same inputs that says nothing about bad rows, since the next one will.
  func silent() throws -> RecordRun {
    guard canReadTwice else {
      throw RunError.usage("the inputs are read twice, and a pipe can be read once", fix: "name files")
    }
    var settings = settings
    settings.rejects = nil
    settings.badRows = .skip
    settings.badRow = { _ in }
    return RecordRun(settings, inputs: inputs)
  }
}
