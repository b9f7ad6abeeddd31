import Glibc
import PrefBytes
import PrefDedup

/// Holds the band hashes of all records, and then the buckets they fall into: 4 bytes a band and record.
///
/// Up to a limit in memory; beyond it one scratch file a band, of which as many are in memory as threads work on them, and
/// which are mapped once they hold buckets: their pages are the system's to give back.
final class BandStore: @unchecked Sendable {
  private let bands: Int
  private let limit: Int
  private let folder: String
  private var hashes: [[UInt32]]
  private var files: [ScratchFile] = []
  private var mapped: [MappedNumbers] = []
  /// Records held.
  private(set) var count = 0
  /// Number of buckets; they are numbered from 0 over all bands.
  private(set) var bucketCount = 0
  /// What the buckets of each band are numbered from, less 1.
  private var firstBuckets: [Int] = []
  /// For each record the last one that shares a bucket with it, 0 for none.
  private(set) var lastPartner: [UInt32] = []

  init(bands: Int, limit: Int, folder: String) {
    (self.bands, self.limit, self.folder) = (bands, limit, folder)
    hashes = [[UInt32]](repeating: [], count: bands)
  }

  /// Adds the band hashes of some records, record by record.
  func append(_ flat: [UInt32]) throws {
    for band in 0..<bands {
      for index in stride(from: band, to: flat.count, by: bands) { hashes[band].append(flat[index]) }
    }
    count += flat.count / bands
    if hashes[0].capacity * bands * 4 > limit { try spill() }
  }

  private func spill() throws {
    if files.isEmpty { files = try (0..<bands).map { _ in try ScratchFile(in: folder) } }
    for band in 0..<bands {
      try files[band].append(hashes[band])
      hashes[band] = []
    }
  }

  /// The band hashes of some records, record by record, before buckets are found.
  func flat(_ records: Range<Int>) throws -> [UInt32] {
    var flat = [UInt32](repeating: 0, count: records.count * bands)
    for band in 0..<bands {
      let part =
        try files.isEmpty
        ? Array(hashes[band][records]) : files[band].read(records.count, of: UInt32.self, at: records.lowerBound * 4)
      for (index, hash) in part.enumerated() { flat[index * bands + band] = hash }
    }
    return flat
  }

  /// Settles what is in memory and what on disk; nothing is added afterwards.
  func seal() throws { if !files.isEmpty { try spill() } }

  /// Replaces hashes by buckets, some bands at a time.
  func findBuckets(threads: Int) throws {
    let workers = max(1, min(threads, bands))
    let results = (0..<workers).map { _ in BucketSearch() }
    Spread.over(threads: workers)(workers) { [self] worker in
      results[worker].outcome = Result { try search(worker, of: workers) }
    }
    var counts = [Int](repeating: 0, count: bands)
    var replaced: [Int: [UInt32]] = [:]
    for result in results {
      let found = try result.outcome.get()
      for band in found.bands {
        counts[band.band] = band.buckets
        if let numbers = band.numbers { replaced[band.band] = numbers }
      }
      if lastPartner.isEmpty {
        lastPartner = found.lastPartner
      } else {
        for index in lastPartner.indices { lastPartner[index] = max(lastPartner[index], found.lastPartner[index]) }
      }
    }
    for count in counts {
      firstBuckets.append(bucketCount - 1)
      bucketCount += count
    }
    if files.isEmpty {
      for (band, numbers) in replaced { hashes[band] = numbers }
    } else {
      mapped = try files.map { try MappedNumbers($0, at: count * 4, count: count) }
    }
  }

  private final class BucketSearch: @unchecked Sendable {
    struct Found {
      var bands: [(band: Int, buckets: Int, numbers: [UInt32]?)] = []
      var lastPartner: [UInt32]
    }
    var outcome: Result<Found, any Error> = .success(Found(lastPartner: []))
  }

  private func search(_ worker: Int, of workers: Int) throws -> BucketSearch.Found {
    var found = BucketSearch.Found(lastPartner: [UInt32](repeating: 0, count: count))
    for band in stride(from: worker, to: bands, by: workers) {
      var numbers = try files.isEmpty ? hashes[band] : files[band].read(count, of: UInt32.self, at: 0)
      let buckets = BandBuckets.number(&numbers, &found.lastPartner)
      if files.isEmpty {
        found.bands.append((band, buckets, numbers))
      } else {
        try files[band].append(numbers)
        found.bands.append((band, buckets, nil))
      }
    }
    return found
  }

  /// Whether a record shares a bucket with any other.
  func isShared(_ record: Int) -> Bool { lastPartner[record] != 0 }

  /// Appends the buckets that a record shares with others.
  func appendBuckets(of record: Int, to buckets: inout [Int]) {
    for band in 0..<bands {
      let number = Int(mapped.isEmpty ? hashes[band][record] : mapped[band][record])
      if number != 0 { buckets.append(firstBuckets[band] + number) }
    }
  }
}

/// Numbers of a scratch file, mapped to be read.
///
/// They were written by this process and nobody else has a name for the file, so the mapping cannot lose its end.
@safe private final class MappedNumbers: @unchecked Sendable {
  private let base: UnsafeMutableRawPointer
  private let offset: Int
  private let length: Int

  init(_ file: ScratchFile, at offset: Int, count: Int) throws {
    length = max(1, offset + count * 4)
    self.offset = offset
    precondition(length <= max(1, file.count), "only what was written is mapped")
    unsafe base = try file.mapping(length)
  }

  deinit { unsafe munmap(base, length) }

  subscript(_ index: Int) -> UInt32 {
    precondition(index >= 0 && offset + index * 4 < length)
    return unsafe base.load(fromByteOffset: offset + index * 4, as: UInt32.self)
  }
}
