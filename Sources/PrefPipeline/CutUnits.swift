import PrefBytes
import PrefFormats

/// Records that a splitter cuts, about 1 MiB at a time.
final class CutUnits<Splitter: RecordSplitter>: RecordUnits {
  private let stream: ByteStream
  private let path: String
  private let input: Int
  private var splitter: Splitter
  private var piece: [UInt8] = []
  private var hasBegun = false
  private var isEnded = false

  init(_ stream: ByteStream, _ splitter: Splitter, path: String, input: Int) {
    (self.stream, self.splitter, self.path, self.input) = (stream, splitter, path, input)
  }

  var consumed: Int { stream.compressedOffset }

  func next() throws -> RecordUnit? {
    do {
      while true {
        if let cut = splitter.cut(size: RecordSource.pieceSize, atEnd: isEnded) { return .records(cut, input: input) }
        if isEnded { return nil }
        piece.removeAll(keepingCapacity: true)
        isEnded = try !stream.read(upTo: RecordSource.pieceSize, appendingTo: &piece)
        if !hasBegun { splitter.begin(at: stream.offset - piece.count) }
        hasBegun = true
        if isEnded { try splitter.finish() } else { try feed() }
      }
    } catch let fault as SplitFault {
      throw RunError(fault, path: path)
    }
  }

  private func feed() throws(SplitFault) {
    var outcome: Result<Void, SplitFault> = .success(())
    unsafe piece.withUnsafeBytes { bytes in
      outcome = Result { () throws(SplitFault) in try unsafe splitter.feed(bytes) }
    }
    try outcome.get()
  }
}
