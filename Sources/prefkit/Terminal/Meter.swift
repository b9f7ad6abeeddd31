import Glibc
import PrefPipeline
import PrefRecord
import Synchronization

/// Measures a run, and shows its progress on a terminal.
final class Meter: Sendable {
  private let start: Double
  private let isShown: Bool
  private let total: Int?
  private let state = Mutex<(drawn: Double, hasDrawn: Bool)>((0, false))

  init(isShown: Bool, total: Int?) {
    (self.isShown, self.total) = (isShown, total)
    start = Self.now()
  }

  /// Seconds since the start.
  var seconds: Double { Self.now() - start }

  /// Largest resident memory of the process, in bytes.
  static var peakBytes: Int {
    var usage = rusage()
    guard unsafe getrusage(Int32(RUSAGE_SELF.rawValue), &usage) == 0 else { return 0 }
    return usage.ru_maxrss * 1024
  }

  /// Shows how far the run has come, ten times a second at most.
  func show(_ records: Int, _ bytes: Int) {
    guard isShown else { return }
    state.withLock { state in
      let now = Self.now()
      guard now - state.drawn >= 0.1 else { return }
      (state.drawn, state.hasDrawn) = (now, true)
      let share = total.map { $0 > 0 ? " \(min(100, bytes * 100 / $0)) %" : "" } ?? ""
      Console.write("\r\u{1B}[K\(Ledger.grouped(records)) records\(share)", to: 2)
    }
  }

  /// Clears the line.
  func finish() {
    state.withLock { state in
      if state.hasDrawn { Console.write("\r\u{1B}[K", to: 2) }
      state.hasDrawn = false
    }
  }

  private static func now() -> Double {
    var time = timespec()
    unsafe clock_gettime(CLOCK_MONOTONIC, &time)
    return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
  }
}
