import PrefDedup
import PrefRecord
import Testing

@Suite("Banding")
struct BandingTests {
  @Test(
    "takes the most rows, then the fewest bands, that give the recall",
    arguments: [
      // Counted with Python's floats by trying all: threshold, recall, permutations, bands, rows.
      (0.5, 0.99, 128, 35, 3), (0.7, 0.99, 128, 17, 4), (0.8, 0.99, 128, 16, 6), (0.9, 0.99, 128, 11, 10),
    ]
  )
  func choice(_ threshold: Double, _ recall: Double, _ permutations: Int, _ bands: Int, _ rows: Int) throws {
    let banding = try #require(Banding(threshold: threshold, recall: recall, permutations: permutations))
    #expect(banding == Banding(bands: bands, rows: rows))
    #expect(banding.recall(at: threshold) >= recall)
  }

  @Test("gives the probability of the published formula")
  func formula() {
    // 1 − (1 − 0.8⁶)¹⁶ and 1 − (1 − 0.5⁶)¹⁶.
    #expect(abs(Banding(bands: 16, rows: 6).recall(at: 0.8) - 0.992281) < 1e-6)
    #expect(abs(Banding(bands: 16, rows: 6).recall(at: 0.5) - 0.222735) < 1e-6)
    // Leskovec et al., figure 3.8: 20 bands of 5 rows.
    #expect(abs(Banding(bands: 20, rows: 5).recall(at: 0.5) - 0.470) < 0.0005)
    #expect(abs(Banding(bands: 20, rows: 5).recall(at: 0.8) - 0.9996) < 0.0001)
  }

  @Test("says when permutations do not suffice")
  func tooFew() {
    #expect(Banding(threshold: 0.1, recall: 0.99, permutations: 8) == nil)
    #expect(Banding(threshold: 1, recall: 0.99, permutations: 1) == Banding(bands: 1, rows: 1))
  }
}

@Suite("Signer")
struct SignerTests {
  @Test("agrees in about as many minima as the sets have in common")
  func estimate() {
    // 512 bands of one row: the share that agrees estimates J with a standard error of √(J(1−J)/512).
    var generator = SeededGenerator(seed: 11)
    var signer = Signer(.standard, of: .chosen, Banding(bands: 512, rows: 1))
    for changed in [0, 5, 20, 60] {
      var words = (0..<120).map { _ in String(generator.next() % 1_000_000) }
      var texts = Texts()
      let first = texts.add(nil, words.joined(separator: " "), "")
      for place in 0..<changed { words[place * 2] = "x\(place)" }
      let second = texts.add(nil, words.joined(separator: " "), "")
      var (a, b): ([UInt32], [UInt32]) = ([], [])
      signer.appendBands(of: first, in: texts.batch, to: &a)
      signer.appendBands(of: second, in: texts.batch, to: &b)
      var shingler = Shingler(.standard, of: .chosen)
      let (left, right) = (shingler.set(of: first, in: texts.batch), shingler.set(of: second, in: texts.batch))
      let exact = left.similarity(to: right)
      let share = Double(zip(a, b).count { $0 == $1 }) / 512
      #expect(abs(share - exact) <= 4 * (exact * (1 - exact) / 512).squareRoot(), "\(share) for \(exact)")
    }
  }
}
