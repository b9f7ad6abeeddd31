import Testing

@testable import PrefBytes

/// The claims in the header of a member are not to be believed: offsets are those of the documented layout.
@Suite struct PackedMemberTests {
  private let raw = lines(5_000, seed: 2)

  private func own() throws -> [UInt8] {
    let scratch = Scratch()
    try writeOwn([raw], scratch.path("own.gz"), .gzip(level: 6))
    return scratch.contents("own.gz")
  }

  /// Reads the file after `value` was written over the 4-byte field at `offset`.
  private func lie(_ value: Int, at offset: Int) throws -> BytesError? {
    let scratch = Scratch()
    var file = try own()
    file.replaceSubrange(offset..<(offset + 4), with: little(value, 4))
    let path = scratch.write(file, "lie.gz")
    return failure { _ = try readBlocks([path]) }
  }

  @Test func theLayoutIsAsDocumented() throws {
    let file = try own()
    let member = file.count - 50
    #expect(Array(file[..<20]) == [31, 139, 8, 4, 0, 0, 0, 0, 0, 255, 20, 0, 0x50, 0x4B, 16, 0, 1, 1, 0, 0])
    #expect(Array(file[20..<32]) == little(member, 4) + little(5_000, 4) + little(raw.filter { $0 == 10 }.count, 4))
    let closing = Array(file[member...])
    #expect(Array(closing[..<20]) == [31, 139, 8, 4, 0, 0, 0, 0, 0, 255, 28, 0, 0x50, 0x4B, 24, 0, 1, 2, 0, 0])
    #expect(Array(closing[20..<40]) == little(50, 4) + little(0, 8) + little(5_000, 8))
  }

  @Test func liesAboutTheMemberSizeAreFound() throws {
    let member = try own().count - 50
    for size in [0, 1, 41, member - 1, member + 1, member + 49, member + 50, 1 << 20, Int(UInt32.max)] {
      #expect(try lie(size, at: 20)?.category == .damaged, "\(size)")
    }
  }

  @Test func liesAboutTheRawSizeAreFound() throws {
    for size in [0, 1, 4_999, 5_001, 1 << 20, 64 << 20, Int(UInt32.max)] {
      #expect(try lie(size, at: 24)?.category == .damaged, "\(size)")
    }
    #expect(try lie(4_999, at: 24)?.kind == .falseClaim(.rawSize, stored: 4_999, found: 5_000))
  }

  @Test func liesAboutTheLineCountAreFound() throws {
    let lines = raw.filter { $0 == 10 }.count
    for count in [0, lines - 1, lines + 1, Int(UInt32.max)] {
      #expect(try lie(count, at: 28)?.category == .damaged, "\(count)")
    }
    #expect(try lie(lines + 1, at: 28)?.kind == .falseClaim(.lineCount, stored: lines + 1, found: lines))
  }

  @Test func aMissingMemberIsFound() throws {
    let scratch = Scratch()
    try writeOwn([raw, raw], scratch.path("own.gz"), .gzip(level: 6))
    let member = try own().count - 50
    let path = scratch.write(Array(scratch.contents("own.gz").dropFirst(member)), "less.gz")
    let error = failure { _ = try readBlocks([path]) }
    #expect(error?.kind == .falseClaim(.totalSize, stored: 10_000, found: 5_000))
  }

  @Test func otherExtraFieldsAreNotOurs() {
    #expect(PackedMember(extraField: []) == nil)
    #expect(PackedMember(extraField: [0x50, 0x4B, 0, 0]) == nil)
    #expect(PackedMember(extraField: [0x50, 0x4B, 200, 0, 1]) == nil)
    #expect(PackedMember(extraField: [0x50, 0x4B, 16, 0, 2] + [UInt8](repeating: 0, count: 15)) == nil)
  }
}
