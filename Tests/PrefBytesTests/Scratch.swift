import Glibc
import PrefBytes

/// A folder for the files of one test, removed with it.
final class Scratch {
  let folder: String

  init() {
    let root = unsafe getenv("TMPDIR").map { unsafe String(cString: $0) } ?? "/tmp"
    var name = Array("\(root)/prefbytes-XXXXXX".utf8CString)
    folder = unsafe mkdtemp(&name).map { unsafe String(cString: $0) } ?? root
  }

  deinit {
    for name in names { unlink("\(folder)/\(name)") }
    rmdir(folder)
  }

  /// Everything in the folder, hidden files too.
  var names: [String] {
    guard let directory = unsafe opendir(folder) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) {
        unsafe $0.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted()
  }

  func path(_ name: String) -> String { "\(folder)/\(name)" }

  @discardableResult
  func write(_ bytes: [UInt8], _ name: String) -> String {
    let path = path(name)
    guard let file = unsafe fopen(path, "w") else { return path }
    _ = unsafe fwrite(bytes, 1, bytes.count, file)
    unsafe fclose(file)
    return path
  }

  func contents(_ name: String) -> [UInt8] {
    guard let file = unsafe fopen(path(name), "r") else { return [] }
    defer { unsafe fclose(file) }
    return bytes(of: file)
  }

  /// What a shell line prints, run inside the folder.
  func shell(_ line: String) -> [UInt8] {
    guard let pipe = unsafe popen("cd '\(folder)' && \(line)", "r") else { return [] }
    defer { unsafe pclose(pipe) }
    return bytes(of: pipe)
  }
}

private func bytes(of file: UnsafeMutablePointer<FILE>) -> [UInt8] {
  var all: [UInt8] = []
  var part = [UInt8](repeating: 0, count: 1 << 16)
  while true {
    let count = unsafe fread(&part, 1, part.count, file)
    guard count > 0 else { return all }
    all += part[..<count]
  }
}

/// Whether the shell finds a program.
func isInstalled(_ program: String) -> Bool {
  unsafe system("command -v \(program) >/dev/null 2>&1") == 0
}

/// Lines of words of exactly `count` bytes; a line end is among the bytes wherever it falls.
func text(_ count: Int, seed: UInt64 = 1, lineLength: Int = 90) -> [UInt8] {
  var state = seed &* 0x9E37_79B9_7F4A_7C15 | 1
  var bytes: [UInt8] = []
  bytes.reserveCapacity(count)
  while bytes.count < count {
    state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
    let draw = Int(state >> 33)
    bytes.append(draw % lineLength == 0 ? 0x0A : UInt8(0x61 + draw / lineLength % 17))
  }
  return bytes
}

/// The bytes behind `array` that end with a newline.
func lines(_ count: Int, seed: UInt64 = 1, lineLength: Int = 90) -> [UInt8] {
  count == 0 ? [] : text(count - 1, seed: seed, lineLength: lineLength) + [0x0A]
}

/// CRC-32 bit by bit, to build files without the code under test.
func crc32(_ bytes: [UInt8]) -> UInt32 {
  var crc: UInt32 = 0xFFFF_FFFF
  for byte in bytes {
    crc ^= UInt32(byte)
    for _ in 0..<8 { crc = crc & 1 == 0 ? crc >> 1 : crc >> 1 ^ 0xEDB8_8320 }
  }
  return ~crc
}

/// `value` as little-endian bytes.
func little(_ value: Int, _ width: Int) -> [UInt8] {
  (0..<width).map { UInt8(truncatingIfNeeded: value >> (8 * $0)) }
}

/// An ordinary gzip member of one stored block; `flags` and `optional` make up the rest of the header.
func foreignMember(_ raw: [UInt8], flags: UInt8 = 0, optional: [UInt8] = []) -> [UInt8] {
  let header: [UInt8] = [0x1F, 0x8B, 8, flags, 1, 2, 3, 4, 0, 3] + optional
  let block = [1] + little(raw.count, 2) + little(~raw.count, 2) + raw
  return header + block + little(Int(crc32(raw)), 4) + little(raw.count, 4)
}

/// A zstd frame of raw blocks, with content size and without checksum.
func foreignFrame(_ raw: [UInt8]) -> [UInt8] {
  [0x28, 0xB5, 0x2F, 0xFD, 0xA0] + little(raw.count, 4) + little(raw.count << 3 | 1, 3) + raw
}

/// Writes `blocks` as one file of our own.
func writeOwn(_ blocks: [[UInt8]], _ path: String, _ compression: OutputCompression) throws {
  let sink = try BlockSink(.file(path), compression: compression)
  let packer = BlockPacker(compression)
  for block in blocks { try sink.write(packer.pack(block)) }
  try sink.finish()
}

/// Everything a path holds, read in blocks whose accounts are checked against each other.
func readBlocks(_ paths: [String], _ limits: BlockReader.Limits = .init()) throws -> [[UInt8]] {
  let reader = try BlockReader(paths.map { .file($0) }, limits: limits)
  var blocks: [[UInt8]] = []
  while let block = try reader.next() {
    try block.load()
    blocks.append(bytes(block))
  }
  return blocks
}

/// The blocks one behind the other.
func flat(_ blocks: [[UInt8]]) -> [UInt8] {
  blocks.reduce(into: []) { $0 += $1 }
}

func bytes(_ block: InputBlock) -> [UInt8] {
  unsafe block.withUnsafeBytes { unsafe Array($0) }
}

/// Everything a path holds, read as a stream of at most `step` bytes at a time.
func readStream(_ path: String, step: Int = 1 << 16) throws -> [UInt8] {
  let stream = try ByteStream(.file(path))
  var all: [UInt8] = []
  while try stream.read(upTo: step, appendingTo: &all) {}
  return all
}

/// The error a piece of work ends with.
func failure(_ work: () throws -> Void) -> BytesError? {
  do {
    try work()
    return nil
  } catch {
    return error as? BytesError
  }
}

/// Work on a thread of its own: blocking calls would take the few threads that tests share.
final class Background {
  private final class Work {
    let body: () -> Void
    init(_ body: @escaping () -> Void) { self.body = body }
  }

  private var thread = pthread_t()

  init(_ body: @escaping @Sendable () -> Void) {
    let work = unsafe Unmanaged.passRetained(Work(body)).toOpaque()
    unsafe pthread_create(
      &thread,
      nil,
      { work in
        guard let work = unsafe work else { return nil }
        unsafe Unmanaged<Work>.fromOpaque(work).takeRetainedValue().body()
        return nil
      },
      work
    )
  }

  func join() {
    pthread_join(thread, nil)
  }
}
