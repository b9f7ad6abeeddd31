import PrefBytes
import PrefFormats
import PrefRecord

/// A piece of input on its way to a worker.
enum RecordUnit {
  /// Whole lines.
  case lines(InputBlock, input: Int)
  /// Records that a splitter cut off: elements of an array, rows of a table.
  case records(RecordCut, input: Int)
  /// Comparisons that were read already, with the rows and bytes of the input they stand for.
  case batch(ComparisonBatch, input: Int, rows: Int, bytes: Int)
  /// Comparisons of a document that a worker is to make.
  case piece(any DocumentPiece, input: Int)
}

/// Gives out the pieces of one input, in input order; used by one thread at a time.
protocol RecordUnits: AnyObject {
  /// Bytes of the file read so far, as they lie on disk.
  var consumed: Int { get }

  /// The next piece; `nil` after the last.
  func next() throws -> RecordUnit?
}

/// Blocks of whole lines.
final class LineUnits: RecordUnits {
  private let reader: BlockReader
  private let input: Int

  init(_ stream: ByteStream, path: String, input: Int, maxLine: Int) {
    self.input = input
    reader = BlockReader(stream, path: path, limits: BlockReader.Limits(maxLine: maxLine))
  }

  var consumed: Int { reader.consumedSize }

  func next() throws -> RecordUnit? { try reader.next().map { .lines($0, input: input) } }
}
