import PrefJSON
import Testing

@Suite struct JSONTreeTests {
  private let tree: JSONTree = [
    "schema": "report/1", "n": 3, "rate": 0.5, "ok": true, "none": nil, "list": [1, [], [:], "é\n\u{2028}"],
    "z": ["y": 1.0, "a": -2],
  ]

  @Test func printsOneLine() {
    let expected =
      #"{"schema":"report/1","n":3,"rate":0.5,"ok":true,"none":null,"list":[1,[],{},"é\n\u2028"],"#
      + #""z":{"y":1.0,"a":-2}}"#
    #expect(String(decoding: tree.bytes(pretty: false), as: UTF8.self) == expected)
  }

  @Test func printsPrettily() {
    let tree: JSONTree = ["a": [1, ["b": nil]], "c": [], "d": [:]]
    let expected = """
      {
        "a": [
          1,
          {
            "b": null
          }
        ],
        "c": [],
        "d": {}
      }

      """
    #expect(String(decoding: tree.bytes(pretty: true), as: UTF8.self) == expected)
  }

  @Test func readsBackAsItWas() throws {
    #expect(try JSONTree(parsing: tree.bytes(pretty: false)) == tree)
    #expect(try JSONTree(parsing: tree.bytes(pretty: true)) == tree)
  }

  @Test func printsNullForWhatJSONHasNoWordFor() {
    let tree: JSONTree = [.double(.nan), .double(.infinity), .double(-.infinity)]
    #expect(String(decoding: tree.bytes(pretty: false), as: UTF8.self) == "[null,null,null]")
  }

  @Test func looksUp() throws {
    let read = try JSONTree(parsing: bytes(#"{"a":{"b":[1,2.5,"x",true,123456789012345678901234567890]}}"#))
    let list = try #require(read["a"]?["b"]?.array)
    #expect(list.map(\.int) == [1, nil, nil, nil, nil])
    #expect(list.map(\.double) == [1, 2.5, nil, nil, 123456789012345678901234567890.0])
    #expect(list.map(\.string) == [nil, nil, "x", nil, nil])
    #expect(list.map(\.bool) == [nil, nil, nil, true, nil])
    #expect(read.object?.map(\.0) == ["a"])
    #expect(read["c"] == nil)
    #expect(read.array == nil)
  }

  @Test func comparesTheOrderOfMembers() {
    #expect((["a": 1, "b": 2] as JSONTree) != ["b": 2, "a": 1])
    #expect((["a": 1] as JSONTree) != ["a": 1.0])
  }

  @Test func saysWhereAFileIsWrong() {
    #expect(throws: JSONError(.trailingComma, at: 6)) { try JSONTree(parsing: bytes(#"{"a":1,}"#)) }
  }
}
