import Testing

@testable import PrefBytes

@Suite struct CountNewlinesTests {
  @Test func countsAsAPlainLoopDoes() {
    for size in Array(0...40) + [2_039, 2_040, 2_041, 10_000] {
      for lineLength in [1, 2, 9, 500] {
        let bytes = text(size, seed: UInt64(size), lineLength: lineLength)
        #expect(unsafe bytes.withUnsafeBytes { unsafe countNewlines($0) } == bytes.filter { $0 == 10 }.count)
      }
    }
  }

  @Test func neighboursOfNewlinesDoNotCount() {
    for byte in UInt8.min...UInt8.max {
      for other in [0x09, 0x0A, 0x0B, 0x8A, 0x00, 0xFF] as [UInt8] {
        let bytes: [UInt8] = [other, byte, other, byte, byte, other, other, byte]
        #expect(unsafe bytes.withUnsafeBytes { unsafe countNewlines($0) } == bytes.filter { $0 == 10 }.count)
      }
    }
  }
}
