public import PrefJSON

/// An entry of a trainer's list of data sets, such as LLaMA-Factory's `dataset_info.json`.
public struct Registration: Sendable, Equatable {
  /// The data set's name in the list.
  public var name: String
  /// What the list says about it.
  public var entry: JSONTree

  /// Makes an entry for a file, named by the file's name up to its first dot.
  public init(fileName: String, formatting: String, columns: [(String, JSONTree)]) {
    name = fileName.split(separator: ".").first.map(String.init) ?? fileName
    entry = .object([
      ("file_name", .string(fileName)), ("formatting", .string(formatting)), ("ranking", true),
      ("columns", .object(columns)),
    ])
  }

  /// A list with this entry: in the place of one of the same name, or else at the end.
  ///
  /// - Returns: `nil` where the list is not an object.
  public func added(to list: JSONTree) -> JSONTree? {
    guard var members = list.object else { return nil }
    if let index = members.firstIndex(where: { $0.0 == name }) {
      members[index].1 = entry
    } else {
      members.append((name, entry))
    }
    return .object(members)
  }
}
