import Foundation
import Testing

@Suite("Runs that are ended from outside leave nothing behind")
struct SignalEndTests {
  /// Starts a command on a named pipe and feeds it so much that it must be in the middle of its work: the pipe holds
  /// far less, so a write that returns says that the rest was read.
  private func started(_ arguments: [String]) throws -> (Workspace, Workspace.Started, FileHandle) {
    let space = try Workspace()
    let made = try space.shell(
      "mkfifo in; for i in {1..40}; do sed \"s/Human: /Human: ($i) /\" samples/hh-style.jsonl; done >raw.jsonl"
    )
    try #require(made.status == 0, "\(made.errors)")
    let started = try space.start(arguments)
    let pipe = try FileHandle(forWritingTo: space.url("in"))
    try pipe.write(contentsOf: try space.data("raw.jsonl"))
    return (space, started, pipe)
  }

  @Test(arguments: [
    (["ingest", "in", "-o", "out.jsonl.gz", "--rejects", "rejects.jsonl"], SIGINT),
    (["dedup", "in", "-o", "out.jsonl", "--removed", "removed.jsonl"], SIGINT),
    (["shard", "in", "-o", "set", "--shards", "3"], SIGINT),
    (["shard", "in", "-o", "set", "--shuffle", "--memory-limit", "10K"], SIGINT),
    (["audit", "in", "--report", "x.json", "--state-out", "x.state"], SIGINT),
    (["ingest", "in", "-o", "out.jsonl.zst"], SIGTERM),
    (["shard", "in", "-o", "set", "--shuffle", "--memory-limit", "10K"], SIGHUP),
  ])
  func aSignalEndsTheRun(_ arguments: [String], _ signal: Int32) throws {
    let (space, started, pipe) = try started(arguments)
    kill(started.process.processIdentifier, signal)
    started.process.waitUntilExit()
    let run = try started.ended()
    #expect(run.status == 128 + signal, "\(run.errors)")
    #expect(try space.names() == ["in", "raw.jsonl"])
    #expect(!run.errors.contains("error"))
    try pipe.close()
  }

  @Test(arguments: ["ingest", "dedup", "ingest --compress gzip", "ingest --compress zstd"])
  func aReaderThatLeavesIsNoError(_ command: String) throws {
    let space = try Workspace()
    let run = try space.shell(
      """
      for i in {1..20}; do sed "s/Human: /Human: ($i) /" samples/hh-style.jsonl; done >raw.jsonl
      { prefkit \(command) raw.jsonl --quiet; echo $? >status; } | head -c 10 >/dev/null
      """
    )
    #expect(run.errors.isEmpty)
    #expect(["0\n", "141\n"].contains(try space.text("status")))
    #expect(try space.names() == ["raw.jsonl", "status"])
  }
}
