import Foundation
import PrefBytes
import PrefFormats
import PrefPipeline

/// What bytes are read as: a whole ingest of one file, as the command does it.
///
/// PREFKIT_FUZZ_TARGET names it: `auto`, a container (`lines`, `array`, `sequence`, `table`, `xml`), whose seeds are in
/// that container, or a format. Whatever the bytes are, the run ends in rows or in one of the errors that people are
/// told about; the ledger balances.
struct FuzzTarget {
  let settings: RunSettings
  let input: String
  let output: String

  init() {
    let name = ProcessInfo.processInfo.environment["PREFKIT_FUZZ_TARGET"] ?? "auto"
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("prefkit-fuzz-\(getpid())")
    try? FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    input = folder.appendingPathComponent("input").path
    output = folder.appendingPathComponent("output").path
    var settings = RunSettings()
    settings.inputs = [input]
    settings.badRows = .skip
    settings.maxLine = 1 << 16
    switch name {
    case "auto", "lines", "array", "sequence": settings.format = "auto"
    case "table":
      settings.separator = UInt8(ascii: ",")
      settings.format = "trl"
    case "xml": settings.format = "stackexchange"
    default: settings.format = name
    }
    if name == "fields" {
      settings.formatOptions.map = ["prompt": "question", "chosen": "good", "rejected": "/bad"]
    }
    self.settings = settings
  }

  /// Reads the bytes; traps where the run breaks a promise.
  func run(_ bytes: UnsafeRawBufferPointer) {
    let file = fopen(input, "w")
    fwrite(bytes.baseAddress, 1, bytes.count, file)
    fclose(file)
    do {
      let records = try RecordRun(settings)
      let outputs = OutputSet()
      let rows = try outputs.open(OutputDestination(argument: output), OutputCompression.none)
      let ledger = try records.ingest(Naming(), Rewriting(), outputs, rows)
      precondition(ledger.balances, "the ledger does not balance")
      outputs.abandon()
    } catch RunError.unbalanced(let read, let accounted) {
      preconditionFailure("read \(read), accounted for \(accounted)")
    } catch is RunError {
    } catch is BytesError {
    } catch is FormatOptionError {
    } catch is BadRowsError {
    } catch {
      preconditionFailure("an error without words: \(error)")
    }
  }
}
