public import PrefRecord
import PrefShards
import Synchronization

/// Which rows are written, and how often.
public enum Pick: Sendable {
  /// All of them.
  case all
  /// The first of them.
  case first(Int)
  /// So many at random, every set of that size equally likely, in input order.
  case sample(Int, seed: UInt64)
}

/// Writes some of the rows, as canonical rows.
final class PickJob: RecordJob {
  private let maker: RowMaker
  private let pick: Pick
  private let output: OutputSet.Handle
  private let done = Atomic<Bool>(false)
  private var ordinal = 0
  private var reservoir: [(key: ShuffleKey, row: [UInt8])] = []
  /// No row with a larger key than this can be among the sample.
  private var limit: ShuffleKey?

  init(_ run: RecordRun, _ pick: Pick, keeping: Columns?, _ output: OutputSet.Handle) {
    (self.pick, self.output) = (pick, output)
    maker = RowMaker(run, keeping: keeping)
    if case .first(0) = pick { done.store(true, ordering: .relaxed) }
  }

  var isDone: Bool { done.load(ordering: .relaxed) }

  func makeScratch() -> RowMaker { maker }

  func work(
    _ batch: inout ComparisonBatch,
    _ block: UnsafeRawBufferPointer,
    input: Int,
    _ maker: inout RowMaker
  ) throws -> CanonicalRows { unsafe maker.rows(&batch, block, input: input) }

  func take(_ rows: CanonicalRows, _ outputs: OutputSet, _ ledger: inout Ledger) throws -> Int {
    switch pick {
    case .all:
      outputs.append(rows.bytes, to: output)
      return rows.ends.count
    case .first(let count): return takeFirst(count, rows, outputs, &ledger)
    case .sample(let count, let seed):
      for index in rows.ends.indices {
        let key = ShuffleKey(ordinal: UInt64(ordinal), seed: seed)
        ordinal += 1
        if let limit, limit < key { continue }
        reservoir.append((key, Array(rows.row(index))))
        if reservoir.count >= 2 * count + 1024 { shrink(to: count) }
      }
      // What is drawn shows only at the end; until then all are out.
      ledger.drop(because: "not-sampled", count: rows.ends.count)
      return 0
    }
  }

  private func takeFirst(_ count: Int, _ rows: CanonicalRows, _ outputs: OutputSet, _ ledger: inout Ledger) -> Int {
    let taken = min(rows.ends.count, count - ordinal)
    ordinal += taken
    if ordinal == count { done.store(true, ordering: .relaxed) }
    if taken > 0 { outputs.append(Array(rows.bytes[..<rows.ends[taken - 1]]), to: output) }
    if taken < rows.ends.count { ledger.drop(because: "after-head", count: rows.ends.count - taken) }
    return taken
  }

  private func shrink(to count: Int) {
    guard reservoir.count > count else { return }
    reservoir.sort { $0.key < $1.key }
    reservoir.removeLast(reservoir.count - count)
    limit = reservoir.last?.key
  }

  /// Writes the sample; returns its size.
  func finish(_ outputs: OutputSet) -> Int {
    guard case .sample(let count, _) = pick else { return 0 }
    shrink(to: count)
    reservoir.sort { $0.key.ordinal < $1.key.ordinal }
    for entry in reservoir { outputs.append(entry.row, to: output) }
    return reservoir.count
  }
}

extension RecordRun {
  /// Writes some of the rows; the output is complete but for its finish.
  ///
  /// `keeping`: Optional columns that stay; `nil`: all.
  public func pick(
    _ pick: Pick,
    keeping: Columns? = nil,
    _ outputs: OutputSet,
    _ output: OutputSet.Handle
  ) throws -> Ledger {
    let job = PickJob(self, pick, keeping: keeping, output)
    var ledger = try run(job, outputs)
    let sampled = job.finish(outputs)
    do { try outputs.writeReady() } catch {
      outputs.abandon()
      throw error
    }
    if sampled > 0 {
      ledger.written += sampled
      ledger.dropped["not-sampled"] =
        ledger.droppedTotal - sampled == 0 ? nil : (ledger.dropped["not-sampled"] ?? 0) - sampled
    }
    return ledger
  }
}
