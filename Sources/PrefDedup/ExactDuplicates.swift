public import PrefRecord

/// Remembers which keys were seen, and which record was the first to have each.
///
/// Open addressing with linear probing in 256 tables, chosen by the key's first byte. A table is filled to ⅞ and then
/// grows by 3⁄32, so a slot in use costs at most 16 / 0.8 = 20 bytes, or 40 with the witness's id: ids are kept only where
/// the key is not itself the id. Only one small table is doubled at a time, so growing needs no second copy of it all.
public struct ExactDuplicates: Sendable {
  private var tables: [KeyTable]
  private let keepsWitnesses: Bool
  /// Number of distinct keys.
  public private(set) var count = 0

  /// Makes an empty memory.
  ///
  /// - Parameter keepsWitnesses: Whether the id of each key's first record is kept besides the key.
  public init(keepsWitnesses: Bool) {
    self.keepsWitnesses = keepsWitnesses
    tables = (0..<256).map { _ in KeyTable(keepsWitnesses: keepsWitnesses) }
  }

  /// Notes a key.
  ///
  /// - Parameters:
  ///   - key: The record's key.
  ///   - id: The record's id.
  /// - Returns: `nil` when the key is new; otherwise the id of the first record that had it. Where witnesses are not kept
  ///   the key itself is returned.
  public mutating func insert(_ key: RecordID, id: RecordID) -> RecordID? {
    let witness = tables[Int(key.high >> 56)].insert(key, id)
    if witness == nil { count += 1 }
    return witness
  }

  /// The first record that had a key.
  ///
  /// - Returns: Its id, or where witnesses are not kept the key itself; `nil` when none had it.
  public func witness(of key: RecordID) -> RecordID? { tables[Int(key.high >> 56)].witness(of: key) }

  /// Bytes the memory holds.
  public var bytes: Int { tables.reduce(0) { $0 + $1.bytes } }
}

/// One open-addressing table; the zero key marks an empty slot and is kept apart.
private struct KeyTable: Sendable {
  private var keys: [RecordID]
  private var witnesses: [RecordID]
  private var used = 0
  private var zeroKeyWitness: RecordID?
  private let keepsWitnesses: Bool

  init(keepsWitnesses: Bool) {
    self.keepsWitnesses = keepsWitnesses
    keys = [RecordID](repeating: .zero, count: 16)
    witnesses = keepsWitnesses ? keys : []
  }

  var bytes: Int { (keys.capacity + witnesses.capacity) * MemoryLayout<RecordID>.stride }

  mutating func insert(_ key: RecordID, _ id: RecordID) -> RecordID? {
    if key == .zero {
      if let witness = zeroKeyWitness { return witness }
      zeroKeyWitness = id
      return nil
    }
    if (used + 1) * 8 > keys.count * 7 { grow() }
    let slot = slot(of: key)
    if keys[slot] == key { return keepsWitnesses ? witnesses[slot] : key }
    keys[slot] = key
    if keepsWitnesses { witnesses[slot] = id }
    used += 1
    return nil
  }

  func witness(of key: RecordID) -> RecordID? {
    if key == .zero { return zeroKeyWitness }
    let slot = slot(of: key)
    return keys[slot] == key ? (keepsWitnesses ? witnesses[slot] : key) : nil
  }

  /// The slot that holds a key, or the empty one where it belongs.
  private func slot(of key: RecordID) -> Int {
    // The low half spreads keys over the table: the high byte has already chosen the table.
    var slot = Int(key.low.multipliedFullWidth(by: UInt64(keys.count)).high)
    while keys[slot] != .zero && keys[slot] != key {
      slot += 1
      if slot == keys.count { slot = 0 }
    }
    return slot
  }

  private mutating func grow() {
    let (oldKeys, oldWitnesses) = (keys, witnesses)
    keys = [RecordID](repeating: .zero, count: oldKeys.count + max(16, oldKeys.count * 3 / 32))
    if keepsWitnesses { witnesses = [RecordID](repeating: .zero, count: keys.count) }
    for (index, key) in oldKeys.enumerated() where key != .zero {
      let slot = slot(of: key)
      keys[slot] = key
      if keepsWitnesses { witnesses[slot] = oldWitnesses[index] }
    }
  }
}
