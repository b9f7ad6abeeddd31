/// The cluster key of a prompt: equal for prompts that differ only in Unicode normal form and white space at the ends.
///
/// Key bytes are the UTF-8 of the text in NFC, Unicode White_Space taken off both ends, inner white space kept.
/// Multi-turn data uses the first user turn, so that the turns of one conversation stay together.
public enum CanonicalKey {
  private static let offsetBasis: UInt64 = 0xcbf2_9ce4_8422_2325
  private static let prime: UInt64 = 0x100_0000_01b3

  /// Hashes the key bytes of a prompt.
  ///
  /// Allocates only where the text holds characters that NFC might change.
  ///
  /// - Parameter prompt: UTF-8. Broken sequences are hashed as U+FFFD.
  /// - Returns: `fnv1a64` of the key bytes.
  public static func hash(of prompt: UnsafeRawBufferPointer) -> UInt64 {
    let range = unsafe WhiteSpace.trimmed(prompt)
    // The slice does not outlive this call, for which the caller lends `prompt`.
    let text = unsafe UnsafeRawBufferPointer(rebasing: prompt[range])
    if unsafe NormalForm.isSurelyComposed(text) { return unsafe fnv1a64(text) }
    var hash = offsetBasis
    NormalForm.forEachComposedByte(of: unsafe String(decoding: text, as: UTF8.self)) {
      hash = (hash ^ UInt64($0)) &* prime
    }
    return hash
  }

  /// The 64-bit Fowler–Noll–Vo hash, variant 1a, of bytes as they are.
  ///
  /// Source: Fowler, Noll, Vo; offset basis 0xcbf29ce484222325, prime 0x100000001b3.
  public static func fnv1a64(_ bytes: UnsafeRawBufferPointer) -> UInt64 {
    var hash = offsetBasis
    // Safe: indices stay inside the buffer, which the caller lends for this call.
    for index in 0..<bytes.count { hash = unsafe (hash ^ UInt64(bytes[index])) &* prime }
    return hash
  }
}
