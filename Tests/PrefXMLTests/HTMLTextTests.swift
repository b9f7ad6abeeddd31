import PrefXML
import Testing

@Suite(.serialized)
struct HTMLTextTests {
  static let cases: [(html: String, text: String)] = [
    // Paragraphs and white space
    ("<p>One</p>\n\n<p>Two</p>\n", "One\n\nTwo"),
    ("plain text", "plain text"),
    ("  <p>  a \n\t b  </p>  ", "a b"),
    ("<p>a<b>b</b> <i> c</i></p>", "ab c"),
    ("one<p>two</p>three", "one\n\ntwo\n\nthree"),
    ("<div>a</div><div>b</div>", "a\nb"),
    ("<p></p><p> </p><p>x</p><p></p>", "x"),
    ("", ""),
    ("   \n ", ""),
    ("<p>a\u{A0} b</p>", "a\u{A0} b"),
    // Line breaks
    ("<p>a<br>b<br/>c</p>", "a\nb\nc"),
    ("<p>a<br><br><br>b</p>", "a\n\nb"),
    ("<p>a <br> b<br></p><p>c</p>", "a\nb\n\nc"),
    ("<br><p>a</p><br>", "a"),
    ("<p>a</p><hr><p>b</p>", "a\n\nb"),
    // Lists
    ("<ul><li>a</li><li>b</li></ul>", "- a\n- b"),
    ("<ul>\n<li><p>a</p></li>\n<li><p>b</p></li>\n</ul>", "- a\n- b"),
    ("<ol><li>a</li><li>b</li></ol>", "1. a\n2. b"),
    ("<ol start=\"9\"><li>a</li><li>b<br>c</li></ol>", "9. a\n10. b\n    c"),
    ("<p>x</p><ul><li>a<ul><li>b</li><li>c</li></ul></li><li>d</li></ul><p>y</p>", "x\n\n- a\n  - b\n  - c\n- d\n\ny"),
    ("<ol><li>a<ul><li>b</li></ul></li><li>c</li></ol>", "1. a\n   - b\n2. c"),
    ("<ul><li><p>a</p><p>b</p></li><li>c</li></ul>", "- a\n\n  b\n- c"),
    ("<p>x</p><ul><li></li><li>a</li></ul>", "x\n\n- a"),
    ("<ol><li></li><li>a</li></ol>", "2. a"),
    ("<li>a<li>b", "- a\n- b"),
    ("<ul><li><pre><code>a\n b\n</code></pre></li><li>c</li></ul>", "- a\n   b\n- c"),
    // Code
    (
      "<p>Use:</p>\n<pre><code>if a &lt; b &amp;&amp; c:\n\n    d  e\n</code></pre>\n<p>ok</p>",
      "Use:\n\nif a < b && c:\n\n    d  e\n\nok"
    ),
    ("<pre>  indented\n\ttab</pre>", "  indented\n\ttab"),
    ("<pre>\n\na\r\nb\n\n\n</pre>c", "a\nb\n\nc"),
    ("<p>call <code>f(x)  y</code> now</p>", "call f(x) y now"),
    ("<p>a < b and b > c & d</p>", "a < b and b > c & d"),
    // Links and images
    ("<a href=\"http://a.b/c\">this</a>, <a href=\"http://x.y\">http://x.y</a>.", "this (http://a.b/c), http://x.y."),
    ("<p>see <a href=\"/q/1?a=1&amp;b=2\" rel=\"nofollow\">the <b>post</b> </a>.</p>", "see the post (/q/1?a=1&b=2) ."),
    ("<a href=\"#top\">up</a> <a name=\"n\">n</a> <a href=\"javascript:x()\">j</a>", "up n j"),
    ("<a href=\"http://i.j/k.png\"><img src=\"k.png\"></a>", "http://i.j/k.png"),
    ("<p><img src=\"k.png\" alt=\"a cup\"> here</p>", "a cup here"),
    ("<pre><a href=\"http://a.b\">x</a> = 1</pre>", "x = 1"),
    // Quotes
    ("<blockquote>\n<p>a<br>b</p>\n<p>c</p>\n</blockquote>\n<p>d</p>", "> a\n> b\n>\n> c\n\nd"),
    ("<p>x</p><blockquote>a<blockquote>b</blockquote></blockquote>", "x\n\n> a\n>\n> > b"),
    ("<blockquote><ul><li>a</li><li>b</li></ul></blockquote>", "> - a\n> - b"),
    ("<ul><li>a<blockquote>b</blockquote></li></ul>", "- a\n\n  > b"),
    ("<blockquote><pre>a\n\nb</pre></blockquote>c", "> a\n>\n> b\n\nc"),
    // Headings and tables
    ("<h1>Title</h1><p>a</p><h2>Sub</h2>b", "Title\n\na\n\nSub\n\nb"),
    ("<table><tr><th>a</th><th>b</th></tr><tr><td>1</td><td>2</td></tr></table>x", "a | b\n1 | 2\n\nx"),
    ("<table><tr><td></td><td>b</td></tr><tr><td></td><td>d</td></tr></table>", "| b\n| d"),
    ("<dl><dt>t</dt><dd>d</dd></dl>", "t\nd"),
    // Entities
    ("&eacute; &#233; &#xE9; &lt;b&gt; &quot; &hellip; &copy; &amp;amp;", "é é é <b> \" … © &amp;"),
    ("a &unknown; b &amp c", "a &unknown; b &amp c"),
    ("日本語<b>é</b>😀", "日本語é😀"),
    // Left out, and mended
    ("<script>var a = '<p>x</p>';</script><p>a<style>p { }</style></p><title>t</title>", "a"),
    ("<p>a<!-- hidden --><b>b", "ab"),
    ("<p>a<b>b</p><p>c", "ab\n\nc"),
    ("</p></div>a</b>", "a"),
    ("<p>a<unknown>b</unknown></p>", "ab"),
    ("<meta charset=\"iso-8859-1\"><p>é</p>", "é"),
    ("<!DOCTYPE html [<!ENTITY x SYSTEM \"file:///etc/passwd\">]><p>a</p>", "]>\n\na"),
  ]

