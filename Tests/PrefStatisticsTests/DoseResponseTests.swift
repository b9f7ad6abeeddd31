import PrefStatistics
import Testing

@Suite struct DoseResponseTests {
  @Test func literalVector() throws {
    let differences = IntegerHistogram([4, -13, 28, 0, -21, 8, 51, 0, 5, -47, 5, 1])
    let response = try DoseResponse.estimate(differences, parts: 4).get()
    #expect(response.edges == [5, 10.5, 26.25])
    #expect(response.bins.map(\.count) == [4, 1, 2, 3])
    #expect(response.bins.map(\.longer) == [4, 1, 0, 2])
    #expect(response.bins.last?.upTo == 51)
  }

  @Test(.enabled(if: Vector.isPresent, Vector.skipReason))
  func referenceVector() throws {
    let vector = try Vector("A3_length_bins")
    let parts = try #require(vector.input["nb"].int)
    let response = try DoseResponse.estimate(IntegerHistogram(vector.input["d"].ints), parts: parts).get()
    #expect(near(response.edges, vector.output["edges"].numbers))
    #expect(response.bins.map(\.count) == vector.output["bins"].items.compactMap { $0["n"].int })
    #expect(response.bins.map(\.longer) == vector.output["bins"].items.compactMap { $0["longer"].int })
  }

  @Test func emptyBinsAreDropped() throws {
    let response = try DoseResponse.estimate(IntegerHistogram([1, 1, 1, -1, 1, 9]), parts: 4).get()
    #expect(response.edges == [1, 1, 1])
    #expect(response.bins.map(\.count) == [5, 1])
    #expect(response.bins.map(\.share) == [0.8, 1])
  }

  @Test func exchangingSidesMirrorsTheShares() throws {
    let differences = IntegerHistogram([3, -4, 7, 7, -1, 2, 12, -30, 5])
    let straight = try DoseResponse.estimate(differences, parts: 3).get()
    let mirrored = try DoseResponse.estimate(differences.mirrored, parts: 3).get()
    #expect(mirrored.edges == straight.edges)
    #expect(mirrored.bins.map(\.longer) == straight.bins.map { $0.count - $0.longer })
    #expect(DoseResponse.estimate(IntegerHistogram([0])).reason == .allTied)
  }
}
