import PrefRecord
import PrefXML

/// Reads one `Posts.xml`, piece by piece, and gives its pairs once the whole dump has been seen.
///
/// It holds titles, tags and bodies of questions and answers as they stand in the dump, in UTF-8 HTML, and about
/// 100 bytes a post besides. Text is made of the HTML when a question's pairs are given, for one question at a time.
final class StackExchangeReader: DocumentReader {
  private let parser = XMLRowParser()
  private var posts = StackExchangePosts()
  private var dropped: [String: Int] = [:]
  private var quarantined: [QuarantinedRecord] = []
  private var failure: DocumentError?
  private var pairs: StackExchangePairs?
  private(set) var rows = 0

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
    pairs = StackExchangePairs(posts, dropped: &dropped)
    posts = StackExchangePosts()
  }

  func drain(into batch: inout ComparisonBatch) -> Bool {
    let hasCounts = !dropped.isEmpty || !quarantined.isEmpty
    batch.dropped.merge(dropped, uniquingKeysWith: +)
    dropped.removeAll()
    batch.quarantined.append(contentsOf: quarantined)
    quarantined.removeAll()
    let hasPairs = pairs?.give(to: &batch) ?? false
    return hasCounts || hasPairs
  }

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
      quarantined.append(
        QuarantinedRecord(
          error: error,
          row: UInt64(rows),
          line: UInt64(place.line),
          column: place.column,
          byte: UInt64(row.location.byte),
          raw: 0..<0
        )
      )
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
