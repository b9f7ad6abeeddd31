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
  }

  /// A block ready to be written.
  struct Packed: Sendable {
    var output: Int
    var block: PackedBlock
  }

  private struct Output {
    var sink: BlockSink
    var packer: BlockPacker
    var pending: [UInt8] = []
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

  /// Adds bytes that are not rows to an output; they are cut into blocks anywhere.
  func appendRaw(_ bytes: [UInt8], to handle: Handle) {
    for start in stride(from: 0, to: bytes.count, by: Self.blockSize) {
      ready.append(Block(output: handle.index, raw: Array(bytes[start..<min(start + Self.blockSize, bytes.count)])))
    }
  }

  /// Packs and writes what is complete on the calling thread, for small outputs that need no conveyor.
  func writeReady() throws(BytesError) {
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

  /// Writes a packed block; one thread at a time.
  func write(_ packed: Packed) throws(BytesError) {
    try outputs[packed.output].sink.write(packed.block)
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
