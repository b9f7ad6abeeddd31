import CSimdJSON

/// Parses one JSON value at a time into memory that is used again for the next one.
///
/// Strict RFC 8259, and stricter where a reader could lose data: UTF-8 must be well formed, surrogates must come in
/// pairs, and an object must not have a key twice. Numbers are checked but not converted, so none is too large or too
/// long. A parser belongs to one task at a time.
@safe
public final class JSONParser {
  /// Readable bytes that must follow a text for it to be parsed where it lies, without a copy.
  public static let padding = Int(PK_JSON_PADDING)

  /// Containers that may lie within each other: `[[1]]` needs 2.
  public let maximumDepth: Int
  private let handle: OpaquePointer?

  /// Makes a parser that refuses what is nested deeper than `maximumDepth`.
  public init(maximumDepth: Int = 128) {
    precondition(maximumDepth >= 0 && maximumDepth <= Int(Int32.max), "depth out of range")
    self.maximumDepth = maximumDepth
    unsafe handle = pk_json_create()
  }

  deinit {
    // Accepts nil, like free.
    unsafe pk_json_destroy(handle)
  }

  /// Parses the one value that fills `bytes`, white space around it aside.
  ///
  /// - Parameters:
  ///   - bytes: The text; it must stay as it is while values of this parse are used, unless it was copied.
  ///   - readable: Bytes that may be read from the start of `bytes`. With ``padding`` bytes more than the text has,
  ///     it is parsed in place; with fewer, the parser makes a copy.
  /// - Throws: The first fault of the text, with its byte offset; ``root`` is then a null value.
  public func parse(_ bytes: UnsafeRawBufferPointer, readable: Int) throws(JSONError) {
    let start = unsafe bytes.baseAddress?.assumingMemoryBound(to: UInt8.self)
    guard let handle = unsafe handle else { throw JSONError(.outOfMemory, at: 0) }
    // The parser reads up to `readable` bytes, which the caller answers for.
    let status = unsafe pk_json_parse(handle, start, bytes.count, max(readable, bytes.count), UInt32(maximumDepth))
    switch Int(status) {
    case PK_JSON_OK:
      return
    case PK_JSON_TOO_LONG:
      throw JSONError(.tooLong, at: Int(PK_JSON_MAX_LENGTH))
    case PK_JSON_UNAVAILABLE:
      throw JSONError(.outOfMemory, at: 0)
    default:
      var finder = unsafe JSONFaultFinder(bytes, maximumDepth: maximumDepth)
      throw finder.findFault() ?? JSONError(.rejectedByParser, at: 0)
    }
  }

  /// Parses a copy of `bytes`, which may change or go once this returns.
  public func parse(_ bytes: [UInt8]) throws(JSONError) {
    let failure = unsafe bytes.withUnsafeBytes { buffer -> JSONError? in
      do throws(JSONError) {
        try unsafe parse(buffer, readable: buffer.count)
        return nil
      } catch {
        return error
      }
    }
    if let failure { throw failure }
  }

  /// The value of the last parse; null before the first and after a failed one.
  public var root: JSONValue {
    unsafe JSONValue(tape: pk_json_tape_of(handle), index: 0)
  }
}
