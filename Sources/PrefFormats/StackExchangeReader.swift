import PrefRecord
import PrefXML

/// Reads one `Posts.xml`, piece by piece, and gives its pairs once the whole dump has been seen.
///
/// It holds titles, tags and bodies of questions and answers as they stand in the dump, in UTF-8 HTML: in a temporary
/// file past a limit, and about 100 bytes a post in memory besides. Text is made of the HTML piece by piece, by any
/// thread.
final class StackExchangeReader: DocumentReader {
  private let parser = XMLRowParser()
  private var posts = StackExchangePosts()
  private var dropped: [String: Int] = [:]
  /// Rows that were set aside, with their bytes.
  private var refused = ComparisonBatch()
  private var failure: DocumentError?
  private var pairs: StackExchangePairs?
  private var cursor = StackExchangeCursor()
  private let rules: StackExchange.Rules
  private(set) var rows = 0

  init(_ rules: StackExchange.Rules) { self.rules = rules }

  func consume(_ bytes: UnsafeRawBufferPointer) throws(DocumentError) {
    if let failure { throw failure }
    do throws(XMLError) {
      try unsafe parser.consume(bytes) { element in take(element) }
    } catch {
      failure = failure ?? DocumentError(error)
    }
    if let failure { throw failure }
  }

  func finish() throws(DocumentError) {
    if let failure { throw failure }
    do throws(XMLError) {
      try parser.finish()
    } catch {
      throw DocumentError(error)
    }
    pairs = StackExchangePairs(posts, rules, dropped: &dropped)
    posts = StackExchangePosts()
  }

  func drain(into batch: inout ComparisonBatch) -> Bool {
    let hasCounts = !dropped.isEmpty || !refused.quarantined.isEmpty
    batch.dropped.merge(dropped, uniquingKeysWith: +)
    dropped.removeAll()
    batch.moveQuarantined(from: &refused)
    return hasCounts
  }

  func nextPiece() -> (any DocumentPiece)? { pairs.flatMap { StackExchangePiece($0, &cursor) } }

  private func take(_ element: XMLElement) {
    guard failure == nil else { return }
    switch element.depth {
    case 1:
      if !element.isNamed("posts") { refuse(element, expected: "<posts> as the root element") }
    case 2:
      if element.isNamed("row") { take(row: element) } else { refuse(element, expected: "<row> in <posts>") }
    default:
      refuse(element, expected: "nothing inside of <row>")
    }
  }

  private func take(row: XMLElement) {
    rows += 1
    do throws(RecordError) {
      let isPost = try posts.add(row, ordinal: UInt32(truncatingIfNeeded: rows))
      if !isPost { dropped["not-a-question-or-answer", default: 0] += 1 }
    } catch {
      let place = row.location(atOffset: error.offset)
      let record = QuarantinedRecord(
        error: error,
        row: UInt64(rows),
        line: UInt64(place.line),
        column: place.column,
        byte: UInt64(row.location.byte),
        raw: 0..<0
      )
      unsafe refused.quarantine(record, raw: row.raw)
    }
  }

  private func refuse(_ element: XMLElement, expected: String) {
    let name = unsafe String(decoding: element.name.prefix(40), as: UTF8.self)
    let place = element.location
    failure = DocumentError(
      "expected \(expected), found <\(name)>",
      line: place.line,
      column: place.column,
      byte: place.byte
    )
  }
}

extension DocumentError {
  fileprivate init(_ error: XMLError) {
    self.init(error.message, line: error.location.line, column: error.location.column, byte: error.location.byte)
  }
}
