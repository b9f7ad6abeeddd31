import CLibXML2

/// An XML Schema that documents are held to, by libxml2, as they are read.
///
/// No document type is followed and nothing is fetched, so entities cannot be declared.
@safe
public final class XMLSchema {
  /// One thing that is wrong with a document.
  public struct Fault: Error, Sendable, Equatable {
    /// What is wrong, in libxml2's words and on one line; values of the document are left out.
    public var message: String
    /// 1-based line.
    public var line: Int
    /// 1-based column, or 0 where libxml2 does not say.
    public var column: Int
  }

  private let schema: xmlSchemaPtr?

  /// Reads a schema.
  ///
  /// - Returns: `nil` where the text is no XML Schema.
  public init?(_ text: String) {
    xmlInitParser()
    var text = text
    let parsed = unsafe text.withUTF8 { bytes in
      unsafe bytes.withMemoryRebound(to: CChar.self) { characters -> xmlSchemaPtr? in
        let context = unsafe xmlSchemaNewMemParserCtxt(characters.baseAddress, Int32(characters.count))
        defer { unsafe xmlSchemaFreeParserCtxt(context) }
        return unsafe xmlSchemaParse(context)
      }
    }
    unsafe schema = unsafe parsed
    guard unsafe parsed != nil else { return nil }
  }

  deinit { unsafe xmlSchemaFree(schema) }

  /// Reads a document to its end and reports all that is wrong with it, in the order of the document.
  ///
  /// `read`: Appends the next bytes and says whether there are more; what it throws ends the reading and is thrown.
  public func validate(read: @escaping (inout [UInt8]) throws -> Bool, report: @escaping (Fault) -> Void) throws {
    let feed = Feed(read: read, report: report)
    let input = unsafe xmlParserInputBufferCreateIO(
      { context, target, count in unsafe Feed.from(context).fill(target, Int(count)) },
      { _ in 0 },
      Unmanaged.passUnretained(feed).toOpaque(),
      XML_CHAR_ENCODING_UTF8
    )
    let context = unsafe xmlSchemaNewValidCtxt(schema)
    unsafe xmlSetStructuredErrorFunc(Unmanaged.passUnretained(feed).toOpaque()) { context, error in
      unsafe Feed.from(context).take(error)
    }
    defer {
      unsafe xmlSetStructuredErrorFunc(nil, nil)
      unsafe xmlSchemaFreeValidCtxt(context)
    }
    let status = unsafe withExtendedLifetime(feed) {
      unsafe xmlSchemaValidateStream(context, input, XML_CHAR_ENCODING_UTF8, nil, nil)
    }
    if let failure = feed.failure { throw failure }
    if status != 0, !feed.hasReported {
      report(Fault(message: "the document could not be read to its end", line: 1, column: 0))
    }
  }

  /// What the callbacks of one reading share.
  private final class Feed {
    private let read: (inout [UInt8]) throws -> Bool
    private let report: (Fault) -> Void
    private var pending: [UInt8] = []
    private var position = 0
    private(set) var failure: (any Error)?
    private(set) var hasReported = false

    init(read: @escaping (inout [UInt8]) throws -> Bool, report: @escaping (Fault) -> Void) {
      (self.read, self.report) = (read, report)
    }

    static func from(_ context: UnsafeMutableRawPointer?) -> Feed {
      // The feed lives as long as the reading, and libxml2 hands back what it was given.
      guard let context = unsafe context else { preconditionFailure("libxml2 lost its context") }
      return unsafe Unmanaged<Feed>.fromOpaque(context).takeUnretainedValue()
    }

    func fill(_ target: UnsafeMutablePointer<CChar>?, _ count: Int) -> Int32 {
      do {
        // libxml2 takes fewer bytes than it needs to recognise an encoding for an empty document.
        while pending.count - position < count {
          pending.removeFirst(position)
          position = 0
          guard try read(&pending) else { break }
        }
      } catch {
        failure = error
        return -1
      }
      let size = min(count, pending.count - position)
      unsafe pending.withUnsafeBytes { bytes in
        unsafe UnsafeMutableRawBufferPointer(start: target, count: count)
          .copyMemory(from: UnsafeRawBufferPointer(rebasing: bytes[position..<position + size]))
      }
      position += size
      return Int32(size)
    }

    func take(_ error: UnsafeMutablePointer<xmlError>?) {
      guard let error = unsafe error?.pointee, failure == nil else { return }
      hasReported = true
      let words = unsafe error.message.map { unsafe String(cString: $0) } ?? "the document is not valid"
      let isParser = unsafe error.domain == Int32(XML_FROM_PARSER.rawValue)
      let (line, column) = unsafe (Int(error.line), isParser ? Int(error.int2) : 0)
      report(Fault(message: Self.withoutValues(words), line: line, column: column))
    }

    /// A message without the values that libxml2 quotes from the document: `The value 'x' is not …` keeps no `x`.
    private static func withoutValues(_ words: String) -> String {
      let line = words.split(whereSeparator: \.isNewline).joined(separator: " ")
      guard let start = line.range(of: "The value '"), let end = line.range(of: "' ", in: start.upperBound) else {
        return line
      }
      return String(line[..<start.upperBound].dropLast()) + line[end.upperBound...].drop { $0 == " " }
    }
  }
}

extension String {
  /// The first place of a text; without Foundation.
  fileprivate func range(of text: String, in start: Index? = nil) -> Range<Index>? {
    var index = start ?? startIndex
    while index < endIndex {
      if self[index...].hasPrefix(text) { return index..<self.index(index, offsetBy: text.count) }
      formIndex(after: &index)
    }
    return nil
  }
}
