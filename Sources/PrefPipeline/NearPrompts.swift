import PrefDedup
import PrefRecord

/// Joins prompt clusters whose prompts are nearly the same, so that paraphrases stay in one split.
///
/// Bands propose pairs of prompts; the exact Jaccard similarity of their shingles decides, and every pair that is similar
/// enough is joined, through chains too, since the two ends of a chain would otherwise leak by the middle.
struct NearPrompts {
  /// Similarity from which prompts are joined.
  static let threshold = 0.8

  private(set) var parents: [UInt64: UInt64] = [:]

  /// The representative of each cluster that is joined to another: the smallest key.
  var joined: [UInt64: UInt64] {
    var result: [UInt64: UInt64] = [:]
    for key in parents.keys { result[key] = root(key) }
    return result
  }

  private func root(_ key: UInt64) -> UInt64 {
    var key = key
    while let parent = parents[key], parent != key { key = parent }
    return key
  }

  fileprivate mutating func join(_ a: UInt64, _ b: UInt64) {
    let (a, b) = (root(a), root(b))
    if a == b { return }
    parents[max(a, b)] = min(a, b)
    parents[min(a, b)] = min(a, b)
  }

  fileprivate func areJoined(_ a: UInt64, _ b: UInt64) -> Bool { root(a) == root(b) }
}

extension RecordRun {
  /// Finds the prompt clusters that are nearly the same.
  ///
  /// - Parameters:
  ///   - memoryLimit: Bytes held in memory before the disk is used.
  ///   - folder: Where scratch files go.
  /// - Returns: For each cluster that is joined to another, the key they share.
  /// - Throws: What reading the inputs throws.
  func nearPrompts(memoryLimit: Int, folder: String) throws -> [UInt64: UInt64] {
    guard let banding = Banding(threshold: NearPrompts.threshold, recall: 0.99, permutations: 256) else {
      preconditionFailure("256 permutations suffice for 0.8")
    }
    var options = NearOptions(banding: banding)
    (options.part, options.threshold, options.memoryLimit, options.folder) =
      (.prompt, NearPrompts.threshold, memoryLimit, folder)
    let store = NearStore(options)
    _ = try silent().run(NearSignJob(self, options, store), OutputSet())
    try store.bands.seal()
    try store.bands.findBuckets(threads: settings.threads)
    return try joinedPrompts(store, options)
  }

  private func joinedPrompts(_ store: NearStore, _ options: NearOptions) throws -> [UInt64: UInt64] {
    let reader = SpoolReader()
    var shingler = Shingler(options.rule, of: options.part)
    var prompts = NearPrompts()
    var members: [Int: [UInt32]] = [:]
    var sets: [UInt32: (set: ShingleSet, key: UInt64)] = [:]
    var buckets: [Int] = []
    for chunk in store.rows.chunks {
      guard (chunk.first..<chunk.first + chunk.count).contains(where: store.bands.isShared) else { continue }
      let rows = try store.rows.rows(chunk)
      for index in 0..<chunk.count where store.bands.isShared(chunk.first + index) {
        let comparison = try reader.read(rows, index)
        let key = ClusterKey.of(comparison, in: reader.batch)
        let set = shingler.set(of: comparison, in: reader.batch)
        buckets.removeAll(keepingCapacity: true)
        store.bands.appendBuckets(of: chunk.first + index, to: &buckets)
        let isNew = Self.compare(set, key, buckets, members, sets, &prompts)
        // A prompt that was seen already is no new witness: lists stay as short as there are different prompts.
        guard isNew else { continue }
        let record = UInt32(chunk.first + index)
        sets[record] = (set, key)
        for bucket in buckets { members[bucket, default: []].append(record) }
      }
    }
    return prompts.joined
  }

  /// Joins a prompt with the similar ones of its buckets; returns whether none of them is the same.
  private static func compare(
    _ set: ShingleSet,
    _ key: UInt64,
    _ buckets: [Int],
    _ members: [Int: [UInt32]],
    _ sets: [UInt32: (set: ShingleSet, key: UInt64)],
    _ prompts: inout NearPrompts
  ) -> Bool {
    var compared: Set<UInt32> = []
    for bucket in buckets {
      for other in members[bucket] ?? [] where compared.insert(other).inserted {
        guard let known = sets[other] else { continue }
        if known.key == key, known.set.shingles == set.shingles { return false }
        if prompts.areJoined(known.key, key), known.key != key { continue }
        if set.similarity(to: known.set) >= NearPrompts.threshold { prompts.join(known.key, key) }
      }
    }
    return true
  }
}
