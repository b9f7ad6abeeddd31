import Testing

@testable import PrefText

@Suite struct CanonicalKeyTests {
  /// Hashes of key bytes, made by Python 3.11 (Unicode 14).
  ///
  /// `key = unicodedata.normalize("NFC", text).strip(white_space).encode()`, then
  /// `h = 0xcbf29ce484222325; for b in key: h = (h ^ b) * 0x100000001b3 % 2**64`. Texts are random, seed 7, of Latin,
  /// Hangul jamo, kana, Indic, Hebrew and Greek scalars that NFC joins, orders, replaces or leaves.
  private static let table: [(text: String, hash: UInt64)] = [
    ("\u{85}\u{F73}\u{2126}\u{65}\u{4E2D}\u{E9}\u{915}\u{9}", 0x1f76_51e6_5d18_7606),
    ("\u{212A}\u{41}", 0x092a_5f07_b5bd_cb91),
    ("\u{2F800}\u{41}", 0x1be3_1690_ef55_0a1f),
    ("\u{F73}\u{9C7}", 0x0cd6_60f5_369c_da9a),
    ("\u{2001}\u{915}\u{9}", 0x410c_2d1b_7b34_1b1c),
    ("\u{65}\u{374}\u{1161}\u{301}", 0xa9cd_040d_7d90_3a55),
    ("\u{915}\u{2F800}", 0xeb26_570e_1d83_a557),
    ("\u{C5}\u{915}\u{327}", 0x05dd_9367_9518_61c5),
    ("\u{9}\u{2F800}\u{41}\u{85}", 0x1be3_1690_ef55_0a1f),
    ("\u{5E9}\u{212A}\u{11A8}\u{915}\u{1E9B}\u{1161}\u{FE0F}\u{5C1}", 0x8a18_d64b_c16b_4471),
    ("\u{E9}\u{1161}\u{3099}\u{AC00}", 0xcd0a_c4c9_8118_5cd4),
    ("\u{1161}\u{20}\u{C5}\u{212A}\u{200D}\u{301}\u{3099}\u{65}", 0x7414_7680_89cc_4272),
    ("\u{2000}\u{200D}\u{915}\u{2000}", 0x38f8_2f2f_0c6d_c125),
    ("\u{93C}\u{915}\u{1E9B}\u{4E2D}\u{F73}\u{304B}", 0x3839_bf77_e385_266d),
    ("\u{41}\u{5C1}", 0xf8a9_5019_9f28_a440),
    ("\u{1161}\u{2126}\u{5E9}\u{61}\u{304B}\u{300}\u{C5}\u{41}", 0xb5ff_516c_46ca_793a),
    ("\u{3000}\u{301}\u{323}\u{2126}\u{374}\u{E9}\u{2001}", 0x043f_1a2a_a0c0_efff),
    ("\u{1100}\u{301}\u{212A}\u{2F800}\u{5C1}\u{20}\u{5E9}\u{212B}\u{30A}", 0x3f06_43e4_0424_ffef),
    ("\u{300}\u{323}", 0x45f4_43de_7fe9_6334),
    ("\u{61}\u{4E2D}\u{327}\u{1100}", 0x0c33_8772_12a4_feb5),
    ("\u{20}\u{212A}\u{212B}\u{915}\u{9}", 0x7cad_6168_847a_ba41),
    ("\u{1D15E}\u{FE0F}\u{37E}\u{2019}\u{2126}\u{2126}\u{C5}\u{9C7}", 0x8d23_ea96_7798_bb93),
    ("\u{327}", 0x0acc_0107_b720_4d24),
    ("\u{1E9B}\u{C5}\u{93C}\u{E9}", 0x61ac_c86a_a31d_f6f9),
    ("\u{A}\u{F900}\u{2000}\u{93C}\u{85}", 0x6198_b55f_6839_4ed6),
    ("\u{301}\u{323}\u{AC00}\u{212B}\u{C5}\u{374}\u{20}", 0x472b_9253_6f92_0442),
    ("\u{304B}\u{11A8}\u{301}\u{200D}\u{1F600}\u{304B}\u{5E9}\u{F900}", 0x9a1b_27d7_91c0_66be),
    ("\u{2000}\u{F900}\u{301}\u{2F800}", 0xf62c_a184_f78c_ed24),
    ("\u{A0}\u{200D}\u{A}", 0x5640_5b1b_8850_afd6),
    ("\u{F900}\u{1D15E}\u{AC00}\u{30A}\u{2F800}", 0x907c_3115_b9ad_123b),
    ("\u{11A8}\u{30A}\u{2019}\u{20}\u{374}\u{2019}\u{2019}\u{1F600}\u{30A}", 0x8931_bf1d_1172_4457),
    ("\u{3099}\u{1F600}\u{20}\u{FE0F}\u{304B}\u{327}\u{93C}\u{AC00}\u{2019}", 0xd08e_365f_32bb_080b),
  ]

