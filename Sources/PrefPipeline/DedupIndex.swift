import PrefBytes
import PrefDedup
import PrefFormats
import PrefJSON
import PrefRecord

/// What the records of a run are compared with besides one another.
public enum DedupBasis {
  /// Nothing: the records are compared with one another.
  case none
  /// Records that are there already; their index is saved where an output is given.
  case records(RecordRun, saving: (outputs: OutputSet, handle: OutputSet.Handle)?)
  /// A saved index.
  case index(String)
}

/// Saves what older records are compared by, so that they need not be read again.
///
/// One line of JSON (`prefkit/dedup-index/1`: kind, part, shingle rule, bands, rows of a band, records), then numbers in
/// little-endian order. Near: chunks of a count of records and a count of bytes (4 bytes each), the band hashes record by
/// record (4 bytes each), the ends of the rows (4 bytes each) and the canonical rows; a chunk of no records ends it.
/// Exact: for each distinct key the key and the id of its first record, 16 bytes each.
struct DedupIndex {
  static let schema = "prefkit/dedup-index/1"

  private let path: String
  private let stream: ByteStream
  private var pending: [UInt8] = []
  private var offset = 0

  // Writing

  static func header(kind: String, _ options: NearOptions?, part: DuplicateKey, records: Int) -> [UInt8] {
    let shingles: [(String, JSONTree)] =
      options.map {
        [
          ("shingle", .string($0.rule.description)), ("bands", .int(Int64($0.banding.bands))),
          ("rows", .int(Int64($0.banding.rows))),
        ]
      } ?? []
    let tree = JSONTree.object(
      [("schema", .string(schema)), ("kind", .string(kind)), ("part", .string(part.rawValue))] + shingles
        + [("records", .int(Int64(records)))]
    )
    return tree.bytes(pretty: false) + [0x0A]
  }

  /// Saves all records of a store.
  static func save(_ store: NearStore, _ options: NearOptions, _ outputs: OutputSet, _ handle: OutputSet.Handle) throws
  {
    let header = header(kind: "near", options, part: options.part, records: store.rows.count)
    outputs.appendRaw(header, to: handle)
    for chunk in store.rows.chunks {
      let rows = try store.rows.rows(chunk)
      let bands = try store.bands.flat(chunk.first..<chunk.first + chunk.count)
      outputs.appendRaw(bytes([UInt32(chunk.count), UInt32(rows.bytes.count)] + bands + rows.ends), to: handle)
      outputs.appendRaw(rows.bytes, to: handle)
      try outputs.writeReady()
    }
    outputs.appendRaw(bytes([0, 0] as [UInt32]), to: handle)
    try outputs.writeReady()
  }

  /// Saves keys with the ids of their first records.
  static func save(
    _ keys: [(key: RecordID, id: RecordID)],
    part: DuplicateKey,
    _ outputs: OutputSet,
    _ handle: OutputSet.Handle
  ) throws {
    outputs.appendRaw(header(kind: "exact", nil, part: part, records: keys.count), to: handle)
    for start in stride(from: 0, to: keys.count, by: 1 << 15) {
      let some = keys[start..<min(start + 1 << 15, keys.count)]
      outputs.appendRaw(bytes(some.flatMap { [$0.key.high, $0.key.low, $0.id.high, $0.id.low] }), to: handle)
      try outputs.writeReady()
    }
    try outputs.writeReady()
  }

  private static func bytes<Value: FixedWidthInteger>(_ values: [Value]) -> [UInt8] {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(values.count * MemoryLayout<Value>.size)
    for value in values { unsafe withUnsafeBytes(of: value.littleEndian) { unsafe bytes.append(contentsOf: $0) } }
    return bytes
  }

  // Reading

  /// Opens an index, which must have been made with the same options.
  init(_ path: String, kind: String, _ options: NearOptions?, part: DuplicateKey) throws {
    self.path = path
    stream = try ByteStream(InputFile(argument: path))
    while !pending.contains(0x0A), pending.count < 1 << 16, try stream.read(upTo: 4096, appendingTo: &pending) {}
    guard let end = pending.firstIndex(of: 0x0A), let tree = try? JSONTree(parsing: Array(pending[..<end])),
      tree["schema"]?.string == Self.schema, let records = tree["records"]?.int
    else {
      let message = "not a deduplication index of this version (\(Self.schema))"
      throw RunError.damaged(path: path, DocumentError(message, line: 1, column: 1, byte: 0))
    }
    let expected = Self.header(kind: kind, options, part: part, records: Int(records))
    guard Array(pending[...end]) == expected else {
      throw RunError.usage(
        "\(path): the index was made with other options: \(String(decoding: pending[..<end], as: UTF8.self))",
        fix: "give the options it was made with, or make it anew with --against"
      )
    }
    self.records = Int(records)
    pending.removeFirst(end + 1)
    offset = end + 1
  }

  /// Records, or distinct keys, of the index.
  let records: Int

  /// Reads a near-duplicate index into a store.
  mutating func load(into store: NearStore, bands: Int) throws {
    while true {
      let counts: [UInt32] = try numbers(2)
      let (count, size) = (Int(counts[0]), Int(counts[1]))
      if count == 0 { break }
      guard store.rows.count + count <= records, count <= 1 << 24 else { throw damaged("more records than it says") }
      try store.bands.append(try numbers(count * bands))
      let ends: [UInt32] = try numbers(count)
      let rows = try take(size)
      var start = 0
      for end in ends {
        guard Int(end) > start, Int(end) <= size, rows[Int(end) - 1] == 0x0A else { throw damaged("a row has no end") }
        start = Int(end)
      }
      guard start == size else { throw damaged("bytes that belong to no row") }
      try store.rows.append(rows, ends)
    }
    guard store.rows.count == records else { throw damaged("fewer records than it says") }
    try checkEnd()
  }

  /// Reads the keys of an exact index.
  mutating func load(into seen: inout ExactDuplicates) throws {
    for _ in 0..<records {
      let halves: [UInt64] = try numbers(4)
      let key = RecordID(high: halves[0], low: halves[1])
      _ = seen.insert(key, id: RecordID(high: halves[2], low: halves[3]))
    }
    try checkEnd()
  }

  private mutating func checkEnd() throws {
    guard pending.isEmpty, try !stream.read(upTo: 1, appendingTo: &pending) else {
      throw damaged("bytes after its end")
    }
  }

  private mutating func take(_ count: Int) throws -> [UInt8] {
    while pending.count < count {
      let wanted = max(1 << 16, min(count - pending.count, 1 << 24))
      guard try stream.read(upTo: wanted, appendingTo: &pending) else { throw damaged("it ends early") }
    }
    let bytes = Array(pending[..<count])
    pending.removeFirst(count)
    offset += count
    return bytes
  }

  private mutating func numbers<Value: FixedWidthInteger>(_ count: Int) throws -> [Value] {
    let size = MemoryLayout<Value>.size
    let bytes = try take(count * size)
    return (0..<count).map { index in
      (0..<size).reduce(0) { $0 | Value(truncatingIfNeeded: bytes[index * size + $1]) << (8 * $1) }
    }
  }

  private func damaged(_ message: String) -> RunError {
    .damaged(path: path, DocumentError(message, line: 1, column: 1, byte: offset))
  }
}
