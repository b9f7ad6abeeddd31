import PrefJSON
import PrefShards
import Testing

@Suite("Manifest")
struct ManifestTests {
  static let file = Manifest.File(
    path: "train-00000-of-00001.jsonl.gz",
    rows: 3,
    bytes: 120,
    sha256: String(repeating: "a", count: 64),
    rawBytes: 400,
    rawSHA256: String(repeating: "b", count: 64)
  )
  static let manifest = Manifest(
    version: "1.2.3",
    columns: ["id", "prompt"],
    seed: .max,
    options: [("split", "train=1"), ("shuffle", "true"), ("\u{E9}", "")],
    splits: [
      Manifest.Split(name: "train", rows: 3, files: [file]), Manifest.Split(name: "test", rows: 0, files: []),
    ]
  )

  @Test("reads what it writes", arguments: [true, false])
  func identity(_ pretty: Bool) throws {
    let bytes = Self.manifest.json.bytes(pretty: pretty)
    #expect(try Manifest(reading: JSONTree(parsing: bytes)) == Self.manifest)
  }

  @Test("lists checksums as sha256sum does")
  func checksums() {
    #expect(Self.manifest.checksums == String(repeating: "a", count: 64) + "  train-00000-of-00001.jsonl.gz\n")
  }

  static let good =
    #"{"schema":"prefkit/manifest/1","version":"1","columns":["id"],"seed":"7","options":{"a":"b"},"splits":"#
    + #"[{"name":"train","rows":1,"files":[{"path":"x","rows":1,"bytes":2,"sha256":"s","raw_bytes":3,"raw_sha256":"t"}]}]}"#

  @Test("reads the documented layout")
  func layout() throws {
    let manifest = try Manifest(reading: JSONTree(parsing: Array(Self.good.utf8)))
    let file = Manifest.File(path: "x", rows: 1, bytes: 2, sha256: "s", rawBytes: 3, rawSHA256: "t")
    #expect(manifest.seed == 7)
    #expect(manifest.splits == [Manifest.Split(name: "train", rows: 1, files: [file])])
    #expect(manifest.json == (try JSONTree(parsing: Array(Self.good.utf8))))
  }

  @Test(
    "refuses a hostile or damaged one, and says where",
    arguments: [
      (#""path":"x""#, #""path":"a/b""#, "/splits/0/files/0/path"),
      (#""path":"x""#, #""path":"/etc/passwd""#, "/splits/0/files/0/path"),
      (#""path":"x""#, #""path":"..""#, "/splits/0/files/0/path"),
      (#""path":"x""#, #""path":".""#, "/splits/0/files/0/path"),
      (#""path":"x""#, #""path":"""#, "/splits/0/files/0/path"),
      (#""path":"x""#, #""path":"a\u0000b""#, "/splits/0/files/0/path"),
      (#""path":"x""#, #""path":"a\nb""#, "/splits/0/files/0/path"),
      (#""path":"x","#, "", "/splits/0/files/0/path is missing"),
      (#""raw_sha256":"t""#, #""raw":"t""#, "/splits/0/files/0/raw_sha256 is missing"),
      (#""bytes":2"#, #""bytes":-2"#, "/splits/0/files/0/bytes is not a count"),
      (#""bytes":2"#, #""bytes":2.5"#, "/splits/0/files/0/bytes is not a count"),
      (#""bytes":2"#, #""bytes":99999999999999999999"#, "/splits/0/files/0/bytes is not a count"),
      (#""rows":1,"files""#, #""rows":"1","files""#, "/splits/0/rows is not a count"),
      (#""columns":["id"]"#, #""columns":[1]"#, "/columns/0 is not a string"),
      (#""columns":["id"]"#, #""columns":"id""#, "/columns is not a list"),
      (#""seed":"7""#, #""seed":7"#, "/seed is not a string"),
      (#""seed":"7""#, #""seed":"-7""#, "/seed is not a number"),
      (#""options":{"a":"b"}"#, #""options":[]"#, "/options is not an object"),
      (#""options":{"a":"b"}"#, #""options":{"a":null}"#, "/options/a is not a string"),
      ("manifest/1", "manifest/2", "/schema"),
      (#""schema":"prefkit/manifest/1","#, "", "/schema is missing"),
    ]
  )
  func refusals(_ part: String, _ replacement: String, _ message: String) throws {
    let text = Self.good.replacing(part, with: replacement)
    #expect(text != Self.good)
    let tree = try JSONTree(parsing: Array(text.utf8))
    let error = #expect(throws: ManifestError.self) { try Manifest(reading: tree) }
    #expect(error?.message.contains(message) == true)
  }

  @Test("refuses what is no object")
  func noObject() {
    #expect(throws: ManifestError.self) { try Manifest(reading: .array([])) }
  }
}
