/// How far one call of an inflater came.
struct InflateProgress: Equatable {
  /// What a call ended with.
  enum Outcome: Equatable {
    /// More input or more room is needed.
    case more
    /// The deflate stream has ended.
    case end
    /// The stream breaks the format, and how.
    case corrupt(String)
    case outOfMemory
  }

  var consumed = 0
  var produced = 0
  var outcome = Outcome.more
}

#if canImport(CISAL)
/// What gzip streams are read with: ISA-L where it is built in, zlib elsewhere.
typealias StreamInflater = ISALInflater
#else
typealias StreamInflater = ZlibInflater
#endif
