import PrefXML
import Testing

/// What a parser said about a document.
struct Reading: Equatable {
  var elements: [String] = []
  var places: [XMLLocation] = []
  var error: XMLError?

  /// Reads a document in pieces of some size.
  init(_ document: [UInt8], pieces: Int = .max, depthLimit: Int = 64) {
    let parser = XMLRowParser(depthLimit: depthLimit)
    do throws(XMLError) {
      var position = 0
      while position < document.count {
        let end = position + min(pieces, document.count - position)
        try consume(document[position..<end], parser)
        position = end
      }
      try parser.finish()
    } catch {
      self.error = error
    }
  }

  init(_ document: String, pieces: Int = .max, depthLimit: Int = 64) {
    self.init(Array(document.utf8), pieces: pieces, depthLimit: depthLimit)
  }

  private mutating func consume(_ piece: ArraySlice<UInt8>, _ parser: XMLRowParser) throws(XMLError) {
    var failure: XMLError?
    piece.withUnsafeBytes { bytes in
      do throws(XMLError) {
        try parser.consume(bytes) { element in
          var text = "\(element.depth):" + String(decoding: element.name, as: UTF8.self)
          for index in 0..<element.count {
            text += " " + String(decoding: element.name(at: index), as: UTF8.self)
            text += "=" + String(decoding: element.value(at: index), as: UTF8.self)
          }
          elements.append(text)
          places.append(element.location)
        }
      } catch {
        failure = error
      }
    }
    if let failure { throw failure }
  }
}

@Suite(.serialized)
struct XMLRowParserTests {
  static let document = """
    \u{FEFF}<?xml version="1.0" encoding="utf-8"?>
    <!-- <row Id="0"/> -->
    <posts>
      <row Id="1" Body="&lt;p&gt;a &amp;amp; b&lt;/p&gt;&#xA;é" />
      <row Id='2'
           Body='say "hi" &gt; &quot;ho&quot;'/><row Id="3"></row>
      <?note this?>
    </posts>

    """

  @Test func handsOutStartTagsWithUnescapedAttributes() {
    let reading = Reading(Self.document)
    #expect(reading.error == nil)
    #expect(
      reading.elements == [
        "1:posts", "2:row Id=1 Body=<p>a &amp; b</p>\né", "2:row Id=2 Body=say \"hi\" > \"ho\"", "2:row Id=3",
      ]
    )
  }

  @Test func placesAreLinesColumnsAndBytes() {
    let reading = Reading(Self.document)
    #expect(reading.places.map(\.line) == [3, 4, 5, 6])
    #expect(reading.places.map(\.column) == [1, 3, 3, 45])
    let bytes = Array(Self.document.utf8)
    #expect(reading.places.allSatisfy { bytes[$0.byte] == UInt8(ascii: "<") })
  }

  @Test(arguments: [1, 2, 3, 5, 7, 64]) func piecesChangeNothing(size: Int) {
    #expect(Reading(Self.document, pieces: size) == Reading(Self.document))
  }

  @Test func everyCutEndsEarly() {
    let bytes = Array(Self.document.utf8)
    let end = bytes.count - 1
    for cut in 0..<end {
      let reading = Reading(Array(bytes[..<cut]))
      #expect(reading.error?.kind == .endsEarly, "cut at \(cut)")
      #expect(reading.error?.location.byte == cut)
    }
    #expect(Reading(Array(bytes[..<end])).error == nil)
  }

  @Test func findsAttributesByName() {
    var seen = 0
    let tag = Array(#"<a note="x Id='9'" x:Id="7" xmlns:x="u" Id = "5" empty=""/>"#.utf8)
    tag.withUnsafeBytes { bytes in
      do throws(XMLError) {
        try XMLRowParser().consume(bytes) { element in
          seen += 1
          #expect(element["Id"].map { String(decoding: $0, as: UTF8.self) } == "5")
          #expect(element["empty"]?.count == 0)
          #expect(element["id"] == nil)
          #expect(element.offset(ofValue: "Id") == 46)
          #expect(element.offset(ofValue: "none") == 0)
          #expect(element.location(atOffset: 46) == XMLLocation(line: 1, column: 47, byte: 46))
        }
      } catch {
        Issue.record(error)
      }
    }
    #expect(seen == 1)
  }

  @Test(arguments: [
    (#"<?xml version="1.0" encoding="ISO-8859-1"?><a/>"#, "the document says that it is ISO-8859-1"),
    (#"<?xml version="1.0" encoding="UTF-16"?><a/>"#, "the document says that it is UTF-16"),
  ]) func otherDeclaredEncodingsAreRefused(document: String, problem: String) {
    let reading = Reading(document)
    guard case .encoding = reading.error?.kind else {
      Issue.record("read, or refused as \(String(describing: reading.error))")
      return
    }
    #expect(reading.elements.isEmpty)
  }

  @Test func bytesOfOtherEncodingsAreRefused() {
    let utf16: [UInt8] = [0xFF, 0xFE] + "<a/>".utf16.flatMap { [UInt8($0 & 0xFF), UInt8($0 >> 8)] }
    let start = Array("<a b=\"".utf8)
    let end = Array("\"/>".utf8)
    let latin1 = start + [0xE9, 0x20] + end
    let overlong = start + [0xC0, 0x80] + end
    let surrogate = start + [0xED, 0xA0, 0x80] + end
    for document in [utf16, Array(utf16[2...]), latin1, overlong, surrogate] {
      guard case .encoding = Reading(document, pieces: 1).error?.kind else {
        Issue.record("not refused: \(document)")
        continue
      }
    }
  }

  @Test(arguments: [
    ("<a/><b/>", "something follows the root element", 5),
    ("<a><b></a></b>", "an end tag does not match the element that is open", 11),
    ("<a b=\"1\" b=\"2\"/>", "an attribute is given twice", 15),
    ("<a b=\"\u{FFFE}\"/>", "a character is found that XML does not allow", 7),
    ("<a b=\"\u{0}\"/>", "a character is found that XML does not allow", 7),
    ("plain", "expected a root element", 1),
    ("<a b=\"&nope;\"/>", "an entity is used that XML does not define", 13),
    ("<a><b c=\"<\"/><d/></a>", "a raw < stands in an attribute's value", 10),
  ]) func brokenRulesAreNamed(document: String, problem: String, column: Int) {
    let error = Reading(document).error
    #expect(error?.kind == .notWellFormed(problem))
    #expect(error?.location == XMLLocation(line: 1, column: column, byte: column - 1))
    #expect(error == Reading(document, pieces: 1).error)
  }

  @Test func textBetweenElementsIsAnErrorNotALoss() {
    #expect(Reading("<a>\n <b/> \n</a>").error == nil)
    #expect(Reading("<a>text<b/></a>").error?.kind == .text)
    #expect(Reading("<a><![CDATA[text]]></a>").error?.kind == .text)
  }

  @Test func anErrorStays() {
    let parser = XMLRowParser()
    var errors: [XMLError] = []
    for piece in ["<a></b>", "<a/>"] {
      var piece = piece
      piece.withUTF8 { bytes in
        do throws(XMLError) { try parser.consume(UnsafeRawBufferPointer(bytes)) { _ in } } catch {
          errors.append(error)
        }
      }
    }
    do throws(XMLError) { try parser.finish() } catch { errors.append(error) }
    #expect(errors.count == 3)
    #expect(errors.allSatisfy { $0 == errors.first })
  }
}
