import PrefBytes
import PrefFormats
import PrefRecord

/// Hands out the records of inputs, one input after the other, in pieces of about 1 MiB.
final class RecordSource {
  static let pieceSize = 1 << 20

  let inputs: [ResolvedInput]
  private let maxLine: Int
  private var index = 0
  private var current: (any RecordUnits)?
  private var consumedBefore = 0

  init(_ inputs: [ResolvedInput], maxLine: Int) {
    self.inputs = inputs
    self.maxLine = maxLine
  }

  /// Bytes of the files read so far, as they lie on disk.
  private(set) var consumed = 0

  /// The next piece; `nil` after the last.
  func next() throws -> RecordUnit? {
    while index < inputs.count {
      let units = try current ?? open(inputs[index])
      current = units
      let unit = try units.next()
      consumed = consumedBefore + units.consumed
      if let unit { return unit }
      consumedBefore = consumed
      current = nil
      index += 1
    }
    return nil
  }

  private func open(_ input: ResolvedInput) throws -> any RecordUnits {
    let stream = try input.stream?.stream ?? ByteStream(InputFile(argument: input.path))
    let units: any RecordUnits
    switch input.container {
    case .lines: units = LineUnits(stream, path: input.path, input: index, maxLine: maxLine)
    case .array: units = cut(stream, ValueSplitter(.array, limit: maxLine), input)
    case .sequence: units = cut(stream, ValueSplitter(.sequence, limit: maxLine), input)
    case .table(let header):
      units = cut(stream, RowSplitter(separator: header.separator, limit: maxLine), input)
    case .document:
      guard let format = input.format as? any DocumentFormat else {
        throw RunError.usage(
          "\(input.path): the format \"\(input.formatName)\" reads JSON, and this is a document",
          fix: "`prefkit formats` says what each format reads"
        )
      }
      return DocumentUnits(stream, format.makeReader(), path: input.path, input: index)
    }
    guard let format = input.format as? any GroupingFormat else { return units }
    return GroupedUnits(units, format.makeGrouper(), table: input.container.header, input: index)
  }

  private func cut(_ stream: ByteStream, _ splitter: some RecordSplitter, _ input: ResolvedInput) -> any RecordUnits {
    CutUnits(stream, splitter, path: input.path, input: index)
  }
}
