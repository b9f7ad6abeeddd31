import Foundation
import PrefFindings
import Testing

@testable import PrefReports

@Suite("HTMLReport")
struct HTMLReportTests {
  static let pages = [SampleReport.make(), SampleReport.make(gates: SampleReport.gates), HostileReport.make()].map(
    HTMLReport.text
  )

  @Test("stands alone: no script, no network, and a policy that forbids both", arguments: pages.indices)
  func selfContained(_ number: Int) {
    let page = Self.pages[number]
    #expect(page.contains("content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\""))
    #expect(page.contains("<meta name=\"color-scheme\" content=\"light dark\">"))
    for forbidden in ["<script", "<img", "<link", "<iframe", "@import", "url(", "src=\"", "http://", "https://"] {
      #expect(!page.contains(forbidden), "\(forbidden)")
    }
    #expect(page.ranges(of: "<style>").count == 1)
  }

  /// Elements that HTML closes by itself.
  static let void = ["meta", "wbr", "!DOCTYPE"]

  @Test("closes what it opens, uses an id once, and refers only to ids there are", arguments: pages.indices)
  func wellFormed(_ number: Int) throws {
    let page = Self.pages[number]
    var open: [Substring] = []
    let text = page.replacing(/(?s)<style>.*<\/style>/, with: "")
    for tag in text.matches(of: /<(\/?)([A-Za-z!0-9]+)([^>]*?)(\/?)>/) {
      let name = tag.output.2
      if Self.void.contains(String(name)) || !tag.output.4.isEmpty { continue }
      if tag.output.1.isEmpty { open.append(name) } else { #expect(open.popLast() == name) }
    }
    #expect(open.isEmpty)
    let ids = page.matches(of: /\ id="([^"]*)"/).map { String($0.output.1) }
    #expect(Set(ids).count == ids.count)
    let references =
      page.matches(of: /\ aria-labelledby="([^"]*)"/).flatMap { $0.output.1.split(separator: " ").map(String.init) }
      + page.matches(of: /\ href="#([^"]*)"/).map { String($0.output.1) }
    #expect(!references.isEmpty)
    #expect(references.allSatisfy(ids.contains))
  }

  @Test("lets no control character, direction change or noncharacter through", arguments: pages.indices)
  func inert(_ number: Int) {
    let page = Self.pages[number]
    let bad = page.unicodeScalars.filter {
      ($0.value < 32 && $0 != "\n") || (0x7F...0x9F).contains($0.value) || $0 == "\u{202E}"
        || $0.value & 0xFFFE == 0xFFFE
    }
    #expect(bad.isEmpty)
  }

  @Test("has landmarks, a skip link, and names for its plots and tables")
  func accessible() {
    let page = Self.pages[1]
    for part in [
      "<html lang=\"en\">", "<header>", "<nav aria-label=", "<main id=\"main\">", "<footer>", "href=\"#main\"",
    ] {
      #expect(page.contains(part), "\(part)")
    }
    #expect(page.ranges(of: "<h1>").count == 1)
    #expect(page.ranges(of: "role=\"img\"").count == page.ranges(of: "<svg").count)
    #expect(page.ranges(of: "<desc").count == page.ranges(of: "<svg").count)
    #expect(page.ranges(of: "<caption>").count == page.ranges(of: "class=\"scroll\"").count)
  }

  @Test("shows the numbers of each plot in a table too, and each verdict as a word")
  func numbers() {
    let page = Self.pages[1]
    for cell in [
      "<th scope=\"row\">≤ 12.4 words</th>", "<td class=\"number\">0.4870</td>", "<td class=\"number\">2,192</td>",
      "0.6851 – 0.8388", "Limits: warn beyond 0.5 ± 0.05, fail beyond 0.5 ± 0.1.", "−0.2062",
      "undefined: no-harm-labels", "Not assessed, allowed</span>", "Fail</span>", "Warn</span>", "Pass</span>",
    ] {
      #expect(page.contains(cell), "\(cell)")
    }
  }

  @Test("folds long tables away")
  func folds() {
    #expect(HTMLReport.text(of: HostileReport.make()).contains(": 50 rows</summary>"))
    #expect(!Self.pages[1].contains("<details>"))
  }
}
