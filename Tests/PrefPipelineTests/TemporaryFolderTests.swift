import Foundation
import PrefBytes
import Testing

@testable import PrefPipeline

@Suite("TemporaryFolder")
struct TemporaryFolderTests {
  @Test("gets its name when it is complete, and replaces another only where it may")
  func finish() throws {
    let scratch = try Scratch()
    let first = try TemporaryFolder(for: scratch.path("set") + "//")
    _ = try Data("1".utf8).write(to: URL(fileURLWithPath: first.path + "/one"))
    #expect(!scratch.names.contains("set"))
    try first.finish(replacing: false)
    #expect(FolderListing.names(scratch.path("set")) == ["one"])
    let second = try TemporaryFolder(for: scratch.path("set"))
    _ = try Data("2".utf8).write(to: URL(fileURLWithPath: second.path + "/two"))
    #expect(throws: BytesError.self) { try second.finish(replacing: false) }
    #expect(FolderListing.names(scratch.path("set")) == ["one"])
    try second.finish(replacing: true)
    #expect(FolderListing.names(scratch.path("set")) == ["two"])
    #expect(scratch.names == ["set"])
  }

  @Test("leaves nothing when it is given up")
  func abandon() throws {
    let scratch = try Scratch()
    let folder = try TemporaryFolder(for: scratch.path("set"))
    try folder.append([1, 2], to: "bucket")
    try folder.append([3], to: "bucket")
    try folder.append([4], to: "other")
    #expect(try folder.take("bucket") == [1, 2, 3])
    #expect(try folder.take("bucket") == [])
    folder.abandon()
    #expect(scratch.names.isEmpty)
  }
}
