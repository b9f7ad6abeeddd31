public import PrefFormats

/// Why a run cannot begin or go on, apart from damaged bytes.
public enum RunError: Error, Sendable {
  /// What the user asked for cannot be done; the fix says what can.
  case usage(String, fix: String)
  /// A document, array or table is damaged at a place; the fix says what helps besides getting it again.
  case damaged(path: String, DocumentError, fix: String? = nil)
  /// The output cannot be made where it was asked for.
  case cannotCreate(path: String, String, fix: String)
  /// Records were read that are not accounted for: a bug.
  case unbalanced(read: Int, accounted: Int)
}
