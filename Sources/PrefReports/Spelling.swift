/// Finds the word somebody probably meant.
enum Spelling {
  /// The nearest of `words` by edit distance; `nil` when even that takes more edits than half its length.
  ///
  /// Among equally near words the first wins.
  static func nearest(to word: String, in words: [String]) -> String? {
    var best: (word: String, distance: Int)?
    for candidate in words {
      let distance = editDistance(word, candidate)
      if distance < best?.distance ?? .max { best = (candidate, distance) }
    }
    guard let best, best.distance * 2 <= max(word.count, best.word.count) else { return nil }
    return best.word
  }

  /// Counts the insertions, deletions and replacements that turn one word into the other (Levenshtein 1966).
  static func editDistance(_ a: String, _ b: String) -> Int {
    let (a, b) = (Array(a), Array(b))
    var row = Array(0...b.count)
    for i in a.indices {
      var diagonal = row[0]
      row[0] = i + 1
      for j in b.indices {
        let replaced = diagonal + (a[i] == b[j] ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(replaced, row[j] + 1, row[j + 1] + 1)
      }
    }
    return row[b.count]
  }
}
