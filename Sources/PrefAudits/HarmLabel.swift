import PrefJSON

/// Reads whether a prompt is harmful from a record's metadata.
enum HarmLabel {
  /// `true`, `"harmful"` and `"unsafe"` mean harmful; `false`, `"benign"` and `"safe"` mean benign; all else is unknown.
  static func read(_ metadata: String, field: String) -> PairRow.Harm {
    guard let tree = try? JSONTree(parsing: Array(metadata.utf8)), let value = tree[field] else { return .unknown }
    switch value {
    case .bool(let isHarmful): return isHarmful ? .harmful : .benign
    case .string("harmful"), .string("unsafe"): return .harmful
    case .string("benign"), .string("safe"): return .benign
    default: return .unknown
    }
  }
}
