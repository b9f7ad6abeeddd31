import PrefFindings
import PrefStatistics

/// Cohen's kappa of pairs of annotators, where there are few enough for a table.
enum CohenPairs {
  /// Most annotators for whom all pairs are tabulated.
  static let limit = 12

  /// Kappa as a finding, where exactly two annotators judged.
  static func finding(_ question: AgreementQuestion, _ judgements: Judgements) -> [Finding] {
    guard judgements.annotators.count == 2 else { return [] }
    let table = table(0, 1, question, judgements)
    let kappa = CohenKappa.estimate(table)
    return [
      .of(
        "agreement.\(question.rawValue).cohen_kappa",
        kappa.map(\.kappa),
        kappa.map(\.interval),
        method: "fleiss-cohen-everitt",
        n: table.joined().reduce(0, +),
        unit: "coefficient"
      )
    ]
  }

  /// A table of all pairs, in canonical orientation and, where known, as shown.
  static func tables(_ judgements: Judgements) -> [FindingTable] {
    guard (2...limit).contains(judgements.annotators.count) else { return [] }
    return [AgreementQuestion.all, .shown].compactMap { question in
      let rows = rows(question, judgements)
      guard !rows.isEmpty else { return nil }
      return FindingTable(
        "agreement.\(question.rawValue).cohen_pairs",
        title: question == .all
          ? "Cohen's kappa of pairs of annotators" : "Cohen's kappa of pairs of annotators, sides as shown",
        columns: ["annotator", "and", "items", "agreement", "kappa", "standard error", "low", "high"],
        rows: rows
      )
    }
  }

  private static func rows(_ question: AgreementQuestion, _ judgements: Judgements) -> [[Cell]] {
    let names = judgements.annotators
    return names.indices.flatMap { first in
      names.indices.filter { $0 > first }.compactMap { second -> [Cell]? in
        let table = table(first, second, question, judgements)
        let items = table.joined().reduce(0, +)
        guard items > 0 else { return nil }
        let kappa = CohenKappa.estimate(table)
        return [
          .text(names[first]), .text(names[second]), .count(items), Cell(kappa.map(\.observed)),
          Cell(kappa.map(\.kappa)),
          Cell(kappa.map(\.standardError)), Cell(kappa.map(\.interval.low)), Cell(kappa.map(\.interval.high)),
        ]
      }
    }
  }

  /// Counts of joint labels; an annotator's first vote on an item counts.
  private static func table(
    _ first: Int,
    _ second: Int,
    _ question: AgreementQuestion,
    _ judgements: Judgements
  ) -> [[Int]] {
    let q = question.categories
    var table = [[Int]](repeating: [Int](repeating: 0, count: q), count: q)
    for item in judgements.items {
      let votes = judgements.votes[item.votes]
      guard let a = votes.first(where: { $0.annotator == UInt32(first) }).flatMap(question.category),
        let b = votes.first(where: { $0.annotator == UInt32(second) }).flatMap(question.category)
      else { continue }
      table[a][b] += 1
    }
    return table
  }
}
