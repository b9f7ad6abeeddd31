public import PrefAudits
import PrefBytes
import PrefJSON
public import PrefRecord

/// Saves the state of an audit, so that states of parts can be merged into that of the whole.
///
/// One line of JSON (`prefkit/audit-state/1`: the ledger, the number of rows, names of annotators, refusals by model),
/// then without separators and in little-endian order: 44 bytes a pair as `PairRow` lies in memory; for each item
/// the two halves of its hash, the cluster hash (8 bytes each), the sign of A's length less B's (1 byte) and its number of
/// votes (4 bytes); for each vote the annotator's number (4 bytes), the label and the shown label (1 byte each).
public enum AuditStateFile {
  /// The schema's name and version.
  public static let schema = "prefkit/audit-state/1"

  /// Saves a state as the whole of an output.
  public static func save(
    _ state: AuditState,
    _ ledger: Ledger,
    to output: OutputSet.Handle,
    _ outputs: OutputSet
  ) throws {
    write(state, ledger, to: output, outputs)
    try outputs.writeReady()
    try outputs.finish(output)
  }

  private static func write(_ state: AuditState, _ ledger: Ledger, to output: OutputSet.Handle, _ outputs: OutputSet) {
    outputs.appendRaw(header(state, ledger).bytes(pretty: false) + [0x0A], to: output)
    unsafe state.pairs.withBytes { unsafe outputs.appendRaw(Array($0), to: output) }
    var items: [UInt8] = []
    for item in state.judgements.items {
      append(item.high, &items)
      append(item.low, &items)
      append(item.cluster, &items)
      items.append(UInt8(bitPattern: item.longer))
      append(UInt32(item.votes.count), &items)
    }
    for item in state.judgements.items {
      for vote in state.judgements.votes[item.votes] {
        append(vote.annotator, &items)
        items += [vote.label, vote.shown]
      }
    }
    outputs.appendRaw(items, to: output)
  }

  private static func append(_ value: some FixedWidthInteger, _ bytes: inout [UInt8]) {
    for index in 0..<value.bitWidth / 8 { bytes.append(UInt8(truncatingIfNeeded: value >> (8 * index))) }
  }

  private static func header(_ state: AuditState, _ ledger: Ledger) -> JSONTree {
    func counts(_ counts: [String: Int]) -> JSONTree {
      .object(counts.sorted { $0.key < $1.key }.map { ($0.key, .int(Int64($0.value))) })
    }
    let inputs = ledger.inputs.map { input in
      JSONTree.array([.string(input.path), .int(Int64(input.records)), .int(Int64(input.bytes))])
    }
    let models = state.models.counts.sorted { $0.key < $1.key }.map { model, count in
      JSONTree.array([.string(model), .int(Int64(count.replies)), .int(Int64(count.refusals))])
    }
    return .object([
      ("schema", .string(schema)), ("inputs", .array(inputs)), ("read", .int(Int64(ledger.read))),
      ("written", .int(Int64(ledger.written))), ("dropped", counts(ledger.dropped)),
      ("quarantined", counts(ledger.quarantined)), ("flagged", counts(ledger.flagged)),
      ("blank_lines", .int(Int64(ledger.blankLines))), ("ties", .int(Int64(state.ties))),
      ("pairs", .int(Int64(state.pairs.count))), ("items", .int(Int64(state.judgements.items.count))),
      ("votes", .int(Int64(state.judgements.votes.count))),
      ("annotators", .array(state.judgements.annotators.map { .string($0) })), ("models", .array(models)),
      ("models_given_up", .bool(state.models.isGivenUp)),
    ])
  }

  /// Reads a state.
  ///
  /// - Throws: `BytesError` for a damaged file, `RunError.damaged` for one that is no state.
  public static func read(_ path: String) throws -> (state: AuditState, ledger: Ledger) {
    let stream = try ByteStream(InputFile(argument: path))
    var bytes: [UInt8] = []
    while try stream.read(upTo: 1 << 20, appendingTo: &bytes) {}
    guard let end = bytes.firstIndex(of: 0x0A), let header = try? JSONTree(parsing: Array(bytes[..<end])),
      header["schema"]?.string == schema
    else { throw damaged(path, "not an audit state of this version (\(schema))", byte: 0) }
    var cursor = StateCursor(bytes: bytes, offset: end + 1)
    var state = AuditState()
    guard let ledger = Ledger(state: header), let counts = StateCounts(header) else {
      throw damaged(path, "the header lacks a count", byte: 0)
    }
    let rows = counts.pairs * PairRow.size
    guard counts.pairs >= 0, counts.items >= 0, counts.votes >= 0,
      rows + counts.items * 29 + counts.votes * 6 == bytes.count - end - 1
    else { throw damaged(path, "the rows are not as many as the header says", byte: end + 1) }
    unsafe bytes.withUnsafeBytes { all in
      unsafe state.pairs.append(bytes: UnsafeRawBufferPointer(rebasing: all[cursor.offset..<cursor.offset + rows]))
    }
    cursor.offset += rows
    guard cursor.readJudgements(counts, into: &state.judgements) else {
      throw damaged(path, "a judgement names an annotator or a vote that is not there", byte: cursor.offset)
    }
    state.ties = counts.ties
    for (model, count) in counts.models { state.models.add(model, replies: count.replies, refusals: count.refusals) }
    if counts.modelsGivenUp { state.models.giveUp() }
    return (state, ledger)
  }

