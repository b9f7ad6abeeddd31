/// Finds the word that was probably meant.
public enum Spelling {
  /// The nearest of some names; `nil` when none is near.
  public static func nearest(to word: String, among names: [String]) -> String? {
    names.map { (name: $0, distance: distance(Array(word.utf8), Array($0.utf8))) }
      .filter { $0.distance <= max(2, word.utf8.count / 3) }
      .min { $0.distance < $1.distance }?.name
  }

  /// Edits that turn one word into another (Levenshtein).
  private static func distance(_ a: [UInt8], _ b: [UInt8]) -> Int {
    var row = Array(0...b.count)
    for (i, x) in a.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, y) in b.enumerated() {
        let above = row[j + 1]
        row[j + 1] = x == y ? diagonal : min(diagonal, above, row[j]) + 1
        diagonal = above
      }
    }
    return row[b.count]
  }
}
