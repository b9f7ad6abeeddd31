public import PrefJSON

extension Shape {
  /// The shape as JSON Schema, draft 2020-12.
  public func schema(id: String, title: String) -> JSONTree {
    guard case .object(let members) = definition else { return definition }
    return .object(
      [
        ("$schema", "https://json-schema.org/draft/2020-12/schema"), ("$id", .string(id)), ("title", .string(title)),
      ] + members
    )
  }

  private var definition: JSONTree {
    switch self {
    case .text: ["type": "string"]
    case .word(let words): ["enum": .array(words.map { .string($0) })]
    case .number: ["type": "number"]
    case .truth: ["type": "boolean"]
    case .id: ["type": "string", "pattern": "^[0-9a-f]{32}$"]
    case .list(let element, let least):
      least == 0
        ? ["type": "array", "items": element.definition]
        : ["type": "array", "minItems": .int(Int64(least)), "items": element.definition]
    case .object(let members): Self.definition(members)
    }
  }

  private static func definition(_ members: [Member]) -> JSONTree {
    let properties = members.map { member -> (String, JSONTree) in
      guard case .object(let definition) = member.shape.definition else {
        return (member.name, member.shape.definition)
      }
      return (member.name, .object([("description", .string(member.about))] + definition))
    }
    return [
      "type": "object", "properties": .object(properties),
      "required": .array(members.filter(\.isRequired).map { .string($0.name) }), "additionalProperties": false,
    ]
  }
}

extension ExportFormat {
  /// The JSON Schema of a row; `nil` for dialects that are not JSON.
  public static var schema: JSONTree? {
    shape?.schema(id: "prefkit/export-\(name)/\(version)", title: "A row of the export \(name)")
  }
}
