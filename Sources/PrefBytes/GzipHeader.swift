import CDeflate

/// Reads the header of one gzip member (RFC 1952, 2.3) byte by byte.
struct GzipHeader {
  /// No header of a real file is as long; names and comments have no bound of their own.
  static let maximumLength = 1 << 20
  static let extraFlag: UInt8 = 4

  private static let checksumFlag: UInt8 = 2
  private static let nameFlag: UInt8 = 8
  private static let commentFlag: UInt8 = 16
  private static let reservedFlags: UInt8 = 0xE0

  /// What a member of our own says of itself; `nil` for all others.
  private(set) var packed: PackedMember?

  private let input: InputBuffer
  private let start: Int
  private var bytes: [UInt8] = []

  /// Consumes the header; the input stands at the magic number, which has been seen.
  init(_ input: InputBuffer) throws(BytesError) {
    self.input = input
    start = input.offset
    let flags = try readFixedPart()
    if flags & Self.extraFlag != 0 { packed = PackedMember(extraField: try readExtraField()) }
    if flags & Self.nameFlag != 0 { try skipText() }
    if flags & Self.commentFlag != 0 { try skipText() }
    if flags & Self.checksumFlag != 0 { try checkChecksum() }
    // A header with anything besides the extra field is not as we write it: the sizes would not fit.
    if let packed, bytes.count != packed.headerSize { self.packed = nil }
    bytes = []
  }

  private mutating func readFixedPart() throws(BytesError) -> UInt8 {
    for _ in 0..<10 { _ = try readByte() }
    guard bytes[2] == 8 else { throw fault(.method(bytes[2])) }
    guard bytes[3] & Self.reservedFlags == 0 else { throw fault(.reservedFlags(bytes[3])) }
    return bytes[3]
  }

  private mutating func readExtraField() throws(BytesError) -> [UInt8] {
    let size = Int(try readByte()) | Int(try readByte()) << 8
    for _ in 0..<size { _ = try readByte() }
    return Array(bytes.suffix(size))
  }

  private mutating func skipText() throws(BytesError) {
    while try readByte() != 0 {}
  }

  private mutating func checkChecksum() throws(BytesError) {
    let computed = unsafe bytes.withUnsafeBytes { unsafe libdeflate_crc32(0, $0.baseAddress, $0.count) } & 0xFFFF
    let stored = UInt32(try readByte()) | UInt32(try readByte()) << 8
    guard stored == computed else { throw fault(.checksum) }
  }

  private mutating func readByte() throws(BytesError) -> UInt8 {
    guard bytes.count < Self.maximumLength else { throw fault(.tooLong) }
    guard try input.ensure(1) else { throw input.error(.endsEarly(.gzip, start: start)) }
    let byte = input.peek(1)[0]
    input.consume(1)
    bytes.append(byte)
    return byte
  }

  private func fault(_ fault: BytesError.HeaderFault) -> BytesError {
    BytesError(.badHeader(.gzip, fault), path: input.path, offset: start)
  }
}
