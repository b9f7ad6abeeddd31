import PrefBytes
import PrefFormats

/// Elements of a JSON array, about 1 MiB at a time.
final class ElementUnits: RecordUnits {
  private let stream: ByteStream
  private let path: String
  private let input: Int
  private var splitter: ArraySplitter
  private var piece: [UInt8] = []
  private var isEnded = false

  init(_ stream: ByteStream, path: String, input: Int, maxLine: Int) {
    (self.stream, self.path, self.input) = (stream, path, input)
    splitter = ArraySplitter(limit: maxLine)
  }

  var consumed: Int { stream.compressedOffset }

  func next() throws -> RecordUnit? {
    do {
      while true {
        if let cut = splitter.cut(size: RecordSource.pieceSize, atEnd: isEnded) { return .elements(cut, input: input) }
        if isEnded { return nil }
        piece.removeAll(keepingCapacity: true)
        isEnded = try !stream.read(upTo: RecordSource.pieceSize, appendingTo: &piece)
        if isEnded { try splitter.finish() } else { try feed() }
      }
    } catch let fault as ArrayFault {
      let error = DocumentError(fault.message, line: fault.line, column: fault.column, byte: fault.byte)
      throw RunError.damaged(path: path, error)
    }
  }

  private func feed() throws(ArrayFault) {
    var outcome: Result<Void, ArrayFault> = .success(())
    unsafe piece.withUnsafeBytes { bytes in
      outcome = Result { () throws(ArrayFault) in try unsafe splitter.feed(bytes) }
    }
    try outcome.get()
  }
}
