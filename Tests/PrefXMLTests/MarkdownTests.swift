import Testing

@testable import PrefXML

/// Expected texts are by the CommonMark specification, sections 4.1, 4.2, 4.5 and 6.1 to 6.4.
@Suite("Markdown", .serialized)
struct MarkdownTests {
  static func markdown(_ html: String, _ style: HTMLText.Style = .markdown) -> String {
    var output: [UInt8] = []
    let converter = HTMLText(style)
    Array(html.utf8).withUnsafeBytes { converter.append($0, to: &output) }
    return String(decoding: output, as: UTF8.self)
  }

  @Test(arguments: [
    ("<p>a <b>bold</b> and <em>slanted</em>.</p>", "a **bold** and *slanted*."),
    ("<p>a<strong> x </strong>b</p>", "a **x** b"),
    ("<p>none <b></b><i> </i>here</p>", "none here"),
    ("<h2>Title</h2><p>text</p><h3></h3>", "## Title\n\ntext"),
    ("<p>one</p><hr><p>two</p>", "one\n\n---\n\ntwo"),
    ("<p>run <code>ls -l</code> or <code>a`b</code></p>", "run `ls -l` or `` a`b ``"),
    ("<pre><code>a\n  b\n</code></pre><p>c</p>", "```\na\n  b\n```\n\nc"),
    ("<p>x</p><pre>```\ny\n```</pre>", "x\n\n````\n```\ny\n```\n````"),
    ("<pre>  \n</pre>", "```\n  \n```"),
    ("<pre></pre><p>a</p>", "a"),
    (#"<p>see <a href="https://e.org/a">the <b>page</b></a>.</p>"#, "see [the **page**](https://e.org/a)."),
    (##"<a href="https://e.org">https://e.org</a> <a href="#top">up</a>"##, "https://e.org up"),
    (#"<a href="https://e.org"></a>"#, "<https://e.org>"),
    (#"<b><a href="u:v">x</a></b>"#, "**[x](u:v)**"),
    (#"<p>pic <img src="https://e.org/i.png" alt="a cup"></p>"#, "pic ![a cup](https://e.org/i.png)"),
    ("<ul><li>a <b>b</b></li><li><pre>c\nd</pre></li></ul>", "- a **b**\n- ```\n  c\n  d\n  ```"),
    ("<blockquote><p>q</p><pre>c</pre></blockquote><p>r</p>", "> q\n>\n> ```\n> c\n> ```\n\nr"),
    ("<p><del>old</del> <s>older</s></p>", "~~old~~ ~~older~~"),
  ]) func writesMarks(html: String, markdown: String) {
    #expect(Self.markdown(html) == markdown)
  }

  @Test func plainTextHasNone() {
    let html = #"<h1>T</h1><p>a <b>b</b> <code>c</code> <a href="u:v">x</a></p><pre>d</pre><hr><p>e</p>"#
    #expect(Self.markdown(html, .plain) == "T\n\na b c x (u:v)\n\nd\n\ne")
  }

  @Test func marksOfOneTextDoNotReachTheNext() {
    let converter = HTMLText(.markdown)
    var output: [UInt8] = []
    for html in ["<p>a <b>b", "<pre>c", "<p>d</p>"] {
      Array(html.utf8).withUnsafeBytes { converter.append($0, to: &output) }
      output.append(UInt8(ascii: "|"))
    }
    #expect(String(decoding: output, as: UTF8.self) == "a **b**|```\nc\n```|d|")
  }
}
