import CDeflate

/// Writes gzip members of our own with libdeflate, whose output is the same on every CPU.
@safe final class Deflater {
  private let compressor: OpaquePointer

  /// `nil` where there is no memory.
  init?(level: Int) {
    guard let compressor = unsafe libdeflate_alloc_compressor(Int32(level)) else { return nil }
    unsafe self.compressor = unsafe compressor
  }

  deinit {
    unsafe libdeflate_free_compressor(compressor)
  }

  /// The whole member; `nil` cannot happen while the library keeps to its own bound.
  func member(_ raw: UnsafeRawBufferPointer) -> [UInt8]? {
    let bound = unsafe libdeflate_deflate_compress_bound(compressor, raw.count)
    let head = PackedMember.dataHeaderSize
    var member = unsafe PackedMember(
      rawSize: raw.count,
      lineCount: countNewlines(raw),
      endsAtLineEnd: raw.last == 0x0A
    )
    let capacity = head + bound + PackedMember.trailerSize
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: capacity) { buffer, count in
      guard let base = buffer.baseAddress else { return }
      let size = unsafe libdeflate_deflate_compress(compressor, raw.baseAddress, raw.count, base + head, bound)
      guard size > 0 else { return }
      member.memberSize = head + size + PackedMember.trailerSize
      var trailer: [UInt8] = []
      append(Int(unsafe libdeflate_crc32(0, raw.baseAddress, raw.count)), width: 4, to: &trailer)
      append(raw.count, width: 4, to: &trailer)
      unsafe base.update(from: member.header(), count: head)
      unsafe (base + head + size).update(from: trailer, count: trailer.count)
      count = member.memberSize
    }
    return bytes.isEmpty ? nil : bytes
  }
}
