import PrefJSON

/// A field of records by which people group, stratify, select and count them.
public struct RecordField: Sendable, Equatable {
  private enum Part: Sendable, Equatable {
    case dataset, subset, split, file, chosenModel, rejectedModel, tie
    case metadata(JSONPointer)
  }

  /// The field's name as the user wrote it.
  public let name: String
  private let part: Part

  /// Names of fields, for help and messages.
  public static let names = [
    "source", "source.subset", "source.split", "source.file", "models.chosen", "models.rejected", "tie", "metadata/KEY",
  ]

  /// Finds a field by its name; `nil` when there is none.
  ///
  /// `metadata/KEY` is a JSON pointer into the metadata.
  public init?(_ name: String) {
    self.name = name
    switch name {
    case "source", "source.dataset": part = .dataset
    case "source.subset": part = .subset
    case "source.split": part = .split
    case "source.file": part = .file
    case "models.chosen": part = .chosenModel
    case "models.rejected": part = .rejectedModel
    case "tie": part = .tie
    default:
      guard name.hasPrefix("metadata/"), let pointer = JSONPointer(String(name.dropFirst(8))) else { return nil }
      part = .metadata(pointer)
    }
  }

  /// The field's value as text: a string as it is, another value as its JSON, nothing where there is none.
  ///
  /// `parser`: Reads the metadata; used again from record to record.
  public func value(of comparison: Comparison, in batch: borrowing ComparisonBatch, _ parser: JSONParser) -> [UInt8] {
    switch part {
    case .dataset: Self.bytes(comparison.lineage.dataset, in: batch)
    case .subset: Self.bytes(comparison.lineage.subset, in: batch)
    case .split: Self.bytes(comparison.lineage.split, in: batch)
    case .file: Self.bytes(comparison.lineage.file, in: batch)
    case .chosenModel: Self.bytes(comparison.chosenModel, in: batch)
    case .rejectedModel: Self.bytes(comparison.rejectedModel, in: batch)
    case .tie: Array((comparison.isTie ? "true" : "false").utf8)
    case .metadata(let pointer): Self.value(at: pointer, of: Self.bytes(comparison.metadata, in: batch), parser)
    }
  }

  private static func value(at pointer: JSONPointer, of metadata: [UInt8], _ parser: JSONParser) -> [UInt8] {
    // Metadata that is no JSON has no fields; validate reports it.
    guard !metadata.isEmpty, (try? parser.parse(metadata)) != nil, let value = parser.root.value(at: pointer) else {
      return []
    }
    return value.kind == .string ? unsafe Array(value.text) : unsafe Array(value.raw)
  }

  private static func bytes(_ range: ByteRange, in batch: borrowing ComparisonBatch) -> [UInt8] {
    Array(batch.text[Int(range.start)..<Int(range.end)])
  }
}
