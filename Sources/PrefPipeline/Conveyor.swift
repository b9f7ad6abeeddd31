import Glibc

/// The stages that work passes through: read, transform, collect, pack, write.
///
/// Reading, collecting and writing are each done by one thread at a time and in order; transforming and packing are done
/// by all threads at once. So what is collected and written does not depend on the number of threads.
public protocol ConveyorStages: AnyObject {
  /// A piece of input.
  associatedtype Unit
  /// What a unit became.
  associatedtype Product
  /// A piece of output.
  associatedtype Block
  /// A piece of output, ready to be written.
  associatedtype Packed
  /// What one thread keeps from unit to unit: parsers and buffers.
  associatedtype Worker

  /// Whether no product is wanted any more; those that were made ahead are then let go, failures among them.
  var isDone: Bool { get }

  /// Makes what a thread keeps.
  func makeWorker() -> Worker
  /// The next unit; `nil` at the end. One thread at a time.
  func read() throws -> Unit?
  /// Turns a unit into a product. Many threads at once.
  func transform(_ unit: Unit, _ worker: Worker) throws -> Product
  /// Takes the next product and gives out blocks. One thread at a time, in input order.
  func collect(_ product: Product) throws -> [Block]
  /// Gives out the last blocks after the last product.
  func finishCollecting() throws -> [Block]
  /// Packs a block. Many threads at once.
  func pack(_ block: Block, _ worker: Worker) throws -> Packed
  /// Writes the next packed block. One thread at a time, in the order the blocks were given out.
  func write(_ packed: Packed) throws
}

extension ConveyorStages {
  /// Most stages want all there is.
  public var isDone: Bool { false }
}

/// Runs stages on a number of threads: the only concurrency of the program.
///
/// Each thread takes the job that lies nearest to the output: write, else pack, else collect, else read and transform.
/// Measured against a task group and against one producer with workers, this wastes least. A failure of `read` or
/// `transform` is kept in its place and surfaces when it is collected, so the fault that is reported is the first in
/// the input, whatever the number of threads.
@safe public final class Conveyor<Stages: ConveyorStages>: @unchecked Sendable {
  private let stages: Stages
  private let width: Int
  private let mutex = UnsafeMutablePointer<pthread_mutex_t>.allocate(capacity: 1)
  private let changed = UnsafeMutablePointer<pthread_cond_t>.allocate(capacity: 1)

  // All below is guarded by `mutex`; a `…ing` flag lends one stage to one thread.
  private var failure: (any Error)?
  private var isReading = false
  private var isCollecting = false
  private var isWriting = false
  private var sourceEnded = false
  private var collectingEnded = false
  private var unitsRead = 0
  private var unitsCollected = 0
  private var blocksMade = 0
  private var blocksWritten = 0
  private var products: [Int: Result<Stages.Product, any Error>] = [:]
  private var blocks: [(serial: Int, block: Stages.Block)] = []
  private var packed: [Int: Stages.Packed] = [:]

  /// Makes a conveyor.
  ///
  /// `threads`: Number of threads, at least 1; with 1, all work is done on the calling thread.
  public init(_ stages: Stages, threads: Int) {
    self.stages = stages
    width = max(1, threads)
    unsafe pthread_mutex_init(mutex, nil)
    unsafe pthread_cond_init(changed, nil)
  }

  deinit {
    unsafe pthread_cond_destroy(changed)
    unsafe pthread_mutex_destroy(mutex)
    unsafe changed.deallocate()
    unsafe mutex.deallocate()
  }

  /// Runs until the last block is written.
  ///
  /// - Throws: The first failure in input order, or a failure to pack or write.
  public func run() throws {
    // With fewer threads than asked for the work is only slower.
    let others = (1..<width).compactMap { _ in WorkerThread { self.work() } }
    work()
    for thread in others { thread.join() }
    if let failure { throw failure }
  }

  private enum Job {
    case write(Stages.Packed)
    case pack(Int, Stages.Block)
    case collect(Result<Stages.Product, any Error>)
    case finishCollecting
    case read
    case stop
  }

  private func work() {
    let worker = stages.makeWorker()
    unsafe pthread_mutex_lock(mutex)
    while true {
      let job = nextJob()
      if case .stop = job { break }
      unsafe pthread_mutex_unlock(mutex)
      let settle = perform(job, worker)
      unsafe pthread_mutex_lock(mutex)
      settle()
      unsafe pthread_cond_broadcast(changed)
    }
    unsafe pthread_mutex_unlock(mutex)
  }

  /// Takes the job nearest to the output, or waits for one.
  private func nextJob() -> Job {
    while failure == nil {
      if !isWriting, let next = packed.removeValue(forKey: blocksWritten) {
        isWriting = true
        return .write(next)
      }
      if !blocks.isEmpty {
        let next = blocks.removeFirst()
        return .pack(next.serial, next.block)
      }
      if !isCollecting, !collectingEnded, blocksMade - blocksWritten < 4 * width + 4 {
        if let next = products.removeValue(forKey: unitsCollected) {
          isCollecting = true
          return .collect(next)
        }
        if sourceEnded, unitsCollected == unitsRead {
          isCollecting = true
          return .finishCollecting
        }
      }
      if !isReading, !sourceEnded, unitsRead - unitsCollected < 2 * width + 1 {
        isReading = true
        return .read
      }
      if collectingEnded, blocksWritten == blocksMade { return .stop }
      unsafe pthread_cond_wait(changed, mutex)
    }
    return .stop
  }

  /// Does a job without the lock, and returns what is to be noted under it.
  private func perform(_ job: Job, _ worker: Stages.Worker) -> () -> Void {
    do {
      switch job {
      case .write(let block):
        try stages.write(block)
        return {
          self.isWriting = false
          self.blocksWritten += 1
        }
      case .pack(let serial, let block):
        let result = try stages.pack(block, worker)
        return { self.packed[serial] = result }
      case .collect(let product):
        // What was read ahead depends on the number of threads, and so must not matter.
        let made = try stages.isDone ? [] : stages.collect(product.get())
        return {
          self.isCollecting = false
          self.unitsCollected += 1
          self.enqueue(made)
        }
      case .finishCollecting:
        let made = try stages.finishCollecting()
        return {
          self.isCollecting = false
          self.collectingEnded = true
          self.enqueue(made)
        }
      case .read: return readAndTransform(worker)
      case .stop: return {}
      }
    } catch {
      return { if self.failure == nil { self.failure = error } }
    }
  }

  private func readAndTransform(_ worker: Stages.Worker) -> () -> Void {
    let read = Result { try stages.read() }
    unsafe pthread_mutex_lock(mutex)
    isReading = false
    let serial = unitsRead
    var unit: Stages.Unit?
    switch read {
    case .success(.some(let next)):
      unitsRead += 1
      unit = next
    case .success(.none): sourceEnded = true
    case .failure(let error):
      unitsRead += 1
      sourceEnded = true
      products[serial] = .failure(error)
    }
    unsafe pthread_cond_broadcast(changed)
    unsafe pthread_mutex_unlock(mutex)
    guard let unit else { return {} }
    let product = Result { try stages.transform(unit, worker) }
    return { self.products[serial] = product }
  }

  private func enqueue(_ made: [Stages.Block]) {
    for block in made {
      blocks.append((blocksMade, block))
      blocksMade += 1
    }
  }
}
