import CScan
import Testing

@Suite struct CScanTests {
  /// The definitions, a byte at a time.
  private func plainRun(_ bytes: [UInt8]) -> Int {
    bytes.indices.first { index in
      let isSeparator =
        bytes[index...].starts(with: [0xE2, 0x80, 0xA8]) || bytes[index...].starts(with: [0xE2, 0x80, 0xA9])
      return bytes[index] < 0x20 || bytes[index] == 0x22 || bytes[index] == 0x5C || isSeparator
    } ?? bytes.count
  }

  private func check(_ bytes: [UInt8]) {
    // An allocation of its own, so that a sanitizer sees reads past the end.
    bytes.withUnsafeBufferPointer { buffer in
      #expect(pk_plain_run(buffer.baseAddress, buffer.count) == plainRun(bytes), "\(bytes)")
      #expect(
        pk_count_newlines(buffer.baseAddress, buffer.count) == bytes.filter { $0 == 0x0A }.count,
        "\(bytes)"
      )
      #expect(pk_is_ascii(buffer.baseAddress, buffer.count) == bytes.allSatisfy { $0 < 0x80 }, "\(bytes)")
    }
  }

  @Test func scansAsDefinedForEveryByteAtEveryPlace() {
    for length in 0..<50 {
      check([UInt8](repeating: 0x61, count: length))
      for position in 0..<length {
        for byte in [0x00, 0x0A, 0x1F, 0x20, 0x22, 0x5C, 0x7F, 0x80, 0xE2, 0xFF] as [UInt8] {
          var bytes = [UInt8](repeating: 0x61, count: length)
          bytes[position] = byte
          check(bytes)
        }
      }
    }
    for byte in UInt8.min...UInt8.max { check([UInt8](repeating: 0x7A, count: 20) + [byte] + [0x61]) }
  }

  @Test func scansAsDefinedForRandomText() {
    var random = SeededGenerator()
    let pieces: [[UInt8]] = [
      [0xE2, 0x80, 0xA8], [0xE2, 0x80, 0xA9], [0xE2, 0x80, 0x99], [0xE2, 0x81, 0xA8], [0xE2], [0xE2, 0x80], [0x0A],
      [UInt8](repeating: 0x61, count: 13), [0xC3, 0xA9], [0x20],
    ]
    for _ in 0..<5_000 {
      let count = Int.random(in: 0...12, using: &random)
      check((0..<count).flatMap { _ in pieces.randomElement(using: &random) ?? [] })
    }
  }
}
