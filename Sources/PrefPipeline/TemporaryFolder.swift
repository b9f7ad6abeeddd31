import CSignals
import Glibc
import PrefBytes

/// A folder beside the one that is to be made, which becomes it when all is complete.
final class TemporaryFolder {
  /// The folder's path while it is being filled.
  let path: String
  private let target: String
  private var slot: Int32
  private var files: [String: (path: String, slot: Int32)] = [:]
  private var isDone = false

  /// Makes the folder.
  ///
  /// `target`: The name it gets when it is complete.
  init(for target: String) throws {
    var trimmed = target
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    self.target = trimmed
    let parts = trimmed.split(separator: "/", omittingEmptySubsequences: false)
    let parent = parts.dropLast().joined(separator: "/")
    let prefix = parts.count == 1 ? "" : parent + "/"
    path = "\(prefix).\(parts.last ?? "").\(getpid()).tmp"
    guard unsafe mkdir(path, 0o777) == 0 else { throw BytesError(.cannotCreate(code: errno), path: target) }
    slot = unsafe pk_dirs_register(path)
  }

  deinit { abandon() }

  /// Appends bytes to a scratch file in the folder.
  func append(_ bytes: [UInt8], to name: String) throws {
    let file = unsafe files[name] ?? ("\(path)/.\(name)", pk_temp_register("\(path)/.\(name)"))
    files[name] = file
    let descriptor = unsafe open(file.path, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else { throw BytesError(.cannotCreate(code: errno), path: file.path) }
    defer { close(descriptor) }
    var written = 0
    while written < bytes.count {
      let rest = bytes[written...]
      let count = unsafe rest.withUnsafeBytes { unsafe Glibc.write(descriptor, $0.baseAddress, $0.count) }
      guard count >= 0 || errno == EINTR else {
        throw BytesError(.writeFailed(.write, code: errno), path: file.path, offset: written)
      }
      written += max(0, count)
    }
  }

  /// Reads a scratch file and removes it.
  func take(_ name: String) throws -> [UInt8] {
    guard let file = files.removeValue(forKey: name) else { return [] }
    var bytes: [UInt8] = []
    let descriptor = unsafe open(file.path, O_RDONLY | O_CLOEXEC)
    guard descriptor >= 0 else { throw BytesError(.cannotOpen(code: errno), path: file.path) }
    defer {
      close(descriptor)
      unsafe unlink(file.path)
      pk_temp_release(file.slot)
    }
    var piece = [UInt8](repeating: 0, count: 1 << 20)
    while true {
      let count = unsafe piece.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
      if count == 0 { return bytes }
      guard count > 0 || errno == EINTR else { throw BytesError(.readFailed(code: errno), path: file.path) }
      bytes += piece[..<max(0, count)]
    }
  }

  /// Gives the folder its name.
  ///
  /// `replacing`: Whether a shard set that is there may be replaced.
  func finish(replacing: Bool) throws {
    let old = path + ".old"
    let hasOld = unsafe replacing && access(target, F_OK) == 0
    if hasOld, unsafe Glibc.rename(target, old) != 0 {
      throw BytesError(.writeFailed(.rename, code: errno), path: target)
    }
    guard unsafe Glibc.rename(path, target) == 0 else {
      let code = errno
      if hasOld { _ = unsafe Glibc.rename(old, target) }
      throw BytesError(.cannotCreate(code: code), path: target)
    }
    isDone = true
    pk_dirs_release(slot)
    if hasOld { Self.remove(old) }
  }

  /// Removes the folder and what is in it.
  func abandon() {
    guard !isDone else { return }
    isDone = true
    for file in files.values { pk_temp_release(file.slot) }
    Self.remove(path)
    pk_dirs_release(slot)
  }

  /// Removes a folder of files.
  private static func remove(_ path: String) {
    for name in FolderListing.names(path) { unsafe unlink("\(path)/\(name)") }
    unsafe rmdir(path)
  }
}

/// Lists the files of a folder.
enum FolderListing {
  /// Names of the files in a folder, hidden ones too, in byte order; empty where there is no such folder.
  static func names(_ path: String) -> [String] {
    guard let directory = unsafe opendir(path) else { return [] }
    defer { unsafe closedir(directory) }
    var names: [String] = []
    while let entry = unsafe readdir(directory) {
      let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
        unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) { unsafe String(cString: $0) }
      }
      if name != ".", name != ".." { names.append(name) }
    }
    return names.sorted { $0.utf8.lexicographicallyPrecedes($1.utf8) }
  }
}
