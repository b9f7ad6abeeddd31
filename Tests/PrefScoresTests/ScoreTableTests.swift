import PrefJSON
import PrefRecord
import PrefStatistics
import Testing

@testable import PrefScores

@Suite struct ScoreTableTests {
  private func table(_ rows: [String]) throws -> (ScoreTable, ScoreTable.Added) {
    var batch = ScoreBatch()
    let parser = JSONParser()
    for row in rows {
      try parser.parse(Array(row.utf8))
      if RewardBenchResults.recognize(parser.root) {
        try RewardBenchResults.read(parser.root, into: &batch)
      } else {
        try ScoreRowReader().read(parser.root, into: &batch)
      }
    }
    var table = ScoreTable()
    let added = try table.add(batch)
    table.sort()
    return (table, added)
  }

  @Test func joinsRowsByTheirIds() throws {
    let rows = [
      #"{"id":"a","name":"x","chosen":1,"rejected":0.5,"metrics":{"m":{"chosen":1,"rejected":0}}}"#,
      #"{"id":"b","name":"x","chosen":[2],"rejected":[3],"subset":"s"}"#,
      #"{"id":"a","name":"y","chosen":7,"rejected":8,"metrics":{"m":{"chosen":1,"rejected":0}}}"#,
      #"{"id":"b","name":"y","chosen":null,"rejected":1}"#,
      #"{"id":"a","name":"x","chosen":9,"rejected":9}"#,
    ]
    let (table, added) = try table(rows)
    #expect(table.count == 2 && table.sides == 2)
    #expect(added.taken == 3 && added.dropped == ["no-score": 1, "score-given-twice": 1])
    #expect(table.columns.map(\.name) == ["m", "x", "y"])
    let x = try #require(table.rewards.first { $0.name == "x" })
    #expect(Set([x.values[0], x.values[2]]) == [1, 2])
    // The order of rows does not matter.
    let turned = try self.table(Array(rows[..<3].reversed())).0
    let straight = try self.table(Array(rows[..<3])).0
    #expect(turned.columns.map { $0.values.map(\.bitPattern) } == straight.columns.map { $0.values.map(\.bitPattern) })
  }

  @Test func readsParallelArrays() throws {
    let (table, added) = try table([
      """
      {"model":"rm","scores_chosen":[[1.5],2,null],"scores_rejected":[[0.5],3,1],"id":[1,2,3],"subset":["a","a","b"],
      "results":[1,0,0]}
      """
    ])
    #expect(added.taken == 2 && added.dropped == ["no-score": 1])
    #expect(table.rewards.map(\.name) == ["rm"] && table.count == 2)
  }

  @Test(arguments: [
    (#"{"name":"x","chosen":1,"rejected":0}"#, 0), (#"{"id":"a","chosen":1}"#, 0),
    (#"{"id":"a","chosen":"one","rejected":0}"#, 19), (#"{"prompt_id":"a","score":1}"#, 0),
    (#"{"id":"a","score":{"x":1}}"#, 18),
  ]) func refusesWithThePlace(row: String, offset: Int) throws {
    var batch = ScoreBatch()
    let parser = JSONParser()
    try parser.parse(Array(row.utf8))
    do throws(RecordError) {
      try ScoreRowReader().read(parser.root, into: &batch)
      Issue.record("\(row) was read")
    } catch {
      #expect(error.offset == offset, "\(row): \(error)")
    }
  }

  @Test func pairsAndResponsesDoNotMix() throws {
    #expect(throws: ScoreTable.Misfit.mixed) {
      try table([#"{"id":"a","chosen":1,"rejected":0}"#, #"{"prompt_id":"p","sample_id":1,"score":2}"#])
    }
  }

  @Test func namesSimpsonsReversal() throws {
    var rows: [String] = []
    for prompt in 0..<60 {
      for sample in 0..<4 {
        let score = 10 * Double(prompt % 12) + Double(sample)
        let gold = 5 * Double(prompt % 12) - Double(sample) + Double((prompt * 7 + sample * 3) % 5) / 10
        rows.append(#"{"prompt_id":\#(prompt),"sample_id":\#(sample),"score":\#(score),"gold":\#(gold)}"#)
      }
    }
    let result = CorrelateCheck.assess(try table(rows).0, ScoreSettings())
    #expect(result.headline.hasPrefix("Simpson's reversal"))
    let worst = try #require(result.findings.first)
    #expect(worst.metric == "correlate.worst.within" && (worst.interval?.high ?? 1) < 0)
  }

  @Test func sharedErrorsCannotBeMended() throws {
    var rows: [String] = []
    for pair in 0..<200 {
      for (model, wrong) in [("a", pair % 4 == 0 || pair % 7 == 1), ("b", pair % 4 == 0 || pair % 7 == 2)] {
        let margin = (wrong ? -1.0 : 1.0) * (1 + Double(pair % 5) / 10)
        rows.append(
          #"{"id":\#(pair),"name":"\#(model)","chosen":\#(margin),"rejected":0,"subset":"\#(pair % 4 == 0 ? "hard" : "easy")"}"#
        )
      }
    }
    let result = EnsembleCheck.assess(try table(rows).0, .init(), ScoreSettings())
    let unanimous = try #require(result.findings.first { $0.metric == "ensemble.all.unanimous_wrong" })
    #expect(unanimous.estimate == 0.25)
    let subsets = try #require(result.tables.first { $0.name == "ensemble.all.by_subset" })
    #expect(
      subsets.rows.contains { $0.first == .text("hard") && $0.last == .text("cannot help: the errors are shared") }
    )
  }
}
