import Glibc

extension BytesError: CustomStringConvertible {
  /// The path and the sentence of ``describe()``.
  public var description: String { "\(path): \(describe())" }

  /// Says in one plain sentence, without the path, what was found and where.
  public func describe() -> String {
    switch category {
    case .damaged: describeDamage()
    case .noInput, .inputOutput, .cannotCreate, .brokenPipe: describeSystem()
    }
  }

  private func describeSystem() -> String {
    switch kind {
    case .cannotOpen(let code): "cannot open it: \(words(code))"
    case .inputIsDirectory: "it is a directory, not a file"
    case .readFailed(let code): "reading failed\(place): \(words(code))"
    case .cannotCreate(let code): "cannot create it: \(words(code))"
    case .writeFailed(.write, let code): "writing failed: \(words(code))"
    case .writeFailed(.sync, let code): "the data could not be brought to disk: \(words(code))"
    case .writeFailed(.close, let code): "closing failed: \(words(code))"
    case .writeFailed(.rename, let code): "could not be given its final name: \(words(code))"
    case .brokenPipe: "the reader of the output has gone away"
    default: "out of memory"
    }
  }

  private func describeDamage() -> String {
    switch kind {
    case .endsEarly(let format, let start):
      "\(format) stream ends early: the \(unit(format)) that starts at byte \(grouped(start)) has no end"
    case .notClosed(let format):
      "\(format) stream ends early\(place): the closing \(unit(format)) that this file must have is missing"
    case .badHeader(let format, let fault): "\(format) header\(place) \(words(fault))"
    case .corrupt(let format, let detail): "\(format) data are damaged\(place): \(detail)"
    case .checksumMismatch(let format, let stored?, let computed?):
      "\(format) checksum\(place) is \(hex(stored)), but the decompressed data have \(hex(computed))"
    case .checksumMismatch(let format, _, _): "\(format) checksum\(place) does not fit the decompressed data"
    case .lengthMismatch(let format, let stored, let found):
      "\(format) length\(place) is \(grouped(stored)), but \(grouped(found)) bytes were decompressed"
    case .trailingGarbage(let format, let found):
      "bytes that are not \(format) follow the \(format) data\(place): found \(found.map(hex).joined(separator: " "))"
    case .windowTooLarge(let log):
      "zstd frame\(place) needs a window of more than \(grouped(1 << log)) bytes (window log \(log)), the most allowed"
    case .falseClaim(let claim, let stored, let found):
      "header of the gzip member\(place) claims a \(words(claim)) of \(grouped(stored)), found \(grouped(found))"
    case .lineTooLong(let limit, let row): "line \(grouped(row)) is longer than \(grouped(limit)) bytes"
    default: "damaged data"
    }
  }

  private var place: String {
    guard let offset else { return "" }
    // The zstd library does not tell how far into a frame it came.
    switch kind {
    case .corrupt(.zstd, _), .checksumMismatch(.zstd, _, _):
      return " in the frame that starts at byte \(grouped(offset))"
    default: break
    }
    return " at byte \(grouped(offset))"
  }
}

private func unit(_ format: BytesError.CompressedFormat) -> String {
  format == .gzip ? "member" : "frame"
}

private func words(_ code: Int32) -> String {
  unsafe String(cString: strerror(code))
}

private func words(_ claim: BytesError.PackedClaim) -> String {
  switch claim {
  case .memberSize: "compressed size"
  case .rawSize: "size"
  case .lineCount: "line count"
  case .totalSize: "total size"
  }
}

private func words(_ fault: BytesError.HeaderFault) -> String {
  switch fault {
  case .method(let method): "names compression method \(method), expected 8 (deflate)"
  case .reservedFlags(let flags): "sets reserved flags: found \(hex(flags))"
  case .checksum: "does not fit its own checksum"
  case .tooLong: "is longer than \(grouped(GzipHeader.maximumLength)) bytes"
  }
}

private func hex<Number: FixedWidthInteger>(_ value: Number) -> String {
  let digits = String(value, radix: 16)
  return "0x" + String(repeating: "0", count: max(0, Number.bitWidth / 4 - digits.count)) + digits
}

/// The number with commas between thousands.
private func grouped(_ value: Int) -> String {
  var digits = Array(String(value.magnitude))
  var index = digits.count - 3
  while index > 0 {
    digits.insert(",", at: index)
    index -= 3
  }
  return (value < 0 ? "-" : "") + String(digits)
}
