/// Cuts an ordered list of inputs into blocks of whole lines for workers to parse.
///
/// A block ends at the last newline of the next ``Limits/targetSize`` bytes; where there is none, of twice as many, and
/// so on: the cuts depend on the decompressed bytes only, never on how reads arrive. Gzip members written here are
/// handed on whole and still compressed; their borders are then the cuts. Blocks never span inputs.
///
/// ``next()`` may be called from any thread. After an error it keeps throwing that error.
public final class BlockReader: @unchecked Sendable {
  /// How large blocks and lines may be.
  public struct Limits: Equatable, Sendable {
    /// Usual bytes of a block.
    public var targetSize: Int
    /// Bytes of the longest line that is accepted, without its newline.
    public var maxLine: Int

    /// Blocks of 1 MiB and lines of up to 64 MiB, unless told otherwise; lines are never longer than 1 GiB.
    public init(targetSize: Int = 1 << 20, maxLine: Int = 64 << 20) {
      self.maxLine = min(max(maxLine, 1), 1 << 30)
      self.targetSize = min(max(targetSize, 1), self.maxLine + 1)
    }
  }

  /// The inputs, in the order they are read.
  public let inputs: [InputFile]
  /// Bytes of all inputs on disk; `nil` where one of them is not a regular file.
  public let totalSize: Int?

  private let limits: Limits
  private let pool: BufferPool
  private let lock = Lock()
  private var cutter: LineCutter?
  private var inputIndex = 0
  private var serial = 0
  private var finishedSize = 0
  private var failure: BytesError?

  /// Checks that all inputs are there, so that a missing one is named before any work is done.
  ///
  /// Errors: as ``InputFile/check()``.
  public init(_ inputs: [InputFile], limits: Limits = Limits()) throws(BytesError) {
    for input in inputs { try input.check() }
    self.inputs = inputs
    self.limits = limits
    // Rows are not split by the writer, so its members are a little larger than the target.
    pool = BufferPool(standardCapacity: limits.targetSize + 64 << 10)
    totalSize = inputs.reduce(0) { total, input in
      guard let total, let size = input.size else { return nil }
      return total + size
    }
  }

  /// Cuts a stream that is open already, from where it stands.
  public init(_ stream: ByteStream, path: String, limits: Limits = Limits()) {
    inputs = [InputFile(argument: path)]
    self.limits = limits
    pool = BufferPool(standardCapacity: limits.targetSize + 64 << 10)
    totalSize = inputs[0].size
    cutter = LineCutter(stream, path, 0, limits, pool)
  }

  /// Bytes of the files on disk, compressed, read so far.
  public var consumedSize: Int {
    lock.withLock { finishedSize + (cutter?.stream.compressedOffset ?? 0) }
  }

  /// The next block, in order; `nil` after the last.
  ///
  /// Errors: any reading or damage kind of ``BytesError``; a line over the limit is
  /// ``BytesError/Kind/lineTooLong(limit:row:)`` with its offset in the decompressed stream.
  public func next() throws(BytesError) -> InputBlock? {
    try lock.withLock { () throws(BytesError) -> InputBlock? in
      if let failure { throw failure }
      do throws(BytesError) {
        return try advance()
      } catch {
        failure = error
        throw error
      }
    }
  }

  private func advance() throws(BytesError) -> InputBlock? {
    while inputIndex < inputs.count {
      if let block = try openCutter().next(serial: serial) {
        serial += 1
        return block
      }
      finishedSize += cutter?.stream.compressedOffset ?? 0
      cutter = nil
      inputIndex += 1
    }
    return nil
  }

  private func openCutter() throws(BytesError) -> LineCutter {
    if let cutter { return cutter }
    let stream = try ByteStream(inputs[inputIndex])
    let new = LineCutter(stream, inputs[inputIndex].path, inputIndex, limits, pool)
    cutter = new
    return new
  }
}
