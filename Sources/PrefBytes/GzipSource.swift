import CDeflate

/// Decompresses a gzip file of any number of members, its own kind handed on whole on request.
///
/// Zero bytes after the last member are padding; anything else there is an error. A cut exactly between two members
/// cannot be seen in ordinary gzip; in files written here it is, by ``PackedMember``.
final class GzipSource {
  /// Whether to stop before members of our own that fit in `largestMember` raw bytes.
  var largestMember: Int?
  /// The member the source stopped at; take it or stream it before reading on.
  private(set) var waiting: PackedMember?

  private enum Phase {
    case boundary, body, end
  }

  let input: InputBuffer
  private let inflater = StreamInflater()
  private var phase = Phase.boundary
  private var isFirst = true
  private var memberStart = 0
  private var crc: UInt32 = 0
  private var memberRawSize = 0
  private var claim: PackedMember?
  private var tally = PackedTally()

  init(_ input: InputBuffer) { self.input = input }

  /// Decompresses into `target`; 0 at the end, and at a member that waits.
  func read(into target: UnsafeMutableRawBufferPointer) throws(BytesError) -> Int {
    while waiting == nil, phase != .end {
      if phase == .boundary {
        try beginMember()
      } else {
        let count = try unsafe inflate(into: target)
        if count > 0 { return count }
      }
    }
    return 0
  }

  /// Goes on to decompress the waiting member like any other.
  func streamWaiting() {
    waiting = nil
  }

  /// Reads the waiting member's compressed bytes, header excluded, into `target`, which has exactly their size.
  ///
  /// - Returns: The offset of the member in the file.
  func takeWaiting(into target: UnsafeMutableRawBufferPointer) throws(BytesError) -> Int {
    var filled = 0
    while filled < target.count {
      let count = try unsafe input.read(into: UnsafeMutableRawBufferPointer(rebasing: target[filled...]))
      guard count > 0 else { throw input.error(.endsEarly(.gzip, start: memberStart)) }
      filled += count
    }
    tally.add(waiting?.rawSize ?? 0)
    waiting = nil
    phase = .boundary
    return memberStart
  }

  private func beginMember() throws(BytesError) {
    memberStart = input.offset
    guard try input.ensure(1) else { return try finish() }
    if !isFirst, input.peek(1) == [0] { return try skipPadding() }
    guard try input.ensure(2) else { throw input.peek(1) == [0x1F] ? cut : garbage }
    guard input.peek(2) == [0x1F, 0x8B] else { throw garbage }
    isFirst = false
    claim = try GzipHeader(input).packed
    if claim == nil, tally.isOpen { throw error(.notClosed(.gzip), at: memberStart) }
    crc = 0
    memberRawSize = 0
    inflater.reset()
    phase = .body
    try offerMember()
  }

  private func offerMember() throws(BytesError) {
    guard let claim else { return }
    if let lie = claim.impossibleClaim { throw error(lie, at: memberStart) }
    guard let largestMember, claim.endsAtLineEnd, claim.rawSize <= largestMember else { return }
    waiting = claim
  }

  private func inflate(into target: UnsafeMutableRawBufferPointer) throws(BytesError) -> Int {
    let isMore = try input.ensure(inflater.ahead + 1)
    let progress = unsafe inflater.run(input.available, into: target)
    input.consume(progress.consumed)
    crc = unsafe libdeflate_crc32(crc, target.baseAddress, progress.produced)
    memberRawSize += progress.produced
    switch progress.outcome {
    case .more: if !isMore, progress.produced == 0 { throw cut }
    case .end: try endMember()
    case .corrupt(let detail): throw input.error(.corrupt(.gzip, detail: detail))
    case .outOfMemory: throw input.error(.outOfMemory)
    }
    return progress.produced
  }

  private func endMember() throws(BytesError) {
    guard try input.ensure(PackedMember.trailerSize) else { throw cut }
    let trailer = input.peek(PackedMember.trailerSize)
    let stored = UInt32(integer(trailer[..<4]))
    let length = integer(trailer[4...])
    guard stored == crc else { throw input.error(.checksumMismatch(.gzip, stored: stored, computed: crc)) }
    guard length == memberRawSize & 0xFFFF_FFFF else {
      throw input.error(.lengthMismatch(.gzip, stored: length, found: memberRawSize))
    }
    input.consume(PackedMember.trailerSize)
    phase = .boundary
    if let claim { try settle(claim) }
  }

  private func settle(_ claim: PackedMember) throws(BytesError) {
    let size = input.offset - memberStart
    guard claim.memberSize == size else {
      throw error(.falseClaim(.memberSize, stored: claim.memberSize, found: size), at: memberStart)
    }
    guard claim.rawSize == memberRawSize else {
      throw error(.falseClaim(.rawSize, stored: claim.rawSize, found: memberRawSize), at: memberStart)
    }
    guard claim.isClosing else { return tally.add(memberRawSize) }
    if let lie = tally.close(claim.totalSize) { throw error(lie, at: memberStart) }
  }

  private func skipPadding() throws(BytesError) {
    while try input.ensure(1) {
      let zeros = unsafe input.available.prefix { $0 == 0 }.count
      input.consume(zeros)
      if input.availableCount > 0 { throw garbage }
    }
    try finish()
  }

  private func finish() throws(BytesError) {
    if tally.isOpen { throw input.error(.notClosed(.gzip)) }
    phase = .end
  }

  private var cut: BytesError { input.error(.endsEarly(.gzip, start: memberStart)) }

  private var garbage: BytesError {
    input.error(.trailingGarbage(.gzip, found: input.peek(4)))
  }

  private func error(_ kind: BytesError.Kind, at offset: Int) -> BytesError {
    BytesError(kind, path: input.path, offset: offset)
  }
}

/// The account of a file of our own, from its first member or frame to the closing one.
struct PackedTally {
  private(set) var isOpen = false
  private var total = 0

  /// Opens the account and counts `rawSize` bytes.
  mutating func add(_ rawSize: Int) {
    isOpen = true
    total += rawSize
  }

  /// Closes the account; a lie where the closing member counts other bytes than came.
  mutating func close(_ stored: Int) -> BytesError.Kind? {
    defer { self = PackedTally() }
    return stored == total ? nil : .falseClaim(.totalSize, stored: stored, found: total)
  }
}
