import PrefFindings
import PrefJSON
import PrefRecord
import PrefStatistics
import Testing

@testable import PrefScores

/// A world whose truth is known: quality a sample, and a proxy that shares some of it.
///
/// Gold is (q + u − u²)/2, the proxy q + u. Picking by proxy pushes u up, so gold first gains and then loses by u²: it has a
/// peak, at a distance that a large sample of the same world finds.
struct GoodhartWorld {
  var seed: UInt64
  var prompts = 400
  var samples = 64
  var proxyIsGold = false
  var followsLength = false

  func table() throws -> ScoreTable {
    var numbers = SeededNumbers(seed: seed)
    var batch = ScoreBatch()
    let parser = JSONParser()
    for prompt in 0..<prompts {
      for sample in 0..<samples {
        let (q, u, v) = (numbers.normal(), numbers.normal(), numbers.normal())
        let gold = followsLength ? q : 0.5 * q + 0.5 * u - 0.5 * u * u
        let proxy = proxyIsGold ? gold : followsLength ? 0.5 * q + u : q + u
        let length = followsLength ? 100 + 30 * u : 100 + 30 * v
        let row = """
          {"prompt_id":"p\(prompt)","sample_id":\(sample),"proxy":\(proxy),"gold":\(gold),"len":\(length)}
          """
        try parser.parse(Array(row.utf8))
        try ScoreRowReader().read(parser.root, into: &batch)
      }
    }
    var table = ScoreTable()
    _ = try table.add(batch)
    table.sort()
    return table
  }

  func assess(replicates: Int = 200) throws -> AuditResult {
    var settings = ScoreSettings()
    settings.replicates = replicates
    return OveroptimizeCheck.assess(try table(), settings)
  }
}

extension AuditResult {
  func finding(_ metric: String) throws -> Finding {
    try #require(findings.first { $0.metric == metric }, "\(metric)")
  }
}

@Suite struct GoodhartTests {
  /// With z the expected largest of n draws, gold is z/√2 − z²/4 − ¼: highest at the best of about 6.
  @Test func findsThePeakWithinItsInterval() throws {
    let truth = try GoodhartWorld(seed: 1000, prompts: 1000).assess(replicates: 20)
    let sizes = try #require(truth.tables.first { $0.name == "overoptimize.gold.by.proxy.curve" })
    let best = try truth.finding("overoptimize.gold.by.proxy.peak_distance").estimate
    #expect(sizes.rows.count > 6)
    var (covered, alarms) = (0, 0)
    for seed in 0..<10 {
      let result = try GoodhartWorld(seed: UInt64(seed)).assess()
      let peak = try result.finding("overoptimize.gold.by.proxy.peak_distance")
      guard let interval = peak.interval, let low = interval.low, let high = interval.high, let best else { continue }
      if low <= best, best <= high { covered += 1 }
      if result.headline.contains("over-optimised") { alarms += 1 }
    }
    // 95 % intervals of ten worlds: fewer than eight covering has a chance of 1 in 90.
    #expect(covered >= 8)
    // The drop at the best of 64 is about four standard errors: missing three of ten has a chance below 1 in 1,000.
    #expect(alarms >= 8)
  }

  @Test func aProxyEqualToGoldRaisesNoAlarm() throws {
    var alarms = 0
    for seed in 0..<200 {
      let result = try GoodhartWorld(seed: UInt64(seed), prompts: 20, samples: 16, proxyIsGold: true)
        .assess(replicates: 50)
      if result.headline.contains(": over-optimised") { alarms += 1 }
    }
    #expect(alarms <= 10)
  }

  @Test func namesALengthHack() throws {
    let hack = try GoodhartWorld(seed: 5, followsLength: true).assess()
    #expect(hack.headline.contains("length hack"), "\(hack.headline)")
    let growth = try hack.finding("overoptimize.gold.by.proxy.length_growth")
    #expect((growth.interval?.low ?? 0) > 0)
    let honest = try GoodhartWorld(seed: 5).assess()
    #expect(!honest.headline.contains("length hack"), "\(honest.headline)")
  }

  @Test func checkpointsByTheirDivergence() throws {
    let gold = [0.0, 0.6, 0.9, 0.7, 0.2]
    let parser = JSONParser()
    let points = try gold.enumerated().map { index, gold in
      let row = """
        {"method":"rl","step":\(index),"kl":\(index * index),"kl_unit":"sequence_nats","proxy":\(index),"gold":\(gold),
        "gold_se":0.05,"prompts":200}
        """
      try parser.parse(Array(row.utf8))
      return try CheckpointFormat.checkpoints.read(parser.root, unit: nil)
    }
    let result = OveroptimizeCheck.assess(points.reversed())
    let drop = try result.finding("overoptimize.worst.gold_drop")
    #expect(abs((drop.estimate ?? 0) - 0.7) < 1e-12)
    #expect(abs((drop.interval?.low ?? 0) - (0.7 - 1.959963984540054 * 0.05 * 2.0.squareRoot())) < 1e-12)
    #expect(try result.finding("overoptimize.rl.peak_step").estimate == 2)
  }

  @Test func aUnitThatIsUnknownIsRefused() throws {
    let parser = JSONParser()
    try parser.parse(Array(#"{"global_step":1,"kl":0.01,"reward":2,"response_length":50}"#.utf8))
    let format = try #require(CheckpointFormat.recognize(parser.root))
    #expect(format == .openRLHF)
    #expect(throws: RecordError(.missing(field: "kl_unit"), at: 22)) { try format.read(parser.root, unit: nil) }
    #expect(try format.read(parser.root, unit: .token).divergence == 0.5)
    try parser.parse(Array(#"{"objective/kl":4,"objective/scores":1,"objective/rlhf_reward":9,"episode":7}"#.utf8))
    let trl = try CheckpointFormat.trl.read(parser.root, unit: nil)
    #expect(trl.divergence == 4 && trl.proxy == 1 && trl.step == 7)
  }
}
