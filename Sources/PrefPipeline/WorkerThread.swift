import Glibc
import Synchronization

/// Runs a closure on a thread of its own.
struct WorkerThread {
  private let thread: pthread_t

  private final class Body {
    let run: () -> Void
    init(_ run: @escaping () -> Void) { self.run = run }
  }

  /// Starts a thread; `nil` when the system gives none.
  init?(_ run: @escaping () -> Void) {
    var thread = pthread_t()
    // The thread owns the reference and gives it up when it ends.
    let body = unsafe Unmanaged.passRetained(Body(run))
    let started = unsafe pthread_create(
      &thread,
      nil,
      { context in
        guard let context = unsafe context else { return nil }
        unsafe Unmanaged<Body>.fromOpaque(context).takeRetainedValue().run()
        return nil
      },
      body.toOpaque()
    )
    guard started == 0 else {
      unsafe body.release()
      return nil
    }
    self.thread = thread
  }

  /// Waits until the thread has ended.
  func join() { pthread_join(thread, nil) }
}

/// Runs a body for each of some parts, on several threads; the parts do not depend on the number of threads.
public enum Spread {
  /// Makes a function that spreads parts over a number of threads.
  public static func over(threads: Int) -> @Sendable (Int, @escaping @Sendable (Int) -> Void) -> Void {
    { parts, body in
      let next = NextPart()
      let work = { @Sendable in
        while true {
          let part = next.count.add(1, ordering: .relaxed).oldValue
          guard part < parts else { return }
          body(part)
        }
      }
      // With fewer threads than asked for the work is only slower.
      let others = (1..<max(1, min(threads, parts))).compactMap { _ in WorkerThread(work) }
      work()
      for thread in others { thread.join() }
    }
  }
}

/// The part that the next idle thread takes.
private final class NextPart: Sendable {
  let count = Atomic(0)
}
