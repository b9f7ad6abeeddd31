import PrefBytes
import PrefFormats
import PrefRecord

/// A piece of input on its way to a worker.
enum RecordUnit {
  /// Whole lines.
  case lines(InputBlock, input: Int)
  /// Elements of an array.
  case elements(ArraySplitter.Cut, input: Int)
  /// Comparisons that a document gave, read already.
  case batch(ComparisonBatch, input: Int, rows: Int, bytes: Int)
}

/// Hands out the records of inputs, one input after the other, in pieces of about 1 MiB.
final class RecordSource {
  let inputs: [ResolvedInput]
  private let maxLine: Int
  private var index = 0
  private var current: Current?
  /// Bytes of the files read so far, as they lie on disk.
  private(set) var consumed = 0
  private var consumedBefore = 0

  private enum Current {
    case lines(BlockReader)
    case array(ByteStream, ArraySplitter, ended: Bool)
    case document(ByteStream, any DocumentReader, ended: Bool, seen: (rows: Int, bytes: Int))
  }

  private static let pieceSize = 1 << 20

  init(_ inputs: [ResolvedInput], maxLine: Int) {
    self.inputs = inputs
    self.maxLine = maxLine
  }

  /// The next piece; `nil` after the last.
  func next() throws -> RecordUnit? {
    while index < inputs.count {
      if let unit = try advance() { return unit }
      consumedBefore = consumed
      current = nil
      index += 1
    }
    return nil
  }

  private func advance() throws -> RecordUnit? {
    switch try open() {
    case .lines(let reader):
      let block = try reader.next()
      consumed = consumedBefore + reader.consumedSize
      return block.map { .lines($0, input: index) }
    case .array(let stream, let splitter, let ended): return try advance(stream, splitter, ended)
    case .document(let stream, let reader, let ended, let seen):
      return try advance(stream, reader, ended, seen)
    }
  }

  private func open() throws -> Current {
    if let current { return current }
    let input = inputs[index]
    let stream = try input.stream?.stream ?? ByteStream(InputFile(argument: input.path))
    let opened: Current
    switch input.container {
    case .lines:
      opened = .lines(BlockReader(stream, path: input.path, limits: BlockReader.Limits(maxLine: maxLine)))
    case .array: opened = .array(stream, ArraySplitter(limit: maxLine), ended: false)
    case .document:
      guard let format = input.format as? any DocumentFormat else {
        throw RunError.usage(
          "\(input.path): the format \"\(input.formatName)\" reads JSON, and this is a document",
          fix: "`prefkit formats` says what each format reads"
        )
      }
      opened = .document(stream, format.makeReader(), ended: false, seen: (0, 0))
    }
    current = opened
    return opened
  }

  private func advance(_ stream: ByteStream, _ splitter: ArraySplitter, _ ended: Bool) throws -> RecordUnit? {
    var (splitter, ended) = (splitter, ended)
    // The splitter must not be shared with `current` while it is fed: its buffer would be copied.
    current = nil
    defer { current = .array(stream, splitter, ended: ended) }
    var piece: [UInt8] = []
    do {
      while true {
        if let cut = splitter.cut(size: Self.pieceSize, atEnd: ended) { return .elements(cut, input: index) }
        if ended { return nil }
        piece.removeAll(keepingCapacity: true)
        ended = try !stream.read(upTo: Self.pieceSize, appendingTo: &piece)
        consumed = consumedBefore + stream.compressedOffset
        if ended { try splitter.finish() } else { try Self.feed(&splitter, piece) }
      }
    } catch let fault as ArrayFault {
      let error = DocumentError(fault.message, line: fault.line, column: fault.column, byte: fault.byte)
      throw RunError.damaged(path: inputs[index].path, error)
    }
  }

  private static func feed(_ splitter: inout ArraySplitter, _ piece: [UInt8]) throws(ArrayFault) {
    var outcome: Result<Void, ArrayFault> = .success(())
    unsafe piece.withUnsafeBytes { bytes in
      outcome = Result { () throws(ArrayFault) in try unsafe splitter.feed(bytes) }
    }
    try outcome.get()
  }

  private func advance(
    _ stream: ByteStream,
    _ reader: any DocumentReader,
    _ ended: Bool,
    _ seen: (rows: Int, bytes: Int)
  ) throws -> RecordUnit? {
    var (ended, seen) = (ended, seen)
    defer { current = .document(stream, reader, ended: ended, seen: seen) }
    var piece: [UInt8] = []
    do {
      while true {
        var batch = ComparisonBatch()
        if reader.drain(into: &batch) {
          let (rows, bytes) = (reader.rows - seen.rows, stream.offset - seen.bytes)
          seen = (reader.rows, stream.offset)
          return .batch(batch, input: index, rows: rows, bytes: bytes)
        }
        if ended { return nil }
        piece.removeAll(keepingCapacity: true)
        ended = try !stream.read(upTo: Self.pieceSize, appendingTo: &piece)
        consumed = consumedBefore + stream.compressedOffset
        if ended { try reader.finish() } else { try Self.feed(reader, piece) }
      }
    } catch let error as DocumentError {
      throw RunError.damaged(path: inputs[index].path, error)
    }
  }

  private static func feed(_ reader: any DocumentReader, _ piece: [UInt8]) throws(DocumentError) {
    var outcome: Result<Void, DocumentError> = .success(())
    unsafe piece.withUnsafeBytes { bytes in
      outcome = Result { () throws(DocumentError) in try unsafe reader.consume(bytes) }
    }
    try outcome.get()
  }
}
