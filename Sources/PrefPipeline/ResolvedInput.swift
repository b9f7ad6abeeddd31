import PrefBytes
import PrefFormats
import PrefJSON
import PrefRecord

/// An input whose format is known.
public struct ResolvedInput: Sendable {
  /// The path as the user gave it, `-` for standard input.
  public var path: String
  /// How it is read.
  public var format: any IngestFormat
  /// How its records are laid out.
  public var container: Container
  /// Optional columns its rows fill.
  public var columns: Columns
  /// Why the format was chosen; `nil` where the user named it.
  public var reason: String?
  /// A stream that cannot be opened again, with what was looked at still to be read.
  var stream: Held?

  /// The format's name.
  public var formatName: String { type(of: format).name }

  /// A stream that is used by one thread at a time.
  final class Held: @unchecked Sendable {
    let stream: ByteStream
    init(_ stream: ByteStream) { self.stream = stream }
  }
}

/// Finds out what inputs are, from their first records.
struct InputResolver {
  /// Bytes looked at, after decompression.
  static let headSize = 1 << 20
  /// Records looked at.
  static let sampleSize = 100

  let settings: RunSettings

  /// Finds out what an input is.
  ///
  /// `name`: The format's name, or `auto`.
  func resolve(_ path: String, as name: String) throws -> ResolvedInput {
    let file = InputFile(argument: path)
    let stream = try ByteStream(file)
    let head = try stream.peek(Self.headSize)
    var input = try resolve(path, as: name, head)
    // What can be opened again is: then no more files are open than are being read.
    input.stream = file.size == nil ? ResolvedInput.Held(stream) : nil
    return input
  }

  private func resolve(_ path: String, as name: String, _ head: [UInt8]) throws -> ResolvedInput {
    let first = head.first { !Self.isSpace($0) }
    let container = try container(of: head, path)
    let sample = FormatSample(head, container)
    if let exported = settings.exported {
      let rows = ExportRows(exported)
      return ResolvedInput(path: path, format: rows, container: container, columns: sample.additionalColumns(rows))
    }
    if name != "auto" { return try named(name, path, container, sample) }
    guard first != nil else {
      return try ResolvedInput(
        path: path,
        format: Canonical(options: settings.formatOptions),
        container: .lines,
        columns: [],
        reason: "it is empty"
      )
    }
    return try detected(path, container, sample)
  }

  func container(of head: [UInt8], _ path: String) throws -> Container {
    let isWhole = head.count < Self.headSize
    do throws(SplitFault) {
      return try ContainerFinder(head: head, isWhole: isWhole, separator: settings.separator).find()
    } catch {
      throw RunError(error, path: path)
    }
  }

  private func named(
    _ name: String,
    _ path: String,
    _ container: Container,
    _ sample: FormatSample
  ) throws -> ResolvedInput {
    guard let type = FormatRegistry.format(named: name) else {
      let names = FormatRegistry.all.map { $0.name }
      let nearest = Spelling.nearest(to: name, among: names).map { "did you mean \"\($0)\"? " } ?? ""
      throw RunError.usage(
        "there is no format named \"\(name)\"",
        fix: "\(nearest)`prefkit formats` lists all \(names.count)"
      )
    }
    let format = try type.init(options: settings.formatOptions)
    let expected: Container = type is any DocumentFormat.Type ? .document : container == .document ? .lines : container
    return ResolvedInput(
      path: path,
      format: format,
      container: expected,
      columns: type.columns.union(sample.additionalColumns(format))
    )
  }

  private func detected(_ path: String, _ container: Container, _ sample: FormatSample) throws -> ResolvedInput {
    let all = FormatRegistry.all.compactMap { sample.fit($0) }
    let fits = FormatRegistry.mostSpecial(all, type: { $0.type }, count: { $0.count })
    guard let fit = fits.first else {
      throw RunError.usage(
        "\(path): the first records look like no format that prefkit knows",
        fix: "--format NAME says what they are (`prefkit formats` lists the names); "
          + "--format fields --map … reads any flat record"
      )
    }
    guard fits.count == 1 else {
      throw RunError.usage(
        "\(path): the first records fit both \"\(fits[0].type.name)\" and \"\(fits[1].type.name)\"",
        fix: "--format \(fits[0].type.name) or --format \(fits[1].type.name)"
      )
    }
    let format = try fit.type.init(options: settings.formatOptions)
    return ResolvedInput(
      path: path,
      format: format,
      container: container,
      columns: fit.type.columns.union(sample.additionalColumns(format)),
      reason: fit.reason
    )
  }

  static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0D) }
}
