import PrefJSON
import PrefRecord

/// How votes meet pairs.
public struct JoinRule: Sendable {
  /// The member of a pair's metadata that names it, as a JSON pointer or a key; `nil` for its id.
  public var key: String?
  /// Whether the votes decide which side is chosen, instead of the pair file.
  public var votesDecide = false

  /// Makes the rule that joins by id and keeps the pair's own label.
  public init() {}
}

/// Joins a table of votes to the pairs that were voted on, and writes these.
final class JoinJob: RecordJob {
  private let writer: RowWriter
  private let rewriting: Rewriting
  private let output: OutputSet.Handle
  private let table: VoteTable
  private let pointer: JSONPointer?
  private let votesDecide: Bool
  /// Items that a pair was found for.
  private var found: Set<RecordID> = []

  init(
    _ run: RecordRun,
    _ table: VoteTable,
    _ rule: JoinRule,
    _ naming: Naming,
    _ rewriting: Rewriting,
    _ output: OutputSet.Handle
  ) throws {
    (self.table, self.output, self.rewriting, votesDecide) = (table, output, rewriting, rule.votesDecide)
    pointer = try rule.key.map { key in
      guard let pointer = JSONPointer(key) else {
        throw RunError.usage("--join-on \(key) is no JSON pointer", fix: "in one, ~ is followed by 0 or 1")
      }
      return pointer
    }
    writer = RowWriter(run, columns: run.columns.union([.tie, .annotations, .source, .metadata]), naming)
  }

  struct Scratch {
    var writer: RowWriter
    var rewriter: BatchRewriter
    var hasher = RecordHasher()
    let parser = JSONParser()
  }

  struct Rows: Sendable {
    var bytes: [UInt8] = []
    var count = 0
    var items: [RecordID] = []
    var unmatched = 0
  }

