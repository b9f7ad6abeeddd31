import PrefText
import Testing

@testable import PrefAudits

@Suite("PairTable")
struct PairTableTests {
  static func rows(_ count: Int, seed: UInt64, cluster: (inout SeededGenerator) -> UInt64) -> [PairRow] {
    var random = SeededGenerator(seed: seed)
    func measures() -> TextMeasures {
      var measures = TextMeter.nothing
      measures.lengths.words = Int.random(in: 0..<4, using: &random)
      measures.lengths.scalars = Int.random(in: 0..<3, using: &random)
      measures.refusals = RefusalDetectors(rawValue: UInt16.random(in: 0..<64, using: &random))
      return measures
    }
    return (0..<count).map { _ in
      let harm = [PairRow.Harm.unknown, .benign, .harmful].randomElement(using: &random) ?? .unknown
      let depth = Int.random(in: 0..<3, using: &random)
      return PairRow(cluster: cluster(&random), chosen: measures(), rejected: measures(), depth: depth, harm: harm)
    }
  }

  static func key(_ row: PairRow) -> [UInt64] {
    let lengths = [
      row.chosen.words, row.rejected.words, row.chosen.scalars, row.rejected.scalars, row.chosen.bytes,
      row.rejected.bytes, row.chosen.sentences, row.rejected.sentences,
    ]
    let flags = [
      UInt64(row.depth), UInt64(row.harm.rawValue), UInt64(row.rejectedRefusals.rawValue),
      UInt64(row.chosenRefusals.rawValue),
    ]
    return [row.cluster] + lengths.map(UInt64.init) + flags
  }

  @Test("sorts as an array does", arguments: [0, 1, 2, 47, 48, 49, 50, 1000, 20_000])
  func sort(_ count: Int) {
    let clusters: [(inout SeededGenerator) -> UInt64] = [
      { $0.next() }, { _ in 7 }, { _ in .max }, { $0.next() % 3 }, { ($0.next() % 3) << 62 | 1 },
      { 0x1234_5678_9abc_de00 | $0.next() % 5 }, { $0.next() % 200 * 0x0101_0101_0101_0101 },
    ]
    for (seed, cluster) in clusters.enumerated() {
      let rows = Self.rows(count, seed: UInt64(seed), cluster: cluster)
      let table = PairTable()
      table.append(Array(rows.prefix(count / 3)))
      table.append(Array(rows.dropFirst(count / 3)))
      table.sort()
      let expected = rows.map { (key: Self.key($0), row: $0) }.sorted { $0.key.lexicographicallyPrecedes($1.key) }
      #expect((0..<table.count).map { table[$0] } == expected.map(\.row))
    }
  }

  @Test("gives its rows back from its bytes, 44 a row")
  func bytes() {
    let rows = Self.rows(5000, seed: 5) { $0.next() }
    let (table, copy) = (PairTable(), PairTable())
    table.append(rows)
    table.withBytes { bytes in
      #expect(bytes.count == 44 * rows.count && PairRow.size == 44)
      copy.append(bytes: bytes)
      copy.append(bytes: bytes)
    }
    #expect((0..<copy.count).map { copy[$0] } == rows + rows)
  }

  @Test("keeps every part of a row, lengths and depth as far as they fit")
  func row() {
    var long = TextMeter.nothing
    long.lengths = TextLengths(scalars: 1 << 40, bytes: 3, words: 2, sentences: 1)
    long.refusals = [.pkHead40, .garakRawASCII, .decline]
    let row = PairRow(cluster: .max - 1, chosen: long, rejected: TextMeter.nothing, depth: 1 << 20, harm: .harmful)
    #expect(row.cluster == UInt64.max - 1)
    #expect(row.chosen.scalars == .max && row.chosen.bytes == 3 && row.chosen.words == 2 && row.chosen.sentences == 1)
    #expect(row.chosenRefusals == [.pkHead40, .garakRawASCII] && row.rejectedRefusals == [])
    #expect(row.depth == .max && row.harm == .harmful)
  }
}

extension TextMeter {
  /// The measures of the empty text.
  static var nothing: TextMeasures {
    var meter = TextMeter()
    return meter.measure(UnsafeRawBufferPointer(start: nil, count: 0))
  }
}
