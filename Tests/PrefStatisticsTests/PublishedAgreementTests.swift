import PrefStatistics
import Testing

/// Agreement figures that others published or computed for real data sets.
@Suite struct PublishedAgreementTests {
  static let pandalm = "data/pandalm/testset-v1.json"

  @Test(.enabled(if: SharedFolder.has(pandalm), "no PandaLM test set"))
  func pandaLM() throws {
    let rows = try JSON.decode(SharedFolder.read(Self.pandalm)).items
    #expect(rows.count == 999)
    let labels = rows.map { row in (1...3).map { row["annotator\($0)"].int } }
    var ratings = RatingMultiset(categories: 3)
    for item in labels { ratings.add(ratings: item) }
    for ((first, second), expected) in zip([(0, 1), (0, 2), (1, 2)], [0.8520, 0.8789, 0.8617]) {
      var table = Array(repeating: [0, 0, 0], count: 3)
      for item in labels {
        if let k = item[first], let l = item[second] { table[k][l] += 1 }
      }
      #expect(near(CohenKappa.estimate(table).value?.kappa, expected, absolute: 5e-5))
    }
    #expect(near(FleissKappa.complete(ratings).value?.kappa, 0.8642, absolute: 5e-5))
    #expect(near(KrippendorffAlpha.estimate(ratings, metric: .nominal).value, 0.8642, absolute: 5e-5))
    let ac1 = try GwetAC.estimate(ratings).get()
    #expect(near(ac1.value, 0.886, absolute: 5e-4))
    #expect(near(ac1.standardError.value, 0.0098, absolute: 5e-5))
    #expect(near(PercentAgreement.estimate(ratings).value?.micro, 0.920, absolute: 5e-4))
  }

  @Test(
    .enabled(if: SharedFolder.has("data/xstest/xstest_v2_completions_gpt4.csv"), "no XSTest completions"),
    arguments: [("llama2orig", 0.964, 0.93), ("gpt4", 0.984, 0.97)]
  )
  func xsTest(model: String, percent: Double, kappa: Double) throws {
    let data = try SharedFolder.read("data/xstest/xstest_v2_completions_\(model).csv")
    let rows = CSV.rows(Array(data))
    let header = try #require(rows.first)
    let columns = ["annotation_1", "annotation_2"].compactMap { header.firstIndex(of: $0) }
    try #require(columns.count == 2)
    let names = Set(rows.dropFirst().flatMap { row in columns.map { row[$0] } }).sorted()
    #expect(names.count == 3)
    var ratings = RatingMultiset(categories: names.count)
    for row in rows.dropFirst() { ratings.add(ratings: columns.map { names.firstIndex(of: row[$0]) }) }
    #expect(ratings.items == 450)
    #expect(near(PercentAgreement.estimate(ratings).value?.micro, percent, absolute: 5e-4))
    #expect(near(FleissKappa.complete(ratings).value?.kappa, kappa, absolute: 5e-3))
  }
}

/// Comma-separated rows whose quoted fields may hold commas, line breaks and doubled quotes.
enum CSV {
  static func rows(_ bytes: [UInt8]) -> [[String]] {
    var rows: [[String]] = []
    var row: [String] = []
    var field: [UInt8] = []
    var isQuoted = false
    for byte in bytes {
      switch byte {
      // A doubled quote closes and reopens the field; only between the two is it a character.
      case UInt8(ascii: "\""):
        isQuoted.toggle()
      case UInt8(ascii: ",") where !isQuoted:
        row.append(String(decoding: field, as: UTF8.self))
        field = []
      case UInt8(ascii: "\n") where !isQuoted:
        row.append(String(decoding: field, as: UTF8.self))
        rows.append(row)
        (row, field) = ([], [])
      case UInt8(ascii: "\r") where !isQuoted: continue
      default: field.append(byte)
      }
    }
    if !field.isEmpty || !row.isEmpty { rows.append(row + [String(decoding: field, as: UTF8.self)]) }
    return rows
  }
}
