import PrefRecord

/// Gathers the votes of all inputs into a table.
final class VotesJob: RecordJob {
  private(set) var table = VoteTable()

  func makeScratch() -> Int { 0 }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ scratch: inout Int
  ) throws -> ComparisonBatch {
    let votes = batch
    // Votes have no turns, of which nothing is to be said.
    for index in batch.comparisons.indices { batch.comparisons[index].flags = [] }
    return votes
  }

  func take(_ votes: ComparisonBatch, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    table.add(votes)
    return votes.comparisons.count
  }
}
