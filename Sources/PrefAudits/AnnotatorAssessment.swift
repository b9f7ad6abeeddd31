import PrefFindings
import PrefStatistics

/// What each annotator does: agreement with the others, accuracy, and habits.
struct AnnotatorAssessment {
  /// Number of annotators.
  let count: Int
  let table: FindingTable
  let spammers: Finding

  /// Most annotators that are listed; those who agree least come first.
  static let limit = 200

  init(_ judgements: Judgements) {
    count = judgements.annotators.count
    let agreement = Self.agreement(judgements)
    let accuracy = Self.oneCoin(judgements)
    let habits = Self.habits(judgements)
    let positions = MultipleTesting.benjaminiHochberg(
      habits.map { SignTest.exact($0.first, $0.second).value ?? 1 }
    )
    let order = judgements.annotators.indices.sorted { a, b in
      let (left, right) = (agreement[a].share.value ?? 2, agreement[b].share.value ?? 2)
      return left == right ? a < b : left < right
    }
    table = FindingTable(
      "agreement.all.annotators",
      title: count > Self.limit
        ? "The \(Self.limit) annotators who agree least with the others, of \(count)"
        : "Annotators, those who agree least with the others first",
      columns: [
        "annotator", "judgements", "compared", "agreement", "low", "high", "one-coin accuracy", "first shown wins",
        "q (first shown)", "longer wins", "ties",
      ],
      rows: order.prefix(Self.limit).map { index in
        let (own, habit) = (agreement[index], habits[index])
        return [
          .text(judgements.annotators[index]), .count(habit.votes), .count(own.compared), Cell(own.share),
          Cell(own.interval.map(\.low)), Cell(own.interval.map(\.high)), accuracy[index], habit.firstShare,
          .number(positions[index]), habit.longerShare, habit.tieShare,
        ]
      },
      plot: .series(label: 0, value: 3, low: 4, high: 5, reference: nil)
    )
    let suspects = agreement.count { $0.isSpammer() }
    spammers = Finding(
      "agreement.all.spammers",
      estimate: Double(suspects),
      n: count,
      unit: "annotators",
      note: "upper bound of agreement with the others' majority below .55"
    )
  }

  /// One entry an annotator: every annotator has given at least one judgement.
  private static func agreement(_ judgements: Judgements) -> [AnnotatorAgreement] {
    AnnotatorAgreement.leaveOneOut(crowd(judgements, categories: 3) { Int($0.label) }.labels)
  }

  private static func oneCoin(_ judgements: Judgements) -> [Cell] {
    let crowd = crowd(judgements, categories: 2, AgreementQuestion.decided.category)
    guard let fit = OneCoin.fit(crowd.labels, iterations: 50).value else {
      return judgements.annotators.map { _ in .undefined(Undefined.noData.rawValue) }
    }
    return judgements.annotators.indices.map { index in
      index < fit.accuracies.count ? .number(fit.accuracies[index]) : .undefined(Undefined.noData.rawValue)
    }
  }

  private static func crowd(
    _ judgements: Judgements,
    categories: Int,
    _ category: (Judgements.Vote) -> Int?
  ) -> (labels: CrowdLabels, items: Int) {
    var (items, annotators, labels): ([Int32], [Int32], [UInt8]) = ([], [], [])
    var item: Int32 = 0
    for entry in judgements.items {
      let known = judgements.votes[entry.votes].compactMap { vote in category(vote).map { (vote.annotator, $0) } }
      guard !known.isEmpty else { continue }
      for (annotator, label) in known {
        items.append(item)
        annotators.append(Int32(annotator))
        labels.append(UInt8(label))
      }
      item += 1
    }
    return (CrowdLabels(categories: categories, items: items, annotators: annotators, labels: labels), Int(item))
  }

  private struct Habit {
    var votes = 0
    var ties = 0
    var first = 0
    var second = 0
    var longer = 0
    var shorter = 0

    var firstShare: Cell { Self.share(first, of: first + second) }
    var longerShare: Cell { Self.share(longer, of: longer + shorter) }
    var tieShare: Cell { Self.share(ties, of: votes) }

    private static func share(_ count: Int, of total: Int) -> Cell {
      total == 0 ? .undefined(Undefined.noData.rawValue) : .number(Double(count) / Double(total))
    }
  }

  private static func habits(_ judgements: Judgements) -> [Habit] {
    var habits = [Habit](repeating: Habit(), count: judgements.annotators.count)
    for item in judgements.items {
      for vote in judgements.votes[item.votes] {
        let index = Int(vote.annotator)
        habits[index].votes += 1
        if vote.label == 1 { habits[index].ties += 1 }
        if vote.shown == 0 { habits[index].first += 1 }
        if vote.shown == 2 { habits[index].second += 1 }
        guard vote.label != 1, item.longer != 0 else { continue }
        if (vote.label == 0) == (item.longer > 0) { habits[index].longer += 1 } else { habits[index].shorter += 1 }
      }
    }
    return habits
  }
}
