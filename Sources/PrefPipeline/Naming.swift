import PrefRecord

/// What rows say of their source besides file and row.
public struct Naming: Sendable {
  /// Name of the data set; `nil`: each input's file name up to its first dot.
  public var dataset: String?
  /// Subset of the data set.
  public var subset = ""
  /// Split of the data set.
  public var split = ""

  /// Makes naming by file names.
  public init() {}

  /// Fills in where records come from, unless they say so themselves.
  func name(_ batch: inout ComparisonBatch, from path: String) {
    let dataset = batch.append(text: dataset ?? Self.stem(path))
    let subset = batch.append(text: subset)
    let split = batch.append(text: split)
    let file = batch.append(text: path)
    for index in batch.comparisons.indices where !batch.comparisons[index].columns.contains(.source) {
      batch.comparisons[index].lineage.dataset = dataset
      if batch.comparisons[index].lineage.subset.isEmpty { batch.comparisons[index].lineage.subset = subset }
      if batch.comparisons[index].lineage.split.isEmpty { batch.comparisons[index].lineage.split = split }
      batch.comparisons[index].lineage.file = file
    }
  }

  /// A file's name without its folders, up to the first dot.
  static func stem(_ path: String) -> String {
    if path == "-" { return "stdin" }
    let name = path.split(separator: "/").last.map(String.init) ?? path
    return name.split(separator: ".").first.map(String.init) ?? name
  }
}
