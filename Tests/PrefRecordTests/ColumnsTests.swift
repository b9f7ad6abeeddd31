import PrefRecord
import Testing

@Suite("Columns")
struct ColumnsTests {
  @Test("list keys in canonical order")
  func order() {
    #expect(
      Columns(rawValue: 127).keys == [
        "id", "prompt", "chosen", "rejected", "margin", "tie", "annotations", "scores", "models", "source", "metadata",
      ]
    )
    let some: Columns = [.metadata, .tie]
    #expect(some.keys == ["id", "prompt", "chosen", "rejected", "tie", "metadata"])
    #expect(some.names == ["tie", "metadata"])
    #expect(Columns().names.isEmpty)
  }
}
