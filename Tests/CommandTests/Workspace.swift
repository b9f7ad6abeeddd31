import Foundation
import Testing

/// A run that has ended.
struct Run {
  /// Exit status, or 128 and the signal's number as a shell counts.
  var status: Int32
  var output: Data
  var errors: String

  var text: String { String(decoding: output, as: UTF8.self) }
}

/// A folder of its own for one test, with `samples` and `schemas` linked into it; commands run in it.
final class Workspace {
  let folder: URL

  /// The repository, from where this file lies.
  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  /// The executable: `PREFKIT`, or what was built beside the tests.
  static let executable: URL = {
    let beside = (Bundle.allBundles + [Bundle.main]).flatMap { bundle in
      [bundle.bundleURL, bundle.executableURL ?? bundle.bundleURL].map {
        $0.deletingLastPathComponent().appendingPathComponent("prefkit")
      }
    }
    let named = ProcessInfo.processInfo.environment["PREFKIT"].map { URL(fileURLWithPath: $0) }
    let built = root.appendingPathComponent(".build/debug/prefkit")
    let candidates = [named].compactMap { $0 } + beside
    return candidates.first { FileManager.default.isExecutableFile(atPath: $0.path) } ?? built
  }()

  init() throws {
    folder = FileManager.default.temporaryDirectory.appendingPathComponent("prefkit-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    for name in ["samples", "schemas"] {
      try FileManager.default.createSymbolicLink(
        at: url(name),
        withDestinationURL: Self.root.appendingPathComponent(name)
      )
    }
  }

  deinit { try? FileManager.default.removeItem(at: folder) }

  func url(_ name: String) -> URL { folder.appendingPathComponent(name) }

  func data(_ name: String) throws -> Data { try Data(contentsOf: url(name)) }

  func text(_ name: String) throws -> String { String(decoding: try data(name), as: UTF8.self) }

  func write(_ data: Data, _ name: String) throws { try data.write(to: url(name)) }

  func write(_ text: String, _ name: String) throws { try write(Data(text.utf8), name) }

  func exists(_ name: String) -> Bool { FileManager.default.fileExists(atPath: url(name).path) }

  /// Every file below a folder, hidden ones too, but for what the tests put beside it.
  func names(in part: String = "") throws -> [String] {
    let base = part.isEmpty ? folder : url(part)
    return try FileManager.default.subpathsOfDirectory(atPath: base.path)
      .filter { !$0.hasPrefix("samples") && !$0.hasPrefix("schemas") && !$0.hasPrefix(".captured") }.sorted()
  }

  /// The files below a folder with their contents.
  func files(in part: String) throws -> [String: Data] {
    var files: [String: Data] = [:]
    for name in try names(in: part) {
      var isFolder: ObjCBool = false
      let path = url(part).appendingPathComponent(name)
      FileManager.default.fileExists(atPath: path.path, isDirectory: &isFolder)
      files[name] = isFolder.boolValue ? Data() : try Data(contentsOf: path)
    }
    return files
  }

  /// Runs prefkit to its end.
  func prefkit(_ arguments: String...) throws -> Run { try run(Self.executable.path, arguments) }

  /// Runs prefkit, which must succeed.
  @discardableResult
  func must(_ arguments: String..., at location: SourceLocation = #_sourceLocation) throws -> Run {
    let run = try run(Self.executable.path, arguments)
    #expect(run.status == 0, "prefkit \(arguments.joined(separator: " ")): \(run.errors)", sourceLocation: location)
    return run
  }

  /// Runs a shell line, in which `prefkit` is the executable.
  func shell(_ line: String) throws -> Run { try run("/bin/bash", ["-c", "set -o pipefail; \(line)"]) }

  private func run(_ executable: String, _ arguments: [String]) throws -> Run {
    let started = try start(arguments, executable)
    started.process.waitUntilExit()
    return try started.ended()
  }

  /// A process that was started, with where its output goes.
  struct Started {
    let process: Process
    let capture: URL

    func ended() throws -> Run {
      let isSignal = process.terminationReason == .uncaughtSignal
      defer { try? FileManager.default.removeItem(at: capture) }
      return Run(
        status: process.terminationStatus + (isSignal ? 128 : 0),
        output: try Data(contentsOf: capture.appendingPathComponent("out")),
        errors: String(decoding: try Data(contentsOf: capture.appendingPathComponent("err")), as: UTF8.self)
      )
    }
  }

  /// Starts a program; files take its output, so that no pipe can fill up.
  func start(_ arguments: [String], _ executable: String = Workspace.executable.path) throws -> Started {
    let capture = url(".captured-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: capture, withIntermediateDirectories: true)
    let process = Process()
    process.executableURL = URL(fileURLWithPath: executable)
    process.arguments = arguments
    process.currentDirectoryURL = folder
    process.environment = [
      "PATH": Self.executable.deletingLastPathComponent().path + ":"
        + (ProcessInfo.processInfo.environment["PATH"] ?? ""),
      "LC_ALL": "C.UTF-8", "TZ": "UTC", "COLUMNS": "80", "NO_COLOR": "1", "HOME": folder.path,
    ]
    process.standardInput = FileHandle.nullDevice
    process.standardOutput = try Self.handle(capture.appendingPathComponent("out"))
    process.standardError = try Self.handle(capture.appendingPathComponent("err"))
    try process.run()
    return Started(process: process, capture: capture)
  }

  private static func handle(_ url: URL) throws -> FileHandle {
    try Data().write(to: url)
    return try FileHandle(forWritingTo: url)
  }
}

/// A row of JSON.
typealias Row = [String: Any]

/// The rows of JSON lines.
func rows(_ data: Data) throws -> [Row] {
  try lines(data).map { try #require(try JSONSerialization.jsonObject(with: $0) as? Row) }
}

/// The lines of a text, each without its newline.
func lines(_ data: Data) -> [Data] {
  data.split(separator: 0x0A, omittingEmptySubsequences: true).map { Data($0) }
}

/// Lines put together again.
func joined(_ lines: some Sequence<Data>) -> Data {
  lines.reduce(into: Data()) { $0 += $1 + [0x0A] }
}

/// One JSON object.
func object(_ data: Data) throws -> Row { try #require(try JSONSerialization.jsonObject(with: data) as? Row) }

/// Draws numbers that a printed seed brings back.
struct Draw: RandomNumberGenerator {
  private var state: UInt64
  let seed: UInt64

  init() { self.init(seed: UInt64.random(in: 1..<1 << 32)) }

  init(seed: UInt64) { (self.seed, state) = (seed, seed) }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}

/// Real data and reference numbers, which are no part of the project.
enum Shared {
  static let folder: URL? = {
    let named = ProcessInfo.processInfo.environment["PREFKIT_SHARED"].map { URL(fileURLWithPath: $0) }
    let beside = Workspace.root.deletingLastPathComponent().appendingPathComponent("shared")
    return [named, beside].compactMap { $0 }.first { FileManager.default.fileExists(atPath: $0.path) }
  }()

  static func url(_ path: String) -> URL? {
    guard let url = folder?.appendingPathComponent(path), FileManager.default.fileExists(atPath: url.path) else {
      return nil
    }
    return url
  }

  static let hh = url("data/hh-rlhf/harmless-base-test.jsonl.gz")
  static let hhReference = url("statistics/hh-reference.json")
  static let oasst = url("data/oasst/en_100_tree.jsonl")
  static let pandaLM = url("data/pandalm/testset-v1.json")
  static let llamaFactory = url("data/llamafactory")
  static let llmBar = url("data/llmbar")
}
