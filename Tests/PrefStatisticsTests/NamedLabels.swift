import PrefStatistics

/// Triples with names, numbered in the order of the alphabet.
struct NamedLabels {
  let items: [String]
  let annotators: [String]
  let labels: CrowdLabels

  init(_ triples: [(item: String, annotator: String, label: Int)], categories: Int) {
    let items = Set(triples.map(\.item)).sorted()
    let annotators = Set(triples.map(\.annotator)).sorted()
    self.items = items
    self.annotators = annotators
    labels = CrowdLabels(
      categories: categories,
      items: triples.map { Int32(items.firstIndex(of: $0.item) ?? 0) },
      annotators: triples.map { Int32(annotators.firstIndex(of: $0.annotator) ?? 0) },
      labels: triples.map { UInt8($0.label) }
    )
  }

  init(_ input: JSON) {
    let triples = input["L"].items.map {
      (item: $0[0].string ?? "", annotator: $0[1].string ?? "", label: $0[2].int ?? 0)
    }
    self.init(triples, categories: input["K"].int ?? 2)
  }

  static let small = NamedLabels(
    [
      ("a", "x", 1), ("a", "y", 1), ("a", "z", 0), ("b", "x", 0), ("b", "y", 0), ("b", "z", 0), ("c", "x", 1),
      ("c", "y", 0), ("c", "z", 1), ("d", "x", 1), ("d", "y", 1), ("e", "y", 0), ("e", "z", 1), ("f", "x", 0),
      ("f", "z", 0), ("g", "x", 1), ("g", "y", 1), ("g", "z", 1),
    ],
    categories: 2
  )
}
