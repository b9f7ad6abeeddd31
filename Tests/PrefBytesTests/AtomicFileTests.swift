import Glibc
import PrefBytes
import Testing

@Suite struct AtomicFileTests {
  @Test func theNameAppearsWithTheWholeFile() throws {
    let scratch = Scratch()
    scratch.write([9], "out")
    let file = try AtomicFile(.file(scratch.path("out")))
    try file.write([1, 2, 3])
    #expect(scratch.contents("out") == [9])
    #expect(scratch.names.contains { $0.hasPrefix(".out.\(getpid())-") && $0.hasSuffix(".tmp") })
    try file.write([4])
    try file.finish()
    #expect(scratch.contents("out") == [1, 2, 3, 4])
    #expect(scratch.names == ["out"])
    #expect(file.count == 4)
  }

  @Test func whatIsGivenUpLeavesNothing() throws {
    let scratch = Scratch()
    let file = try AtomicFile(.file(scratch.path("out")))
    try file.write([1])
    file.abandon()
    #expect(scratch.names == [])
    do {
      let released = try AtomicFile(.file(scratch.path("out")))
      try released.write([1])
    }
    #expect(scratch.names == [])
  }

  @Test func permissionsAndLinksStay() throws {
    let scratch = Scratch()
    scratch.write([9], "real")
    chmod(scratch.path("real"), 0o640)
    symlink("real", scratch.path("link"))
    let file = try AtomicFile(.file(scratch.path("link")))
    try file.write([1])
    try file.finish()
    #expect(scratch.contents("real") == [1])
    #expect(scratch.shell("stat -c %a real; readlink link") == Array("640\nreal\n".utf8))
  }

  @Test func longNamesFit() throws {
    let scratch = Scratch()
    let name = String(repeating: "n", count: 255)
    let file = try AtomicFile(.file(scratch.path(name)))
    try file.finish()
    #expect(scratch.names == [name])
  }

  @Test func namedPipesAndDevicesAreWrittenAsTheyAre() throws {
    let scratch = Scratch()
    let path = scratch.path("pipe")
    try #require(mkfifo(path, 0o600) == 0)
    let writer = Background {
      let file = try? AtomicFile(.file(path))
      try? file?.write([1, 2, 3])
      try? file?.finish()
    }
    #expect(try readStream(path) == [1, 2, 3])
    writer.join()
    #expect(scratch.names == ["pipe"])
    let null = try AtomicFile(.file("/dev/null"))
    try null.write([1])
    try null.finish()
  }

  @Test func aFullDeviceIsAnError() throws {
    let file = try AtomicFile(.file("/dev/full"))
    let error = failure { try file.write([1]) }
    #expect(error?.kind == .writeFailed(.write, code: ENOSPC) && error?.category == .inputOutput)
  }

  @Test func aClosedPipeIsItsOwnError() throws {
    var ends: [Int32] = [0, 0]
    try #require(unsafe pipe(&ends) == 0)
    let file = try AtomicFile(.file("/dev/fd/\(ends[1])"))
    close(ends[0])
    signal(SIGPIPE, SIG_IGN)
    let error = failure { try file.write([1]) }
    signal(SIGPIPE, SIG_DFL)
    close(ends[1])
    #expect(error?.kind == .brokenPipe && error?.category == .brokenPipe)
  }

  @Test func outputsThatCannotBeMadeAreNamed() {
    let scratch = Scratch()
    let folder = failure { _ = try AtomicFile(.file(scratch.folder)) }
    #expect(folder?.kind == .cannotCreate(code: EISDIR) && folder?.category == .cannotCreate)
    let missing = failure { _ = try AtomicFile(.file(scratch.path("none/out"))) }
    #expect(missing?.kind == .cannotCreate(code: ENOENT))
  }

  @Test func existingFilesAreSeen() {
    let scratch = Scratch()
    scratch.write([], "there")
    #expect(OutputDestination.file(scratch.path("there")).replacesFile)
    #expect(!OutputDestination.file(scratch.path("not")).replacesFile)
    #expect(!OutputDestination.file("/dev/null").replacesFile)
    #expect(OutputDestination(argument: "-") == .standardOutput)
    #expect(OutputDestination(argument: nil) == .standardOutput)
  }
}
