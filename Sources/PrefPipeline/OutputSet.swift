public import PrefBytes

/// The outputs of a run: rows go in, blocks of about 1 MiB come out to be packed by any thread and written in order.
///
/// Blocks are cut at the last row that ends within 1 MiB, so a file's bytes depend on its rows alone, never on how the
/// input was cut or on the number of threads. Nothing appears under its name before `finish`.
public final class OutputSet {
  /// Names one output of the set.
  public struct Handle: Sendable, Hashable {
    let index: Int
  }

  /// A block on its way to be packed.
  struct Block: Sendable {
    var output: Int
    var raw: [UInt8]
    /// Whether the output is complete with this block, which may then be empty.
    var isLast = false
  }

  /// A block ready to be written.
  struct Packed: Sendable {
    var output: Int
    var block: PackedBlock?
    var isLast = false
  }

  private struct Output {
    var sink: BlockSink
    var packer: BlockPacker
    var pending: [UInt8] = []
    /// Called once the output is complete on disk.
    var whenComplete: (() throws -> Void)?
  }

  private static let blockSize = 1 << 20
  private var outputs: [Output] = []
  private var ready: [Block] = []

  /// Makes an empty set.
  public init() {}

  /// Adds an output.
  ///
  /// `observer`: Sees the bytes of the file in order, as they lie on disk.
  public func open(
    _ destination: OutputDestination,
    _ compression: OutputCompression,
    observer: BlockSink.Observer? = nil
  ) throws(BytesError) -> Handle {
    let sink = try unsafe BlockSink(destination, compression: compression, observer: observer)
    outputs.append(Output(sink: sink, packer: BlockPacker(compression)))
    return Handle(index: outputs.count - 1)
  }

  /// Adds whole rows to an output.
  public func append(_ rows: [UInt8], to handle: Handle) {
    outputs[handle.index].pending += rows
    cut(handle.index)
  }

  /// Adds whole rows to an output.
  public func append(_ rows: UnsafeRawBufferPointer, to handle: Handle) {
    unsafe outputs[handle.index].pending.append(contentsOf: rows)
    cut(handle.index)
  }

  /// Says that an output gets no more rows: it is completed as soon as all its blocks are written, while others go on.
  ///
  /// `whenComplete`: Called on the thread that writes.
  func close(_ handle: Handle, whenComplete: @escaping () throws -> Void) {
    outputs[handle.index].whenComplete = whenComplete
    ready.append(Block(output: handle.index, raw: outputs[handle.index].pending, isLast: true))
    outputs[handle.index].pending = []
  }

  /// Adds bytes that are not rows to an output; they are cut into blocks anywhere.
  func appendRaw(_ bytes: [UInt8], to handle: Handle) {
    for start in stride(from: 0, to: bytes.count, by: Self.blockSize) {
      ready.append(Block(output: handle.index, raw: Array(bytes[start..<min(start + Self.blockSize, bytes.count)])))
    }
  }

  /// Packs and writes what is complete on the calling thread, for small outputs that need no conveyor.
  func writeReady() throws {
    for block in takeLastBlocks() {
      try write(Packed(output: block.output, block: packer(block.output).pack(block.raw)))
    }
  }

  private func cut(_ index: Int) {
    while outputs[index].pending.count >= Self.blockSize {
      let end = blockEnd(outputs[index].pending)
      // All of it is one row, or ends with a row: no bytes need to be moved.
      if end == outputs[index].pending.count {
        ready.append(Block(output: index, raw: outputs[index].pending))
        outputs[index].pending = []
      } else {
        // The block keeps the memory; only what is left over, usually the smaller part, is copied.
        let rest = Array(outputs[index].pending[end...])
        outputs[index].pending.removeLast(rest.count)
        ready.append(Block(output: index, raw: outputs[index].pending))
        outputs[index].pending = rest
      }
    }
  }

  /// After the last newline within a block's size, or else after the first one beyond.
  private func blockEnd(_ rows: [UInt8]) -> Int {
    if let last = rows[..<Self.blockSize].lastIndex(of: 0x0A) { return last + 1 }
    return (rows[Self.blockSize...].firstIndex(of: 0x0A) ?? rows.count - 1) + 1
  }

  /// Takes the blocks that are complete.
  func takeBlocks() -> [Block] {
    defer { ready = [] }
    return ready
  }

  /// Takes all that is left.
  func takeLastBlocks() -> [Block] {
    for index in outputs.indices where !outputs[index].pending.isEmpty {
      ready.append(Block(output: index, raw: outputs[index].pending))
      outputs[index].pending = []
    }
    return takeBlocks()
  }

  /// The packer of an output, which any thread may use.
  func packer(_ output: Int) -> BlockPacker { outputs[output].packer }

  /// Packs a block; any thread may.
  func pack(_ block: Block) throws -> Packed {
    // An empty block would be a member of its own, and the bytes would tell when the output was closed.
    let packed = block.raw.isEmpty ? nil : try packer(block.output).pack(block.raw)
    return Packed(output: block.output, block: packed, isLast: block.isLast)
  }

  /// Writes a packed block; one thread at a time.
  func write(_ packed: Packed) throws {
    if let block = packed.block { try outputs[packed.output].sink.write(block) }
    guard packed.isLast else { return }
    try outputs[packed.output].sink.finish()
    try outputs[packed.output].whenComplete?()
  }

  /// Completes an output: on disk, and under its name.
  public func finish(_ handle: Handle) throws(BytesError) { try outputs[handle.index].sink.finish() }

  /// Bytes of an output, as they lie on disk.
  public func size(_ handle: Handle) -> Int { outputs[handle.index].sink.count }

  /// Gives up all outputs that are not complete.
  public func abandon() {
    for output in outputs { output.sink.abandon() }
  }
}
