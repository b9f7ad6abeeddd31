import PrefBytes
import PrefJSON
import PrefRecord
public import PrefScores

/// Reads gold scores of checkpoints: JSON lines, few of them.
public enum GoldFile {
  /// Reads a whole file.
  public static func read(_ path: String) throws -> [GoldScore] {
    let stream = try ByteStream(InputFile(argument: path))
    var bytes: [UInt8] = []
    while try stream.read(upTo: 1 << 20, appendingTo: &bytes) {}
    let parser = JSONParser()
    var scores: [GoldScore] = []
    var byte = 0
    for (index, line) in bytes.split(separator: 0x0A, omittingEmptySubsequences: false).enumerated() {
      defer { byte += line.count + 1 }
      if line.allSatisfy({ InputResolver.isSpace($0) }) { continue }
      do throws(RecordError) {
        scores.append(try score(Array(line), parser))
      } catch {
        let record = QuarantinedRecord(
          error: error,
          row: UInt64(index + 1),
          line: UInt64(index + 1),
          column: error.offset + 1,
          byte: UInt64(byte),
          raw: 0..<0
        )
        let row = BadRow(file: path, format: "gold", record: record)
        throw BadRowsError(first: [row], counts: [error.reason: 1])
      }
    }
    return scores
  }

  private static func score(_ line: [UInt8], _ parser: JSONParser) throws(RecordError) -> GoldScore {
    do throws(JSONError) {
      try parser.parse(line)
    } catch {
      throw RecordError(.json(error.kind), at: error.offset)
    }
    return try GoldScore(parser.root)
  }
}
