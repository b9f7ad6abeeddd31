import CSignals
import Glibc
import PrefBytes

/// A folder beside the one that is to be made, which becomes it when all is complete.
final class TemporaryFolder {
  /// The folder's path while it is being filled.
  let path: String
  private let target: String
  private var slot: Int32 = -1
  /// Holds the lock of a folder that outlives its run.
  private var lock: Int32 = -1
  private var files: [String: (path: String, slot: Int32)] = [:]
  private var isDone = false

  /// Makes the folder.
  ///
  /// `target`: The name it gets when it is complete.
  /// `isResumable`: Whether it stays when the run fails or is killed, for the next run to go on in.
  init(for target: String, isResumable: Bool = false) throws {
    var trimmed = target
    while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
    self.target = trimmed
    let parts = trimmed.split(separator: "/", omittingEmptySubsequences: false)
    let parent = parts.dropLast().joined(separator: "/")
    let prefix = parts.count == 1 ? "" : parent + "/"
    path = "\(prefix).\(parts.last ?? "").\(isResumable ? "resume" : "\(getpid()).tmp")"
    guard unsafe mkdir(path, 0o777) == 0 || (isResumable && errno == EEXIST) else {
      throw BytesError(.cannotCreate(code: errno), path: target)
    }
    if isResumable { try takeLock() } else { slot = unsafe pk_dirs_register(path) }
  }

  deinit { abandon() }

  private func takeLock() throws {
    lock = unsafe open(path, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard lock >= 0 else { throw BytesError(.cannotCreate(code: errno), path: path) }
    guard flock(lock, LOCK_EX | LOCK_NB) == 0 else {
      close(lock)
      (lock, isDone) = (-1, true)
      throw RunError.cannotCreate(path: target, "another run is making it", fix: "wait for that run, or end it")
    }
  }

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
    // A run that was killed here may have left the folder that it replaced.
    if hasOld { Self.remove(old) }
    if hasOld, unsafe Glibc.rename(target, old) != 0 {
      throw BytesError(.writeFailed(.rename, code: errno), path: target)
    }
    guard unsafe Glibc.rename(path, target) == 0 else {
      let code = errno
      if hasOld { _ = unsafe Glibc.rename(old, target) }
      throw BytesError(.cannotCreate(code: code), path: target)
    }
    isDone = true
    release()
    if hasOld { Self.remove(old) }
  }

  /// Removes the folder and what is in it.
  func abandon() {
    guard !isDone else { return }
    isDone = true
    for file in files.values { pk_temp_release(file.slot) }
    if lock < 0 { Self.remove(path) }
    release()
  }

  private func release() {
    if lock >= 0 { close(lock) } else { pk_dirs_release(slot) }
    lock = -1
  }

  /// Removes all files but some.
  func keepOnly(_ names: Set<String>) {
    for name in FolderListing.names(path) where !names.contains(name) { unsafe unlink("\(path)/\(name)") }
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
