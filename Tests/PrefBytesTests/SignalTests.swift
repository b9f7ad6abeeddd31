import CSignals
import Glibc
import PrefBytes
import Testing

/// Each runs in a process of its own; the scratch folder of the parent shows what was left behind.
@Suite struct SignalTests {
  @Test func anInterruptedRunLeavesNothing() async {
    let scratch = Scratch()
    await #expect(processExitsWith: .exitCode(130)) { [folder = scratch.folder as String] in
      signal(SIGINT, SIG_DFL)
      pk_install_signal_handlers()
      mkdir("\(folder)/shards", 0o700)
      pk_dirs_register("\(folder)/shards")
      let file = try AtomicFile(.file("\(folder)/shards/out"))
      try file.write([1])
      // This thread may have the signal blocked; another takes it and ends the process.
      kill(getpid(), SIGINT)
      while true { pause() }
    }
    #expect(scratch.names == [])
  }

  @Test func aClosedPipeEndsTheProcessAsUsualAndLeavesNothing() async {
    let scratch = Scratch()
    await #expect(processExitsWith: .signal(SIGPIPE)) { [folder = scratch.folder as String] in
      signal(SIGPIPE, SIG_IGN)
      pk_install_signal_handlers()
      let file = try AtomicFile(.file("\(folder)/out"))
      try file.write([1])
      raise(SIGPIPE)
    }
    #expect(scratch.names == [])
  }

  @Test func anIgnoredInterruptStaysIgnored() async {
    await #expect(processExitsWith: .success) {
      signal(SIGINT, SIG_IGN)
      pk_install_signal_handlers()
      kill(getpid(), SIGINT)
      exit(0)
    }
  }

  @Test func slotsAreReused() {
    let slot = pk_temp_register("/nonexistent/a")
    #expect(slot >= 0)
    pk_temp_release(slot)
    pk_temp_release(-1)
    #expect(pk_temp_register(String(repeating: "a", count: 5_000)) == -1)
  }
}
