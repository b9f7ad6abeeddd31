import Foundation
import Testing

/// The folder of published data and reference vectors, where there is one.
enum SharedFolder {
  static let url: URL = {
    if let path = ProcessInfo.processInfo.environment["PREFKIT_SHARED"] { return URL(fileURLWithPath: path) }
    let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    return root.appendingPathComponent("../shared").standardizedFileURL
  }()

  static func has(_ path: String) -> Bool {
    FileManager.default.isReadableFile(atPath: url.appendingPathComponent(path).path)
  }

  static func read(_ path: String) throws -> Data {
    try Data(contentsOf: url.appendingPathComponent(path))
  }
}

/// A JSON value with the few accessors that vectors need.
indirect enum JSON: Decodable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSON])
  case object([String: JSON])

  init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode(String.self) {
      self = .string(value)
    } else if let value = try? container.decode([JSON].self) {
      self = .array(value)
    } else {
      self = .object(try container.decode([String: JSON].self))
    }
  }

  subscript(key: String) -> JSON {
    guard case .object(let members) = self else { return .null }
    return members[key] ?? .null
  }

  subscript(index: Int) -> JSON { items.indices.contains(index) ? items[index] : .null }

  var items: [JSON] {
    guard case .array(let items) = self else { return [] }
    return items
  }

  var members: [String: JSON] {
    guard case .object(let members) = self else { return [:] }
    return members
  }

  var number: Double? {
    guard case .number(let value) = self else { return nil }
    return value
  }

  var string: String? {
    guard case .string(let value) = self else { return nil }
    return value
  }

  var int: Int? { number.map { Int($0) } }
  var numbers: [Double] { items.compactMap(\.number) }
  var ints: [Int] { items.compactMap(\.int) }
}

/// A reference vector: input and expected output, computed by other libraries.
struct Vector {
  let input: JSON
  let output: JSON

  static let isPresent = SharedFolder.has("statistics/vectors.json")
  static let skipReason: Comment = "statistics/vectors.json is not in the shared folder"

  private static let all = Result {
    try JSONDecoder().decode(JSON.self, from: SharedFolder.read("statistics/vectors.json"))
  }

  init(_ name: String) throws {
    let vector = try Self.all.get()[name]
    try #require(!vector.members.isEmpty, "vector \(name)")
    input = vector["input"]
    output = vector["output"]
  }
}

extension JSON {
  static func decode(_ data: Data) throws -> JSON {
    try JSONDecoder().decode(JSON.self, from: data)
  }
}

/// Figures of real data sets, computed by other libraries.
enum Reference {
  static func hh() throws -> JSON {
    try JSON.decode(SharedFolder.read("statistics/hh-reference.json"))
  }
}
