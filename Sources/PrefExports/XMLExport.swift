import PrefJSON
public import PrefRecord
import PrefXML

/// One XML document of comparisons, written by libxml2; `schemas/exports/comparisons.xsd` says what is in it.
///
/// XML 1.0 has no word for most control characters, so rows that hold one are refused; a carriage return is written as
/// a character reference, since parsers make a newline of a raw one.
// Witnesses are documented where the protocol declares them.
// swift-format-ignore: AllPublicDeclarationsHaveDocumentation
public struct XMLExport: ExportFormat {
  public static let name = "xml"
  public static let summary = "One XML document with all columns, held to an XML Schema."
  public static let source = "schemas/exports/comparisons.xsd"
  public static let carries: Columns = [.margin, .tie, .annotations, .scores, .models, .source, .metadata, .weight]
  public static let carriesID = true
  public static let container = ExportContainer.document
  public static let demands: PairDemands = [.xmlText]
  public static let shape: Shape? = nil

  private let columns: Columns

  public init(options: ExportOptions) { columns = options.columns }

  public var prologue: [UInt8] {
    Array("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<comparisons xmlns=\"\(Self.namespace)\">\n".utf8)
  }

  /// The namespace of all elements, with the version of the schema.
  public static let namespace = "urn:prefkit:comparisons:1"

  public func write(_ batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    let xml = XMLWriter()
    for index in batch.comparisons.indices {
      write(batch.comparisons[index], in: batch, xml)
      xml.newline()
    }
    xml.take(into: &output)
  }

  private func write(_ comparison: Comparison, in batch: borrowing ComparisonBatch, _ xml: XMLWriter) {
    xml.start("comparison")
    attribute("id", of: xml) { comparison.id.write(to: &$0) }
    if columns.contains(.margin) {
      attribute("margin", of: xml) { bytes in
        unsafe batch.withBytes(of: comparison.margin) { unsafe JSONWriter.append(floatFrom: $0, to: &bytes) }
      }
    }
    if columns.contains(.tie) { attribute("tie", of: xml) { JSONWriter.append(bool: comparison.isTie, to: &$0) } }
    if columns.contains(.weight) {
      let encoder = CanonicalEncoder(columns: columns)
      attribute("weight", of: xml) { encoder.appendWeight(comparison.weight, in: batch, to: &$0) }
    }
    turns("prompt", comparison.prompt, in: batch, xml)
    turns("chosen", comparison.chosen, model: comparison.chosenModel, in: batch, xml)
    turns("rejected", comparison.rejected, model: comparison.rejectedModel, in: batch, xml)
    for index in comparison.annotations { annotation(batch.annotations[index], in: batch, xml) }
    for index in comparison.scores { score(batch.scores[index], in: batch, xml) }
    if columns.contains(.source) { source(comparison.lineage, in: batch, xml) }
    if columns.contains(.metadata), !comparison.metadata.isEmpty {
      xml.start("metadata")
      unsafe batch.withBytes(of: comparison.metadata) { unsafe xml.text($0) }
      xml.end()
    }
    xml.end()
  }

  private func turns(
    _ name: StaticString,
    _ turns: Range<Int>,
    model: ByteRange = .empty,
    in batch: borrowing ComparisonBatch,
    _ xml: XMLWriter
  ) {
    xml.start(name)
    if !model.isEmpty { attribute("model", model, in: batch, xml) }
    for index in turns {
      let turn = batch.turns[index]
      xml.start("turn")
      attribute("role", of: xml) { JSONWriter.append(ascii: turn.role.name, to: &$0) }
      unsafe batch.withBytes(of: turn.content) { unsafe xml.text($0) }
      xml.end()
    }
    xml.end()
  }

  private func annotation(_ annotation: Annotation, in batch: borrowing ComparisonBatch, _ xml: XMLWriter) {
    xml.start("annotation")
    attribute("annotator", annotation.annotator, in: batch, xml)
    attribute("choice", of: xml) { JSONWriter.append(ascii: annotation.choice.name, to: &$0) }
    if !annotation.strength.isEmpty { attribute("strength", annotation.strength, in: batch, xml) }
    if annotation.position != .unknown {
      attribute("position", of: xml) { JSONWriter.append(ascii: annotation.position.name, to: &$0) }
    }
    xml.end()
  }

  private func score(_ score: Score, in batch: borrowing ComparisonBatch, _ xml: XMLWriter) {
    xml.start("score")
    attribute("name", score.name, in: batch, xml)
    attribute("chosen", score.chosen, in: batch, xml)
    attribute("rejected", score.rejected, in: batch, xml)
    xml.end()
  }

  private func source(_ lineage: Lineage, in batch: borrowing ComparisonBatch, _ xml: XMLWriter) {
    xml.start("source")
    attribute("dataset", lineage.dataset, in: batch, xml)
    attribute("subset", lineage.subset, in: batch, xml)
    attribute("split", lineage.split, in: batch, xml)
    attribute("file", lineage.file, in: batch, xml)
    attribute("row", of: xml) { JSONWriter.append(integer: lineage.row, to: &$0) }
    xml.end()
  }

  private func attribute(
    _ name: StaticString,
    _ range: ByteRange,
    in batch: borrowing ComparisonBatch,
    _ xml: XMLWriter
  ) {
    unsafe batch.withBytes(of: range) { unsafe xml.attribute(name, $0) }
  }

  private func attribute(_ name: StaticString, of xml: XMLWriter, _ write: (inout [UInt8]) -> Void) {
    var bytes: [UInt8] = []
    write(&bytes)
    unsafe bytes.withUnsafeBytes { unsafe xml.attribute(name, $0) }
  }
}

/// Says what text XML 1.0 can hold.
enum XMLText {
  /// Whether all text of a comparison can stand in a document.
  static func canHold(_ comparison: Comparison, in batch: borrowing ComparisonBatch) -> Bool {
    for side in [comparison.prompt, comparison.chosen, comparison.rejected] {
      for index in side where !canHold(batch.turns[index].content, in: batch) { return false }
    }
    let lineage = comparison.lineage
    var ranges = [comparison.chosenModel, comparison.rejectedModel, comparison.metadata]
    ranges += [lineage.dataset, lineage.subset, lineage.split, lineage.file]
    ranges += comparison.annotations.map { batch.annotations[$0].annotator }
    ranges += comparison.scores.map { batch.scores[$0].name }
    for range in ranges where !canHold(range, in: batch) { return false }
    return true
  }

  /// Whether there is no control character but tab, newline and carriage return, and no U+FFFE or U+FFFF.
  private static func canHold(_ range: ByteRange, in batch: borrowing ComparisonBatch) -> Bool {
    let text = batch.text
    for index in Int(range.start)..<Int(range.end) {
      let byte = text[index]
      if byte < 0x20, byte != 0x09, byte != 0x0A, byte != 0x0D { return false }
      if byte == 0xEF, text[index + 1] == 0xBF, text[index + 2] & 0xFE == 0xBE { return false }
    }
    return true
  }
}
