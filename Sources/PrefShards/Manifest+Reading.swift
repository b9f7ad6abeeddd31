public import PrefJSON

/// Says what is wrong with a manifest.
public struct ManifestError: Error, Sendable, Equatable {
  /// Where in the manifest, as a JSON pointer, and what is wrong there.
  public var message: String

  /// Makes an error.
  public init(_ message: String) { self.message = message }
}

extension Manifest {
  /// Reads a manifest strictly.
  public init(reading json: JSONTree) throws(ManifestError) {
    let root = Field(json, "")
    guard try root.at("schema").string() == Self.schema else {
      throw ManifestError("/schema is not \"\(Self.schema)\": the set was written by another version")
    }
    version = try root.at("version").string()
    var columns: [String] = []
    for column in try root.at("columns").elements() { columns.append(try column.string()) }
    self.columns = columns
    guard let seed = UInt64(try root.at("seed").string()) else { throw ManifestError("/seed is not a number as text") }
    self.seed = seed
    var options: [(name: String, value: String)] = []
    for (name, value) in try root.at("options").members() { options.append((name, try value.string())) }
    self.options = options
    var splits: [Split] = []
    for split in try root.at("splits").elements() { splits.append(try Split(split)) }
    self.splits = splits
  }
}

extension Manifest.Split {
  fileprivate init(_ field: Field) throws(ManifestError) {
    var files: [Manifest.File] = []
    for file in try field.at("files").elements() { files.append(try Manifest.File(file)) }
    self.init(name: try field.at("name").string(), rows: try field.at("rows").int(), files: files)
  }
}

extension Manifest.File {
  /// Reads a file's entry strictly.
  public init(json: JSONTree) throws(ManifestError) { try self.init(Field(json, "")) }

  fileprivate init(_ field: Field) throws(ManifestError) {
    self.init(
      path: try field.at("path").string(),
      rows: try field.at("rows").int(),
      bytes: try field.at("bytes").int(),
      sha256: try field.at("sha256").string(),
      rawBytes: try field.at("raw_bytes").int(),
      rawSHA256: try field.at("raw_sha256").string()
    )
    // A manifest is input like any other: a path in it must not lead out of its folder.
    guard !path.isEmpty, path != ".", path != "..", path.utf8.allSatisfy({ $0 >= 0x20 && $0 != UInt8(ascii: "/") })
    else {
      throw ManifestError("\(field.pointer)/path is not the name of a file in the manifest's folder")
    }
  }
}

/// A value of the manifest with its place, for messages.
private struct Field {
  let json: JSONTree
  let pointer: String

  init(_ json: JSONTree, _ pointer: String) { (self.json, self.pointer) = (json, pointer) }

  func at(_ key: String) throws(ManifestError) -> Field {
    guard let value = json[key] else { throw ManifestError("\(pointer)/\(key) is missing") }
    return Field(value, "\(pointer)/\(key)")
  }

  func string() throws(ManifestError) -> String {
    guard let value = json.string else { throw ManifestError("\(pointer) is not a string") }
    return value
  }

  func int() throws(ManifestError) -> Int {
    guard let value = json.int, value >= 0 else { throw ManifestError("\(pointer) is not a count") }
    return Int(value)
  }

  func elements() throws(ManifestError) -> [Field] {
    guard let values = json.array else { throw ManifestError("\(pointer) is not a list") }
    return values.enumerated().map { Field($1, "\(pointer)/\($0)") }
  }

  func members() throws(ManifestError) -> [(String, Field)] {
    guard let values = json.object else { throw ManifestError("\(pointer) is not an object") }
    return values.map { ($0.0, Field($0.1, "\(pointer)/\($0.0)")) }
  }
}
