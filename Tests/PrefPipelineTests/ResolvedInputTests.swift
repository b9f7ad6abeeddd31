import PrefFormats
import PrefRecord
import Testing

@testable import PrefPipeline

@Suite("ResolvedInput", .serialized)
struct ResolvedInputTests {
  static func resolve(_ path: String, _ format: String = "auto", map: [String: String] = [:]) throws -> ResolvedInput {
    var settings = RunSettings()
    settings.inputs = [path]
    settings.format = format
    settings.formatOptions = FormatOptions(map: map)
    return try #require(RecordRun(settings).inputs.first)
  }

  static func usage(_ body: () throws -> ResolvedInput) -> (message: String, fix: String)? {
    do { _ = try body() } catch RunError.usage(let message, let fix) { return (message, fix) } catch {}
    return nil
  }

  static let canonical =
    #"{"id":"0123456789abcdef00000000ffffffff","prompt":[],"chosen":[{"role":"user","content":"a"}],"#
    + #""rejected":[{"role":"user","content":"b"}],"tie":false,"metadata":"{}"}"#
  static let hh = #"{"chosen":"\n\nHuman: a\n\nAssistant: b","rejected":"\n\nHuman: a\n\nAssistant: c"}"#
  static let trl = #"{"prompt":"p","chosen":"a","rejected":"b","margin":1.5}"#

  @Test(
    "finds out what each sample is",
    arguments: [
      ("hh-style.jsonl", "hh-rlhf", .lines, []), ("trl-conversational.jsonl", "trl", .lines, .margin),
      ("pandalm-style.json", "pandalm", .array, [.tie, .annotations, .models]),
      ("llamafactory-sharegpt.json", "llamafactory", .array, []),
      ("stackexchange-style.xml", "stackexchange", .document, [.margin, .tie]),
    ] as [(String, String, Container, Columns)]
  )
  func samples(_ file: String, _ format: String, _ container: Container, _ columns: Columns) throws {
    let input = try Self.resolve(Samples.path(file))
    #expect(input.formatName == format)
    #expect(input.container == container)
    #expect(input.columns.isSuperset(of: columns))
    #expect(input.reason?.isEmpty == false)
  }

  @Test("knows canonical rows and their columns")
  func canonical() throws {
    let scratch = try Scratch()
    let input = try Self.resolve(scratch.write(Self.canonical + "\n"))
    #expect(input.formatName == "prefkit" && input.columns == [.tie, .metadata])
  }

  @Test("takes a byte-order mark, blank lines, carriage returns and a missing last newline")
  func marks() throws {
    let scratch = try Scratch()
    let lines = try Self.resolve(scratch.write("\u{FEFF}\r\n \n\(Self.hh)\r\n\(Self.hh)", "lines"))
    #expect(lines.formatName == "hh-rlhf" && lines.container == .lines)
    let array = try Self.resolve(scratch.write("\u{FEFF}\n [\n\(Self.trl),\(Self.trl)]", "array"))
    #expect(array.formatName == "trl" && array.container == .array && array.columns.contains(.margin))
    let xml = try Self.resolve(scratch.write("\u{FEFF}<?xml version=\"1.0\"?>\n<!-- c -->\n<posts></posts>", "xml"))
    #expect(xml.formatName == "stackexchange" && xml.container == .document)
  }

  @Test("goes by the half of the records, and leaves faulty ones to be reported when they are read")
  func halves() throws {
    let scratch = try Scratch()
    let mixed = [Self.hh, "{cut", Self.trl, Self.hh, "17"].joined(separator: "\n")
    #expect(try Self.resolve(scratch.write(mixed)).formatName == "hh-rlhf")
    let even = try scratch.write([Self.hh, Self.trl].joined(separator: "\n"), "even")
    let error = try #require(Self.usage { try Self.resolve(even) })
    #expect(error.message.contains("\"trl\"") && error.message.contains("\"hh-rlhf\""))
    #expect(error.fix.contains("--format trl"))
  }

  @Test("does not choose between two formats that fit")
  func ambiguity() throws {
    let scratch = try Scratch()
    let both = try scratch.write(
      #"{"instruction":"i","input":"","response1":"a","response2":"b","annotator1":1,"chosen":"a","rejected":"b"}"#
    )
    let error = try #require(Self.usage { try Self.resolve(both) })
    // It has the columns of LLaMA-Factory's alpaca layout as well, which is the special case of TRL's that fits.
    #expect(error.message.contains("\"llamafactory\"") && error.message.contains("\"pandalm\""))
    #expect(try Self.resolve(both, "pandalm").formatName == "pandalm")
  }

  @Test("takes an empty input as no rows", arguments: ["", "\n \r\n", "\u{FEFF}"])
  func empty(_ text: String) throws {
    let scratch = try Scratch()
    let input = try Self.resolve(scratch.write(text))
    #expect(input.reason == "it is empty" && input.columns == [])
  }

  @Test("says what helps where nothing fits", arguments: ["{\"a\":1}", "hello", "[]", "[1,2]", "<html></html>", "[{"])
  func unknown(_ text: String) throws {
    let scratch = try Scratch()
    let path = try scratch.write(text)
    let error = try #require(Self.usage { try Self.resolve(path) })
    #expect(error.fix.contains("--format"))
  }

  @Test("suggests the name that was meant")
  func names() throws {
    let scratch = try Scratch()
    let path = try scratch.write(Self.hh)
    let error = try #require(Self.usage { try Self.resolve(path, "hh-rlfh") })
    #expect(error.fix.contains("did you mean \"hh-rlhf\""))
    #expect(throws: FormatOptionError.self) { try Self.resolve(path, "fields") }
    let fields = try Self.resolve(Samples.path("fields.jsonl"), "fields", map: ["chosen": "good", "rejected": "bad"])
    #expect(fields.formatName == "fields" && fields.reason == nil)
  }

  @Test("gives an output a margin only where all inputs have one, and other dialects a source and metadata")
  func columns() throws {
    let scratch = try Scratch()
    var settings = RunSettings()
    let (trl, hh) = (try scratch.write(Self.trl, "trl"), try scratch.write(Self.hh, "hh"))
    let (rows, none) = (try scratch.write(Self.canonical, "rows"), try scratch.write("", "none"))
    settings.inputs = [trl, none]
    #expect(try RecordRun(settings).columns == [.margin, .source, .metadata])
    settings.inputs = [trl, hh]
    #expect(try RecordRun(settings).columns == [.source, .metadata])
    settings.inputs = [rows, hh]
    #expect(try RecordRun(settings).columns == [.tie, .source, .metadata])
    settings.inputs = ["-", "-"]
    #expect(throws: RunError.self) { try RecordRun(settings) }
  }
}
