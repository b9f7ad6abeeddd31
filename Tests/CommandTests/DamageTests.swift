import Foundation
import Testing

@Suite("Damaged files never end in success")
struct DamageTests {
  /// How a compressed file is made from `rows.jsonl`, with the tool it needs.
  static let makers: [(file: String, tool: String, line: String)] = [
    ("own.jsonl.gz", "true", "prefkit ingest rows.jsonl -o own.jsonl.gz -q"),
    ("own.jsonl.zst", "true", "prefkit ingest rows.jsonl -o own.jsonl.zst -q"),
    ("tool.jsonl.gz", "gzip", "gzip -c rows.jsonl >tool.jsonl.gz"),
    (
      "members.jsonl.gz", "python3",
      """
      python3 -c 'import gzip; d = open("rows.jsonl", "rb").read(); f = open("members.jsonl.gz", "wb")
      for i in range(0, len(d), 9001): f.write(gzip.compress(d[i:i + 9001]))'
      """
    ),
    ("tool.jsonl.zst", "zstd", "zstd -q -c --check rows.jsonl >tool.jsonl.zst"),
  ]

  private static func make(_ maker: (file: String, tool: String, line: String)) throws -> (Workspace, Data)? {
    let space = try Workspace()
    guard try space.shell("command -v \(maker.tool)").status == 0 else { return nil }
    let made = try space.shell("prefkit ingest samples/hh-style.jsonl -o rows.jsonl -q && \(maker.line)")
    try #require(made.status == 0, "\(made.errors)")
    #expect(try space.shell("prefkit ingest \(maker.file) -q | cmp - rows.jsonl").status == 0)
    return (space, try space.data(maker.file))
  }

  /// Runs both commands on bytes, and looks at what they leave.
  private static func check(
    _ bytes: Data,
    _ space: Workspace,
    _ name: String,
    _ what: String,
    commands: [String] = ["ingest", "dedup"],
    status: Int32?
  ) throws {
    try space.write(bytes, name)
    let before = try space.names()
    for command in commands {
      let run = try space.prefkit(command, name, "-o", "out.jsonl", "--quiet")
      #expect(run.status != 0 && run.status < 128, "\(command), \(what): \(run.errors)")
      if let status { #expect(run.status == status, "\(command), \(what): \(run.errors)") }
      #expect(try space.names() == before, "\(command), \(what)")
    }
  }

  @Test(arguments: makers.map(\.file)) func aCutFileIsRefused(_ file: String) throws {
    guard let maker = Self.makers.first(where: { $0.file == file }), let (space, whole) = try Self.make(maker) else {
      return
    }
    let name = "cut.jsonl" + (file.hasSuffix("gz") ? ".gz" : ".zst")
    let tail = max(4, whole.count - 64)..<whole.count
    for end in stride(from: 997, to: whole.count, by: 997) {
      try Self.check(whole.prefix(end), space, name, "\(file) cut at \(end) of \(whole.count)", status: 65)
    }
    for end in tail {
      let commands = [end.isMultiple(of: 2) ? "ingest" : "dedup"]
      let what = "\(file) cut at \(end) of \(whole.count)"
      try Self.check(whole.prefix(end), space, name, what, commands: commands, status: 65)
    }
    // Too little to be known as compressed: refused as an unknown format.
    for end in 1..<4 { try Self.check(whole.prefix(end), space, name, "\(file) cut at \(end)", status: nil) }
  }

  @Test(arguments: makers.map(\.file)) func aChangedByteIsFoundOrHarmless(_ file: String) throws {
    guard let maker = Self.makers.first(where: { $0.file == file }), let (space, whole) = try Self.make(maker) else {
      return
    }
    let original = try space.data("rows.jsonl")
    for offset in stride(from: 0, to: whole.count, by: 997) {
      var bytes = whole
      bytes[bytes.startIndex + offset] ^= 0x55
      try space.write(bytes, "flipped")
      for command in ["ingest", "dedup"] {
        let run = try space.prefkit(command, "flipped", "-o", "out.jsonl", "--quiet")
        #expect(run.status < 128, "\(run.errors)")
        if run.status == 0 {
          let written = lines(try space.data("out.jsonl")).count
          #expect(written == lines(original).count - (command == "dedup" ? 3 : 0), "\(command) \(file) byte \(offset)")
          try FileManager.default.removeItem(at: space.url("out.jsonl"))
        } else {
          #expect(!space.exists("out.jsonl"))
        }
      }
    }
  }

  /// Cuts between members leave valid gzip and zstd; prefkit's own files say by their last member that they are whole.
  @Test(arguments: ["rows.jsonl.gz", "rows.jsonl.zst"]) func ownFilesCutBetweenMembersAreRefused(_ file: String) throws
  {
    let space = try Workspace()
    let made = try space.shell(
      """
      for i in {1..30}; do sed "s/Human: /Human: ($i) /" samples/hh-style.jsonl; done >raw.jsonl
      prefkit ingest raw.jsonl -o \(file) -q
      """
    )
    try #require(made.status == 0, "\(made.errors)")
    let whole = try space.data(file)
    let starts = Array(1..<whole.count - 4).filter { Self.beginsMember(whole, at: $0) }
    #expect(starts.count >= 2, "a file of several members")
    for start in starts { try Self.check(whole.prefix(start), space, file, "\(file) cut at \(start)", status: 65) }
  }

  /// Whether the magic bytes of a gzip member, a zstd frame or a skippable frame stand at a place.
  private static func beginsMember(_ bytes: Data, at place: Int) -> Bool {
    let four = [UInt8](bytes[place..<place + 4])
    if four[0] == 0x1F { return four[1] == 0x8B && four[2] == 8 }
    if four[0] == 0x28 { return four == [0x28, 0xB5, 0x2F, 0xFD] }
    return four[0] & 0xF0 == 0x50 && Array(four[1...]) == [0x2A, 0x4D, 0x18]
  }
}
