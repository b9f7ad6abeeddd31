import Glibc
import PrefBytes

/// Bytes on disk without a name: whatever ends the run, nothing is left of them.
///
/// One thread writes; any number may read what was written before.
final class ScratchFile: @unchecked Sendable {
  private let folder: String
  private let descriptor: Int32
  /// Bytes written.
  private(set) var count = 0

  /// Makes a file in a folder.
  init(in folder: String) throws {
    self.folder = folder
    var template = Array("\(folder)/.prefkit-XXXXXX".utf8CString)
    descriptor = unsafe mkstemp(&template)
    guard descriptor >= 0 else { throw BytesError(.cannotCreate(code: errno), path: folder) }
    _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC)
    unsafe unlink(template)
  }

  deinit { close(descriptor) }

  /// Appends bytes and returns where they begin.
  @discardableResult
  func append(_ bytes: UnsafeRawBufferPointer) throws -> Int {
    let start = count
    var rest = unsafe bytes
    while rest.count > 0 {
      let written = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      guard written >= 0 || errno == EINTR else {
        throw BytesError(.writeFailed(.write, code: errno), path: "\(folder)/(scratch file)", offset: count)
      }
      count += max(0, written)
      unsafe rest = UnsafeRawBufferPointer(rebasing: rest[max(0, written)...])
    }
    return start
  }

  /// Fills a buffer from an offset.
  func read(into target: UnsafeMutableRawBufferPointer, at offset: Int) throws {
    var done = 0
    while done < target.count {
      let base = unsafe target.baseAddress.map { unsafe $0 + done }
      let found = unsafe pread(descriptor, base, target.count - done, off_t(offset + done))
      guard found > 0 || (found < 0 && errno == EINTR) else {
        throw BytesError(.readFailed(code: found == 0 ? EIO : errno), path: "\(folder)/(scratch file)", offset: offset)
      }
      done += max(0, found)
    }
  }

  /// Maps the first bytes for reading; the caller unmaps them.
  func mapping(_ length: Int) throws -> UnsafeMutableRawPointer {
    let base = unsafe mmap(nil, length, PROT_READ, MAP_SHARED, descriptor, 0)
    guard let base = unsafe base, unsafe base != MAP_FAILED else {
      throw BytesError(.readFailed(code: errno), path: "\(folder)/(scratch file)")
    }
    return unsafe base
  }

  /// Reads so many values from an offset.
  func read<Value: FixedWidthInteger>(_ count: Int, of: Value.Type, at offset: Int) throws -> [Value] {
    var failure: (any Error)?
    // The buffer is filled by the read, or given up with the error.
    let values = unsafe [Value](unsafeUninitializedCapacity: count) { buffer, filled in
      let bytes = unsafe UnsafeMutableRawBufferPointer(buffer)[..<(count * MemoryLayout<Value>.stride)]
      do {
        try unsafe read(into: UnsafeMutableRawBufferPointer(rebasing: bytes), at: offset)
        filled = count
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
    return values
  }
}

extension ScratchFile {
  /// Appends values as they lie in memory.
  @discardableResult
  func append<Value: FixedWidthInteger>(_ values: [Value]) throws -> Int {
    var outcome: Result<Int, any Error> = .success(0)
    unsafe values.withUnsafeBytes { bytes in
      outcome = Result { () throws(any Error) -> Int in try unsafe append(bytes) }
    }
    return try outcome.get()
  }

  /// The folder for scratch files of a run: that of its output, else `TMPDIR`, else `/tmp`.
  static func folder(besides output: String?) -> String {
    if let output, output != "-", !output.hasPrefix("/dev/") {
      let parts = output.split(separator: "/", omittingEmptySubsequences: false)
      let folder = parts.dropLast().joined(separator: "/")
      return parts.count == 1 ? "." : folder.isEmpty ? "/" : folder
    }
    guard let path = unsafe getenv("TMPDIR") else { return "/tmp" }
    let text = unsafe String(cString: path)
    return text.isEmpty ? "/tmp" : text
  }
}

/// Finds a place for scratch files.
public enum ScratchFolder {
  /// The folder of an output, else `TMPDIR`, else `/tmp`.
  public static func path(besides output: String?) -> String { ScratchFile.folder(besides: output) }
}
