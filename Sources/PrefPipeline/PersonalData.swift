import Crypto
import PrefJSON
import PrefRecord

/// Replaces what names a person by a hash that says no more than who is the same.
///
/// A name becomes the first 32 hexadecimal digits of HMAC-SHA-256 with the salt as the key: the same for the same name
/// and salt, whatever the thread, the file or the number's type in JSON. Annotators are replaced, and in the metadata
/// the values of fields that are known to hold a person; fields with the address of a person's page are left out.
struct PersonalData {
  /// Fields whose values are replaced, in lower case without `_` and `-`.
  static let names: Set<String> = [
    "userid", "author", "authorid", "authorname", "username", "owneruserid", "ownerdisplayname", "displayname",
    "lasteditoruserid", "worker", "workerid", "annotator", "annotatorid", "annotatorname", "labeler", "labelerid",
    "labeller", "labellerid", "rater", "raterid", "completedby", "createdby", "updatedby", "reviewer", "reviewerid",
    "evaluator", "evaluatorid", "email",
  ]
  /// Fields that are left out.
  static let addresses: Set<String> = [
    "authorprofile", "authorurl", "authorlink", "profileurl", "profilelink", "userurl", "userprofile", "userlink",
    "ownerurl", "ownerprofile", "avatar", "avatarurl", "profileimage",
  ]

  private let key: SymmetricKey
  private let parser = JSONParser()

  init(salt: String) { key = SymmetricKey(data: Array(salt.utf8)) }

  /// The hash that stands for a name.
  func pseudonym(_ name: [UInt8]) -> String {
    let code = Array(HMAC<SHA256>.authenticationCode(for: name, using: key)).prefix(16)
    let digits = Array("0123456789abcdef".utf8)
    return String(decoding: code.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self)
  }

  /// Replaces annotators and what the metadata says of people.
  func replace(in batch: inout ComparisonBatch) {
    for index in batch.annotations.indices where !batch.annotations[index].annotator.isEmpty {
      let name = unsafe batch.withBytes(of: batch.annotations[index].annotator) { unsafe Array($0) }
      batch.setAnnotator(of: index, batch.append(text: pseudonym(name)))
    }
    for index in batch.comparisons.indices where !batch.comparisons[index].metadata.isEmpty {
      let old = unsafe batch.withBytes(of: batch.comparisons[index].metadata) { unsafe Array($0) }
      guard let new = replaced(old) else { continue }
      batch.comparisons[index].metadata = unsafe new.withUnsafeBytes { unsafe batch.append(text: $0) }
    }
  }

  /// The metadata without people; `nil` where there are none.
  func replaced(_ metadata: [UInt8]) -> [UInt8]? {
    // The metadata of a canonical row is any text until it is validated: what is no JSON has no fields.
    guard (try? parser.parse(metadata)) != nil else { return nil }
    var output: [UInt8] = []
    return write(parser.root, to: &output) ? output : nil
  }

  /// Writes a value; tells whether anything in it was replaced.
  private func write(_ value: JSONValue, to output: inout [UInt8]) -> Bool {
    switch value.kind {
    case .object: return write(members: value, to: &output)
    case .array:
      return list(value, to: &output) { write($0, to: &$1) }
    default:
      unsafe output.append(contentsOf: value.raw)
      return false
    }
  }

  private func write(members object: JSONValue, to output: inout [UInt8]) -> Bool {
    var (isChanged, isFirst) = (false, true)
    output.append(UInt8(ascii: "{"))
    for member in object.members {
      let name = unsafe Self.plain(member.key)
      if Self.addresses.contains(name) {
        isChanged = true
        continue
      }
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      unsafe JSONWriter.append(string: member.key, to: &output)
      output.append(UInt8(ascii: ":"))
      let isName = Self.names.contains(name)
      let isReplaced = isName ? replace(member.value, to: &output) : write(member.value, to: &output)
      isChanged = isReplaced || isChanged
    }
    output.append(UInt8(ascii: "}"))
    return isChanged
  }

  /// Writes the hash of a string or number, and of each in a list; all else as it is.
  private func replace(_ value: JSONValue, to output: inout [UInt8]) -> Bool {
    switch value.kind {
    case .string, .number:
      let name = unsafe value.kind == .string ? Array(value.text) : Array(value.raw)
      if name.isEmpty { return write(value, to: &output) }
      JSONWriter.append(string: pseudonym(name), to: &output)
      return true
    case .array: return list(value, to: &output) { replace($0, to: &$1) }
    default: return write(value, to: &output)
    }
  }

  private func list(
    _ array: JSONValue,
    to output: inout [UInt8],
    _ write: (JSONValue, inout [UInt8]) -> Bool
  ) -> Bool {
    var (isChanged, isFirst) = (false, true)
    output.append(UInt8(ascii: "["))
    for element in array.elements {
      if !isFirst { output.append(UInt8(ascii: ",")) }
      isFirst = false
      isChanged = write(element, &output) || isChanged
    }
    output.append(UInt8(ascii: "]"))
    return isChanged
  }

  /// A key in lower case, without what separates its words.
  private static func plain(_ key: UnsafeRawBufferPointer) -> String {
    String(decoding: unsafe key.filter { $0 != UInt8(ascii: "_") && $0 != UInt8(ascii: "-") }, as: UTF8.self)
      .lowercased()
  }
}