  func makeScratch() -> Scratch { Scratch(writer: writer, rewriter: BatchRewriter(rewriting)) }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Scratch
  ) throws -> Rows {
    scratch.writer.prepare(&batch, input: input)
    var rows = Rows()
    var joined: [Comparison] = []
    for comparison in batch.comparisons {
      guard let item = item(of: comparison, in: batch, scratch.parser), table.count(of: item) > 0 else {
        rows.unmatched += 1
        continue
      }
      var pair = comparison
      let rests = table.join(item, to: &pair, in: &batch)
      if !rests.isEmpty { pair.metadata = Self.metadata(of: pair, adding: rests, &batch, scratch.parser) }
      if votesDecide { decide(&pair, table.majority(of: item), &batch, &scratch.hasher) }
      rows.items.append(item)
      joined.append(pair)
    }
    batch.comparisons = joined
    // Only now: pairs are found by the names they came with.
    scratch.rewriter.rewrite(&batch)
    for index in batch.comparisons.indices where batch.comparisons[index].id == .zero {
      batch.comparisons[index].id = scratch.hasher.id(of: batch.comparisons[index], in: batch)
    }
    for pair in batch.comparisons { scratch.writer.encoder.append(pair, in: batch, to: &rows.bytes) }
    rows.count = joined.count
    return rows
  }

  func take(_ rows: Rows, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    outputs.append(rows.bytes, to: output)
    if rows.unmatched > 0 { ledger.drop(because: "pair-without-votes", count: rows.unmatched) }
    found.formUnion(rows.items)
    return rows.count
  }

  /// Votes whose item is no pair's name.
  var unmatchedVotes: Int { table.count - found.reduce(0) { $0 + table.count(of: $1) } }

  /// What names a pair, hashed as the table hashes items; `nil` where its metadata has no name.
  private func item(of pair: Comparison, in batch: borrowing ComparisonBatch, _ parser: JSONParser) -> RecordID? {
    guard let pointer else {
      var hex: [UInt8] = []
      pair.id.write(to: &hex)
      return unsafe hex.withUnsafeBytes { unsafe RecordID(hashing: $0) }
    }
    return unsafe batch.withBytes(of: pair.metadata) { metadata in
      // Metadata that is no JSON object names nothing: the pair is counted as one without votes.
      guard metadata.count > 0, (try? unsafe parser.parse(metadata, readable: metadata.count)) != nil,
        let name = parser.root.value(at: pointer)
      else { return nil }
      return unsafe RecordID(hashing: name.kind == .string ? name.text : name.raw)
    }
  }

  /// Puts the side that the votes name under chosen; an even vote leaves the sides as they are.
  private func decide(
    _ pair: inout Comparison,
    _ verdict: Choice,
    _ batch: inout ComparisonBatch,
    _ hasher: inout RecordHasher
  ) {
    pair.isTie = verdict == .tie
    guard verdict == .rejected else { return }
    (pair.chosen, pair.rejected) = (pair.rejected, pair.chosen)
    (pair.chosenModel, pair.rejectedModel) = (pair.rejectedModel, pair.chosenModel)
    let (annotations, scores) = (batch.annotations.count, batch.scores.count)
    for place in pair.annotations { batch.append(annotation: batch.annotations[place].exchanged) }
    for place in pair.scores { batch.append(score: batch.scores[place].exchanged) }
    pair.annotations = annotations..<batch.annotations.count
    pair.scores = scores..<batch.scores.count
    // The source's strength is now one against the side that is chosen.
    if !pair.margin.isEmpty {
      let margin = batch.string(pair.margin)
      pair.margin = batch.append(text: margin.hasPrefix("-") ? String(margin.dropFirst()) : "-" + margin)
    }
    pair.id = hasher.id(of: pair, in: batch)
  }

  /// The metadata with what the votes hold besides in front, under a name that is not there yet.
  private static func metadata(
    of pair: Comparison,
    adding rests: [String],
    _ batch: inout ComparisonBatch,
    _ parser: JSONParser
  ) -> ByteRange {
    let old = batch.string(pair.metadata)
    var key = "votes"
    if (try? parser.parse(Array(old.utf8))) != nil {
      while parser.root.members.contains(where: { unsafe $0.key.elementsEqual(key.utf8) }) { key += "_" }
    }
    let list = "\"\(key)\":[\(rests.joined(separator: ","))]"
    return batch.append(text: old.isEmpty || old == "{}" ? "{\(list)}" : "{\(list),\(old.dropFirst())")
  }
}

extension Annotation {
  /// The judgement of the same pair with its sides exchanged.
  fileprivate var exchanged: Annotation {
    var annotation = self
    annotation.choice = choice == .chosen ? .rejected : choice == .rejected ? .chosen : choice
    annotation.position = position == .first ? .second : position == .second ? .first : .unknown
    return annotation
  }
}

extension Score {
  /// The score of the same pair with its sides exchanged.
  fileprivate var exchanged: Score { Score(name: name, chosen: rejected, rejected: chosen) }
}

extension RecordRun {
  /// Reads the votes of this run, joins them to the pairs of another and writes these.
  ///
  /// `pairs`: Its rows must all be readable, unless its settings say otherwise.
  /// - Returns: One ledger over both; votes that met a pair are part of what is written, the others are dropped.
  public func join(
    to pairs: RecordRun,
    _ rule: JoinRule,
    _ naming: Naming,
    _ rewriting: Rewriting,
    _ outputs: OutputSet,
    _ output: OutputSet.Handle
  ) throws -> Ledger {
    let votes = VotesJob()
    let read = try run(votes, outputs)
    let job = try JoinJob(pairs, votes.table, rule, naming, rewriting, output)
    var ledger = try pairs.run(job, outputs)
    ledger.inputs = read.inputs + ledger.inputs
    ledger.quarantined.merge(read.quarantined, uniquingKeysWith: +)
    ledger.blankLines += read.blankLines
    ledger.read += read.quarantinedTotal + job.unmatchedVotes
    if job.unmatchedVotes > 0 { ledger.drop(because: "vote-without-pair", count: job.unmatchedVotes) }
    return ledger
  }
}
