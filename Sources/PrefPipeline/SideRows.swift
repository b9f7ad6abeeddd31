import PrefJSON
import PrefRecord

/// Writes the rows of side files: what was set aside, and what was removed.
enum SideRows {
  /// Appends the row of a quarantined record: `{file, row, byte, format, reason, message, raw, raw_encoding}`.
  ///
  /// `raw`: The record exactly as it was read.
  static func appendReject(
    _ record: QuarantinedRecord,
    file: String,
    format: String,
    raw: UnsafeRawBufferPointer,
    to output: inout [UInt8]
  ) {
    JSONWriter.append(ascii: "{\"file\":", to: &output)
    JSONWriter.append(string: file, to: &output)
    JSONWriter.append(ascii: ",\"row\":", to: &output)
    JSONWriter.append(integer: record.row, to: &output)
    JSONWriter.append(ascii: ",\"byte\":", to: &output)
    JSONWriter.append(integer: record.byte, to: &output)
    JSONWriter.append(ascii: ",\"line\":", to: &output)
    JSONWriter.append(integer: record.line, to: &output)
    JSONWriter.append(ascii: ",\"column\":", to: &output)
    JSONWriter.append(integer: record.column, to: &output)
    JSONWriter.append(ascii: ",\"format\":", to: &output)
    JSONWriter.append(string: format, to: &output)
    JSONWriter.append(ascii: ",\"reason\":", to: &output)
    JSONWriter.append(string: record.error.reason, to: &output)
    JSONWriter.append(ascii: ",\"message\":", to: &output)
    JSONWriter.append(string: record.error.message, to: &output)
    JSONWriter.append(ascii: ",\"raw\":", to: &output)
    let isText = unsafe String(validating: raw, as: UTF8.self) != nil
    if isText {
      unsafe JSONWriter.append(string: raw, to: &output)
    } else {
      JSONWriter.append(string: unsafe Base64.encode(raw), to: &output)
    }
    JSONWriter.append(ascii: isText ? ",\"raw_encoding\":\"utf-8\"}\n" : ",\"raw_encoding\":\"base64\"}\n", to: &output)
  }

  /// Appends where a record comes from, as the rows of removed records end: `{dataset, file, row}`.
  static func appendSource(of comparison: Comparison, in batch: borrowing ComparisonBatch, to output: inout [UInt8]) {
    JSONWriter.append(ascii: "{\"dataset\":", to: &output)
    unsafe batch.withBytes(of: comparison.lineage.dataset) { unsafe JSONWriter.append(string: $0, to: &output) }
    JSONWriter.append(ascii: ",\"file\":", to: &output)
    unsafe batch.withBytes(of: comparison.lineage.file) { unsafe JSONWriter.append(string: $0, to: &output) }
    JSONWriter.append(ascii: ",\"row\":", to: &output)
    JSONWriter.append(integer: comparison.lineage.row, to: &output)
    JSONWriter.append(ascii: "}", to: &output)
  }

  /// Appends the row of a removed record: `{id, reason, kept, similarity, source}`.
  static func appendRemoved(
    id: RecordID,
    reason: String,
    kept: RecordID,
    similarity: Double,
    source: ArraySlice<UInt8>,
    to output: inout [UInt8]
  ) {
    JSONWriter.append(ascii: "{\"id\":\"", to: &output)
    id.write(to: &output)
    JSONWriter.append(ascii: "\",\"reason\":", to: &output)
    JSONWriter.append(string: reason, to: &output)
    JSONWriter.append(ascii: ",\"kept\":\"", to: &output)
    kept.write(to: &output)
    JSONWriter.append(ascii: "\",\"similarity\":", to: &output)
    JSONWriter.append(double: similarity, to: &output)
    JSONWriter.append(ascii: ",\"source\":", to: &output)
    output += source
    JSONWriter.append(ascii: "}\n", to: &output)
  }
}

/// Base64 as in RFC 4648 §4, for raw bytes that are not text.
enum Base64 {
  private static let alphabet = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)

  static func encode(_ bytes: UnsafeRawBufferPointer) -> String {
    var text: [UInt8] = []
    for start in stride(from: 0, to: bytes.count, by: 3) {
      let group = (0..<3).map { start + $0 < bytes.count ? unsafe UInt32(bytes[start + $0]) : 0 }
      let word = group[0] << 16 | group[1] << 8 | group[2]
      let digits = (0..<4).map { alphabet[Int(word >> UInt32(18 - 6 * $0) & 63)] }
      let known = min(3, bytes.count - start) + 1
      text += digits[..<known] + Array(repeating: UInt8(ascii: "="), count: 4 - known)
    }
    return String(decoding: text, as: UTF8.self)
  }
}
