import Glibc
import PrefXML
import Testing

/// Documents made to cost time or memory, or to read what is not theirs.
@Suite(.serialized)
struct HostileXMLTests {
  @Test func billionLaughsIsRefusedAtItsDocumentType() {
    let laughs = (1..<10).map { "<!ENTITY l\($0) \"" + String(repeating: "&l\($0 - 1);", count: 10) + "\">" }.joined()
    let document = "<!DOCTYPE a [<!ENTITY l0 \"ha\">\(laughs)]><a b=\"&l9;\"/>"
    for pieces in [1, 100, Int.max] {
      let reading = Reading(document, pieces: pieces)
      #expect(reading.error?.kind == .documentType)
      #expect(reading.elements.isEmpty)
    }
  }

  @Test(arguments: [
    "<!DOCTYPE a [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><a b=\"&x;\"/>",
    "<!DOCTYPE a SYSTEM \"file:///etc/passwd\"><a/>",
    "<!DOCTYPE a PUBLIC \"p\" \"http://127.0.0.1:1/x.dtd\"><a/>",
    "<!DOCTYPE a [<!ENTITY % x SYSTEM \"file:///etc/passwd\"> %x;]><a/>",
    "<!DOCTYPE a><a/>",
    "<?xml version=\"1.0\"?>\n<!-- c -->\n<!DOCTYPE a [<!ATTLIST a b CDATA \"default\">]><a/>",
  ]) func everyDocumentTypeIsRefused(document: String) {
    let reading = Reading(document)
    #expect(reading.error?.kind == .documentType)
    #expect(reading.elements.isEmpty)
  }

  @Test func quadraticBlowUpIsRefused() {
    let document =
      "<!DOCTYPE a [<!ENTITY x \"" + String(repeating: "x", count: 50_000) + "\">]><a b=\""
      + String(repeating: "&x;", count: 50_000) + "\"/>"
    #expect(Reading(document).error?.kind == .documentType)
  }

  @Test func anAttributeOfElevenMegabytesIsRefusedInBoundedMemory() {
    let before = peakBytes()
    let parser = XMLRowParser()
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
    var taken = 0
    var error = Self.consume(Array("<a b=\"".utf8), parser)
    while error == nil && taken < 200 << 20 {
      error = Self.consume(piece, parser)
      taken += piece.count
    }
    #expect(error?.kind == .tooLarge)
    #expect(taken <= 11 << 20)
    #expect(peakBytes() - before < 100 << 20)
  }

  @Test(arguments: ["<!--", "<a><?pi ", "<!DOCTYPE a [<!-- ", "<", "<a "]) func endlessPiecesAreRefused(start: String) {
    let parser = XMLRowParser()
    let piece = [UInt8](repeating: UInt8(ascii: "x"), count: 1 << 16)
    var error = Self.consume(Array(start.utf8), parser)
    var taken = 0
    while error == nil && taken < 40 << 20 {
      error = Self.consume(piece, parser)
      taken += piece.count
    }
    #expect(error != nil)
    #expect(taken <= 11 << 20)
  }

  @Test func depthIsBounded() {
    let deep = Reading(String(repeating: "<a>", count: 100_000))
    #expect(deep.error?.kind == .tooDeep(limit: 64))
    #expect(deep.elements.count == 64)
    #expect(deep.error?.location.line == 1)
    let allowed = String(repeating: "<a>", count: 3) + String(repeating: "</a>", count: 3)
    #expect(Reading(allowed, depthLimit: 3).error == nil)
    #expect(Reading(allowed, depthLimit: 2).error?.kind == .tooDeep(limit: 2))
  }

  @Test func manyDistinctAttributesAreRefused() {
    let attributes = (0..<700_000).map { " a\($0)=\"\"" }.joined()
    #expect(Reading("<a\(attributes)/>").error?.kind == .tooLarge)
  }

  private static func consume(_ piece: [UInt8], _ parser: XMLRowParser) -> XMLError? {
    piece.withUnsafeBytes { bytes in
      do throws(XMLError) {
        try parser.consume(bytes) { _ in }
        return nil
      } catch {
        return error
      }
    }
  }

  private func peakBytes() -> Int {
    var usage = rusage()
    getrusage(Int32(RUSAGE_SELF.rawValue), &usage)
    return usage.ru_maxrss * 1024
  }
}
