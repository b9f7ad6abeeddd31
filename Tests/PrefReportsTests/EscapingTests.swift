import PrefReports
import Testing

@Suite("Escaping")
struct EscapingTests {
  @Test(
    "markup spells out what HTML and XML cannot carry",
    arguments: [
      ("</script>", "&lt;/script&gt;"),
      ("\"a\" 'b' & <c>", "&quot;a&quot; &#39;b&#39; &amp; &lt;c&gt;"),
      ("]]>", "]]&gt;"),
      ("a\u{0}b\u{1B}[31m", "a\\u{0}b\\u{1B}[31m"),
      ("evil\u{202E}gpj.exe", "evil\\u{202E}gpj.exe"),
      ("\u{FFFE}\u{FFFF}\u{1FFFE}", "\\u{FFFE}\\u{FFFF}\\u{1FFFE}"),
      ("\u{85}\u{7F}", "\\u{85}\\u{7F}"),
      ("one\ntwo\r\tthree", "one&#10;two&#13;&#9;three"),
      ("héllo 日本 😀", "héllo 日本 😀"),
      ("", ""),
    ]
  )
  func markup(_ text: String, _ expected: String) {
    #expect(Escaping.markup(text) == expected)
  }

  @Test("markup spells out the noncharacters in the middle of the plane")
  func noncharacters() throws {
    // The compiler refuses these in a literal.
    let scalar = try #require(Unicode.Scalar(0xFDD0 as UInt32))
    #expect(Escaping.markup(String(scalar)) == "\\u{FDD0}")
  }

  @Test(
    "a terminal gets one line without control characters",
    arguments: [
      ("\u{1B}]0;title\u{7}", "\\u{1B}]0;title\\u{7}"),
      ("a\nb\rc\td", "a\\nb\\rc\\td"),
      ("x\u{2028}y\u{9B}31m", "x\\u{2028}y\\u{9B}31m"),
      ("<b>&", "<b>&"),
    ]
  )
  func terminal(_ text: String, _ expected: String) {
    #expect(Escaping.terminal(text) == expected)
  }

  @Test(
    "Markdown text stays text",
    arguments: [
      ("a|b", "a\\|b"),
      ("<img src=x>", "&lt;img src=x&gt;"),
      ("*b* _i_ `c` [l](u) ~s~ # ! \\", "\\*b\\* \\_i\\_ \\`c\\` \\[l\\](u) \\~s\\~ \\# \\! \\\\"),
      ("one\ntwo", "one two"), ("$x$", "\\$x\\$"),
      ("\u{202E}x", "\\u{202E}x"),
    ]
  )
  func markdown(_ text: String, _ expected: String) {
    #expect(Escaping.markdown(text) == expected)
  }

  @Test(
    "a code span survives backquotes and bars",
    arguments: [
      ("a.b_c", "`a.b_c`"), ("a`b", "`` a`b ``"), ("``", "``` `` ```"), ("x|y", "`x\\|y`"), ("a\nb", "`a\\nb`"),
      ("", "`  `"),
    ]
  )
  func code(_ text: String, _ expected: String) {
    #expect(Escaping.markdownCode(text) == expected)
  }
}
