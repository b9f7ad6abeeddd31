import CSignals
import Glibc

/// Writes an output that appears under its name only when it is complete.
///
/// A regular file is written as `.NAME.PID-N.tmp` in the same folder, brought to disk and renamed; a file that was
/// there before keeps its permissions, and a symbolic link goes on pointing to it. Standard output, devices and named
/// pipes are written as they are. Released unfinished, or on a signal, the temporary file is removed.
/// One thread at a time.
public final class AtomicFile: @unchecked Sendable {
  /// Bytes written so far.
  public private(set) var count = 0

  private static let flushInterval = 8 << 20
  private let path: String
  private var descriptor: Int32
  private var temporary: TemporaryName?
  private var flushed = 0

  /// Opens the output.
  ///
  /// Errors: ``BytesError/Kind/cannotCreate(code:)``.
  public init(_ destination: OutputDestination) throws(BytesError) {
    path = destination.path
    if let inherited = destination.inheritedDescriptor {
      descriptor = fcntl(inherited, F_DUPFD_CLOEXEC, 3)
    } else if let status = FileStatus(path), !status.isRegular {
      // A directory is refused by open(2) itself.
      descriptor = unsafe open(path, O_WRONLY | O_CLOEXEC)
    } else {
      let opened = TemporaryName.open(for: path)
      descriptor = opened.descriptor
      temporary = opened.name
    }
    guard descriptor >= 0 else { throw BytesError(.cannotCreate(code: errno), path: path) }
  }

  deinit {
    abandon()
  }

  /// Writes all of `bytes`.
  ///
  /// Errors: ``BytesError/Kind/writeFailed(_:code:)``, ``BytesError/Kind/brokenPipe``.
  public func write(_ bytes: [UInt8]) throws(BytesError) {
    var outcome: Result<Void, BytesError> = .success(())
    unsafe bytes.withUnsafeBytes { buffer in
      outcome = Result { () throws(BytesError) in try unsafe write(buffer) }
    }
    try outcome.get()
  }

  /// Writes all of `bytes`.
  ///
  /// Errors: ``BytesError/Kind/writeFailed(_:code:)``, ``BytesError/Kind/brokenPipe``.
  public func write(_ bytes: UnsafeRawBufferPointer) throws(BytesError) {
    precondition(descriptor >= 0, "the file is finished")
    var rest = unsafe bytes
    while rest.count > 0 {
      let written = unsafe Glibc.write(descriptor, rest.baseAddress, rest.count)
      if written < 0 {
        try wait(after: errno)
      } else {
        count += written
        unsafe rest = UnsafeRawBufferPointer(rebasing: rest[written...])
      }
    }
    if temporary != nil, count - flushed >= Self.flushInterval { startWritingBack() }
  }

  /// Completes the output: to disk, closed, and under its name.
  ///
  /// Errors: ``BytesError/Kind/writeFailed(_:code:)``; the temporary file is then gone.
  public func finish() throws(BytesError) {
    precondition(descriptor >= 0, "the file is finished")
    defer { abandon() }
    if temporary != nil, fsync(descriptor) != 0 { throw failure(.sync) }
    let closed = close(descriptor)
    descriptor = -1
    guard closed == 0 || errno == EINTR else { throw failure(.close) }
    guard let temporary else { return }
    guard unsafe rename(temporary.path, temporary.target) == 0 else { throw failure(.rename) }
    pk_temp_release(temporary.slot)
    self.temporary = nil
    try syncFolder(temporary.folder)
  }

  /// Gives the output up and removes the temporary file; harmless after ``finish()``.
  public func abandon() {
    if descriptor >= 0 { close(descriptor) }
    descriptor = -1
    guard let temporary else { return }
    unsafe unlink(temporary.path)
    pk_temp_release(temporary.slot)
    self.temporary = nil
  }

  private func wait(after code: Int32) throws(BytesError) {
    switch code {
    case EINTR: return
    case EPIPE: throw BytesError(.brokenPipe, path: path, offset: count)
    case EAGAIN:
      // Standard output may have been inherited non-blocking.
      var wanted = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
      _ = unsafe poll(&wanted, 1, -1)
    default: throw BytesError(.writeFailed(.write, code: code), path: path, offset: count)
    }
  }

  /// Begins to write back early, so that the fsync at the end of a large file has little left to do.
  private func startWritingBack() {
    pk_start_writing_back(descriptor, flushed, count - flushed)
    flushed = count
  }

  /// Makes the rename itself durable; some file systems know no fsync of a directory.
  private func syncFolder(_ folder: String) throws(BytesError) {
    let directory = unsafe open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
    guard directory >= 0 else { return }
    defer { close(directory) }
    guard fsync(directory) != 0, errno == EIO || errno == ENOSPC || errno == EDQUOT else { return }
    throw failure(.sync)
  }

  private func failure(_ step: BytesError.WriteStep) -> BytesError {
    BytesError(.writeFailed(step, code: errno), path: path, offset: count)
  }
}
