import PrefBytes
import PrefFormats
import PrefRecord

/// What one document gives, about 1 MiB at a time.
final class DocumentUnits: RecordUnits {
  private let stream: ByteStream
  private let reader: any DocumentReader
  private let path: String
  private let input: Int
  private var piece: [UInt8] = []
  private var isEnded = false
  private var seen = (rows: 0, bytes: 0)

  init(_ stream: ByteStream, _ reader: any DocumentReader, path: String, input: Int) {
    (self.stream, self.reader, self.path, self.input) = (stream, reader, path, input)
  }

  var consumed: Int { stream.compressedOffset }

  func next() throws -> RecordUnit? {
    do {
      while true {
        var batch = ComparisonBatch()
        if reader.drain(into: &batch) { return unit(batch) }
        if let piece = reader.nextPiece() { return .piece(piece, input: input) }
        if isEnded { return nil }
        piece.removeAll(keepingCapacity: true)
        isEnded = try !stream.read(upTo: RecordSource.pieceSize, appendingTo: &piece)
        if isEnded { try reader.finish() } else { try feed() }
      }
    } catch let error as DocumentError {
      throw RunError.damaged(path: path, error)
    }
  }

  private func unit(_ batch: ComparisonBatch) -> RecordUnit {
    defer { seen = (reader.rows, stream.offset) }
    return .batch(batch, input: input, rows: reader.rows - seen.rows, bytes: stream.offset - seen.bytes)
  }

  private func feed() throws(DocumentError) {
    var outcome: Result<Void, DocumentError> = .success(())
    unsafe piece.withUnsafeBytes { bytes in
      outcome = Result { () throws(DocumentError) in try unsafe reader.consume(bytes) }
    }
    try outcome.get()
  }
}