  @Test(arguments: cases) func converts(html: String, text: String) {
    #expect(Self.text(html) == text)
  }

  @Test func aConverterIsUsedAgain() {
    let converter = HTMLText()
    for (html, text) in Self.cases { #expect(Self.text(html, converter) == text) }
    for (html, text) in Self.cases.reversed() { #expect(Self.text(html, converter) == text) }
  }

  @Test func appendsToWhatIsThere() {
    var output = Array("before: ".utf8)
    Array("<p>a</p><p>b</p>".utf8).withUnsafeBytes { HTMLText().append($0, to: &output) }
    #expect(String(decoding: output, as: UTF8.self) == "before: a\n\nb")
  }

  @Test(arguments: [255, 256, 257, 1000, 100_000]) func textIsKeptHoweverDeep(depth: Int) {
    let html = (0..<depth).map { "<b title=\">\">\($0) " }.joined() + "end"
    #expect(Self.text(html) == (0..<depth).map { "\($0) " }.joined() + "end")
  }

  @Test func deepListsAndStrayEndTagsStayLinear() {
    let lists = String(repeating: "<ul><li>a", count: 20_000)
    #expect(Self.text(lists).filter { $0 == "a" }.count == 20_000)
    let stray = String(repeating: "<i>", count: 100_000) + String(repeating: "</u>x", count: 100_000)
    #expect(Self.text(stray).filter { $0 == "x" }.count == 100_000)
  }

  /// Every piece of every case is read without a trap, and gives UTF-8.
  @Test func everyCutOfEveryCaseIsRead() {
    let converter = HTMLText()
    for (html, _) in Self.cases {
      for cut in html.unicodeScalars.indices {
        let text = Self.text(String(html.unicodeScalars[..<cut]), converter)
        #expect(!text.hasSuffix("\n") && !text.contains("\u{FFFD}"))
      }
    }
  }

  private static func text(_ html: String, _ converter: HTMLText = HTMLText()) -> String {
    var output: [UInt8] = []
    Array(html.utf8).withUnsafeBytes { converter.append($0, to: &output) }
    return String(decoding: output, as: UTF8.self)
  }
}