  private static func damaged(_ path: String, _ message: String, byte: Int) -> RunError {
    .damaged(path: path, .init(message, line: 1, column: 1, byte: byte))
  }
}

extension Ledger {
  /// The ledger in the header of a state.
  fileprivate init?(state header: JSONTree) {
    func counts(_ key: String) -> [String: Int]? {
      guard let members = header[key]?.object else { return nil }
      return Dictionary(members.map { ($0.0, Int($0.1.int ?? 0)) }, uniquingKeysWith: +)
    }
    guard let inputs = header["inputs"]?.array, let read = header["read"]?.int, let written = header["written"]?.int,
      let dropped = counts("dropped"), let quarantined = counts("quarantined"), let flagged = counts("flagged"),
      let blankLines = header["blank_lines"]?.int
    else { return nil }
    self.init(inputs: [])
    for input in inputs {
      guard let fields = input.array, fields.count == 3, let path = fields[0].string, let records = fields[1].int,
        let bytes = fields[2].int
      else { return nil }
      var entry = Input(path: path)
      (entry.records, entry.bytes) = (Int(records), Int(bytes))
      self.inputs.append(entry)
    }
    (self.read, self.written, self.blankLines) = (Int(read), Int(written), Int(blankLines))
    (self.dropped, self.quarantined, self.flagged) = (dropped, quarantined, flagged)
  }
}

/// What the header of a state says is in it.
struct StateCounts {
  let pairs: Int
  let items: Int
  let votes: Int
  let ties: Int
  let annotators: [String]
  let models: [(String, ModelRefusals.Count)]
  let modelsGivenUp: Bool

  init?(_ header: JSONTree) {
    guard let pairs = header["pairs"]?.int, let items = header["items"]?.int, let votes = header["votes"]?.int,
      let ties = header["ties"]?.int, let annotators = header["annotators"]?.array,
      let models = header["models"]?.array,
      let givenUp = header["models_given_up"]?.bool, pairs < 1 << 40, items < 1 << 40, votes < 1 << 40
    else { return nil }
    (self.pairs, self.items, self.votes, self.ties) = (Int(pairs), Int(items), Int(votes), Int(ties))
    self.annotators = annotators.compactMap(\.string)
    guard self.annotators.count == annotators.count else { return nil }
    self.models = models.compactMap { entry in
      guard let fields = entry.array, fields.count == 3, let name = fields[0].string, let replies = fields[1].int,
        let refusals = fields[2].int
      else { return nil }
      return (name, ModelRefusals.Count(replies: Int(replies), refusals: Int(refusals)))
    }
    modelsGivenUp = givenUp
  }
}

/// Walks the binary part of a state.
private struct StateCursor {
  let bytes: [UInt8]
  var offset: Int

  mutating func read<Value: FixedWidthInteger>(_: Value.Type) -> Value {
    var value: Value = 0
    for index in 0..<Value.bitWidth / 8 { value |= Value(truncatingIfNeeded: bytes[offset + index]) << (8 * index) }
    offset += Value.bitWidth / 8
    return value
  }

  /// Reads items and their votes; `false` when they do not fit together.
  mutating func readJudgements(_ counts: StateCounts, into judgements: inout Judgements) -> Bool {
    var items: [(Judgements.Item, votes: Int)] = []
    for _ in 0..<counts.items {
      let (high, low, cluster) = (read(UInt64.self), read(UInt64.self), read(UInt64.self))
      let longer = Int8(bitPattern: read(UInt8.self))
      let votes = Int(read(UInt32.self))
      items.append((Judgements.Item(high: high, low: low, cluster: cluster, longer: longer, votes: 0..<0), votes))
    }
    guard items.reduce(0, { $0 + $1.votes }) == counts.votes else { return false }
    for (item, count) in items {
      var votes: [(annotator: String, label: UInt8, shown: UInt8)] = []
      for _ in 0..<count {
        let annotator = Int(read(UInt32.self))
        let (label, shown) = (read(UInt8.self), read(UInt8.self))
        guard annotator < counts.annotators.count, label < 3, shown < 4 else { return false }
        votes.append((counts.annotators[annotator], label, shown))
      }
      judgements.add(item, votes: votes)
    }
    return true
  }
}
