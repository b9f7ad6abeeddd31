import PrefPipeline
import Testing

/// Stages that take uneven work, and fail where they are told to.
final class CountingStages: ConveyorStages {
  enum Stage: CaseIterable, Sendable { case read, transform, collect, finish, pack, write }

  struct Failure: Error, Equatable {
    var stage: Stage
    var serial: Int
  }

  private let units: Int
  private let failures: [Failure]
  private var reading = 0
  private var collecting = 0
  private var blocks = 0
  private(set) var written: [Int] = []

  init(units: Int, failing failures: [Failure] = []) { (self.units, self.failures) = (units, failures) }

  private func check(_ stage: Stage, _ serial: Int) throws {
    if let failure = failures.first(where: { $0 == Failure(stage: stage, serial: serial) }) { throw failure }
  }

  /// Work that no compiler leaves out; every seventh unit takes a hundred times as long.
  private func work(_ serial: Int) -> Int {
    var state = UInt64(serial)
    for _ in 0..<(serial % 7 == 0 ? 20_000 : 200) { state = state &* 6_364_136_223_846_793_005 &+ 1 }
    return state == 3 ? 1 : 0
  }

  func makeWorker() -> Int { 0 }

  func read() throws -> Int? {
    guard reading < units else { return nil }
    try check(.read, reading)
    reading += 1
    return reading - 1
  }

  func transform(_ unit: Int, _ worker: Int) throws -> Int {
    let zero = work(unit)
    try check(.transform, unit)
    return unit + zero
  }

  /// Gives out no block, one, or three.
  func collect(_ product: Int) throws -> [[Int]] {
    guard product == collecting else { throw Failure(stage: .collect, serial: -1) }
    try check(.collect, product)
    collecting += 1
    let made = [0, 1, 3][product % 3]
    defer { blocks += made }
    return (0..<made).map { [product, blocks + $0] }
  }

  func finishCollecting() throws -> [[Int]] {
    try check(.finish, 0)
    return [[-1, blocks]]
  }

  func pack(_ block: [Int], _ worker: Int) throws -> [Int] {
    let zero = work(block[1] * 3)
    try check(.pack, block[1])
    return block + [zero]
  }

  func write(_ packed: [Int]) throws {
    try check(.write, packed[1])
    written.append(packed[1])
  }

  /// Blocks that all units give, and the last one.
  static func blocks(_ units: Int) -> Int { (0..<units).reduce(1) { $0 + [0, 1, 3][$1 % 3] } }
}

@Suite("Conveyor")
struct ConveyorTests {
  static func failure(_ failures: [CountingStages.Failure], width: Int, units: Int = 40) -> CountingStages.Failure? {
    let stages = CountingStages(units: units, failing: failures)
    do { try Conveyor(stages, threads: width).run() } catch { return error as? CountingStages.Failure }
    return nil
  }

  @Test("writes every block once and in order", arguments: [1, 2, 8], [0, 1, 2, 3, 200])
  func order(_ width: Int, _ units: Int) throws {
    let stages = CountingStages(units: units)
    try Conveyor(stages, threads: width).run()
    #expect(stages.written == Array(0..<CountingStages.blocks(units)))
  }

  @Test("reports the first failure of the input, whichever thread met it first", arguments: [1, 2, 8])
  func firstFailure(_ width: Int) {
    typealias Failure = CountingStages.Failure
    // Unit 14 takes long, and the units after it fail at once.
    let failures = [14, 15, 16, 17].map { Failure(stage: .transform, serial: $0) }
    for _ in 0..<20 {
      #expect(Self.failure(failures, width: width) == failures[0])
      let read = Failure(stage: .read, serial: 16)
      #expect(Self.failure([failures[0], read], width: width) == failures[0])
      #expect(Self.failure([Failure(stage: .transform, serial: 17), read], width: width) == read)
    }
  }

  @Test("surfaces a failure of any stage", arguments: CountingStages.Stage.allCases, [1, 2, 8])
  func stages(_ stage: CountingStages.Stage, _ width: Int) {
    for serial in [0, 1, 5, 38] where stage != .finish || serial == 0 {
      let failure = CountingStages.Failure(stage: stage, serial: serial)
      #expect(Self.failure([failure], width: width) == failure)
    }
  }

  @Test("comes to an end whatever fails, 200 times")
  func noDeadlock() {
    var random = SeededGenerator(seed: 1)
    var failed = 0
    for _ in 0..<200 {
      let failures = (0..<3).map { _ in
        CountingStages.Failure(
          stage: CountingStages.Stage.allCases.randomElement(using: &random) ?? .read,
          serial: Int.random(in: 0..<30, using: &random)
        )
      }
      if Self.failure(failures, width: Int.random(in: 1...8, using: &random), units: 30) != nil { failed += 1 }
    }
    // Only `finish` at a serial other than 0 never fails: of three failures that is rare.
    #expect(failed > 180)
  }

  @Test("spreads parts over threads, each once", arguments: [1, 2, 3, 8])
  func spread(_ threads: Int) {
    let buffer = UnsafeMutableBufferPointer<Int>.allocate(capacity: 50)
    defer { buffer.deallocate() }
    buffer.initialize(repeating: 0)
    // Each part is written by one thread alone.
    nonisolated(unsafe) let parts = buffer
    Spread.over(threads: threads)(50) { parts[$0] += $0 + 1 }
    #expect(Array(buffer) == Array(1...50))
  }
}
