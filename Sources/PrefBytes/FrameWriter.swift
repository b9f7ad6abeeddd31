import CZstd

/// Writes zstd frames with content size and checksum, on the calling thread.
@safe final class FrameWriter {
  private let context: OpaquePointer

  /// `nil` where there is no memory.
  init?(level: Int) {
    guard let context = unsafe ZSTD_createCCtx() else { return nil }
    unsafe self.context = unsafe context
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_compressionLevel, Int32(level))
    unsafe ZSTD_CCtx_setParameter(context, ZSTD_c_checksumFlag, 1)
  }

  deinit {
    unsafe ZSTD_freeCCtx(context)
  }

  /// The whole frame; `nil` where there is no memory.
  func frame(_ raw: UnsafeRawBufferPointer) -> [UInt8]? {
    let bound = ZSTD_compressBound(raw.count)
    let bytes = unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, count in
      let size = unsafe ZSTD_compress2(context, buffer.baseAddress, bound, raw.baseAddress, raw.count)
      if ZSTD_isError(size) == 0 { count = size }
    }
    return bytes.isEmpty ? nil : bytes
  }
}