  @Test(arguments: table)
  func agreesWithPython(text: String, hash: UInt64) {
    #expect(measure(text) { unsafe CanonicalKey.hash(of: $0) } == hash)
  }

  /// The specification's vector F4_hash_poisson.
  @Test(
    arguments: [
      ("prompt-1", 0xcc6f_d48b_46aa_4d49), ("prompt-2", 0xcc6f_d18b_46aa_4830), ("prompt-3", 0xcc6f_d28b_46aa_49e3),
      ("prompt-4", 0xcc6f_d78b_46aa_5262), ("", 0xcbf2_9ce4_8422_2325), ("h\u{E9}llo", 0xa35f_f71f_9602_40e0),
    ] as [(String, UInt64)]
  )
  func agreesWithTheVector(text: String, hash: UInt64) {
    #expect(measure(text) { unsafe CanonicalKey.fnv1a64($0) } == hash)
    #expect(measure(" \u{2003}" + text + "\u{3000}\n") { unsafe CanonicalKey.hash(of: $0) } == hash)
    let decomposed = text.replacing("\u{E9}", with: "e\u{301}")
    #expect(measure(decomposed) { unsafe CanonicalKey.hash(of: $0) } == hash)
  }

  @Test func keepsInnerWhiteSpace() {
    let keys = ["a b", "a  b", "a\u{A0}b"].map { text in measure(text) { unsafe CanonicalKey.hash(of: $0) } }
    #expect(Set(keys).count == 3)
  }

  /// Every scalar that the quick answer lets pass is its own NFC, even after a letter that much composes with.
  @Test func letsNothingPassThatNFCChanges() {
    for scalar in NormalForm.composed.joined().compactMap(Unicode.Scalar.init) {
      let text = "e" + String(scalar)
      var bytes: [UInt8] = []
      NormalForm.forEachComposedByte(of: text) { bytes.append($0) }
      if scalar.properties.canonicalCombiningClass != .notReordered || bytes != Array(text.utf8) {
        Issue.record("U+\(String(scalar.value, radix: 16)) is not composed")
      }
    }
  }

  @Test func runsOverBrokenText() {
    let text = Array("e\u{301}\u{1F600}\u{3000}\u{AC01}".utf8)
    for end in 0...text.count {
      for start in 0...end { _ = measure(Array(text[start..<end])) { unsafe CanonicalKey.hash(of: $0) } }
    }
  }

  @Test(.enabled(if: SharedData.folder != nil, SharedData.reason))
  func findsTheClustersOfHH() throws {
    let marks = ["\n\nHuman: ", "\n\nAssistant:"].map { Array($0.utf8) }
    let keys = try SharedData.hhDialogues().map { dialogue in
      let text = dialogue.chosen
      let start = (text.indices.first { text[$0...].starts(with: marks[0]) } ?? 0) + marks[0].count
      let end = text.indices[start...].first { text[$0...].starts(with: marks[1]) } ?? text.count
      return measure(Array(text[start..<end])) { unsafe CanonicalKey.hash(of: $0) }
    }
    #expect(Set(keys).count == 2178)
  }
}
