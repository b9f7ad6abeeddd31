public import PrefJSON
public import PrefRecord

/// The result files of RewardBench: one object of parallel arrays.
///
/// `scores_chosen` and `scores_rejected` hold numbers, lists of one, or nulls; `subset` and `id` go along, `model` names
/// the reward. Source: `run_rm.py` and `save_to_hub` in allenai/reward-bench.
public enum RewardBenchResults {
  /// Tells whether a value is such a file.
  public static func recognize(_ value: JSONValue) -> Bool {
    value["scores_chosen"]?.kind == .array && value["scores_rejected"]?.kind == .array
  }

  /// Reads all its rows.
  ///
  /// - Throws: What is wrong, and where: lists of different length, a score that is no number.
  public static func read(_ value: JSONValue, into batch: inout ScoreBatch) throws(RecordError) {
    let chosen = try list("scores_chosen", of: value)
    let rejected = try list("scores_rejected", of: value, count: chosen.count)
    let ids = try list("id", of: value, count: chosen.count)
    let subsets = value["subset"]?.kind == .array ? try list("subset", of: value, count: chosen.count) : nil
    let model = try value["model"].map { model throws(RecordError) in try model.scalar("model") }
    let name: Int
    if let model {
      name = unsafe batch.index(ofName: model.bytes, isMetric: false)
    } else {
      name = ScoreRowReader.defaultName.withCString { text in
        unsafe batch.index(
          ofName: UnsafeRawBufferPointer(start: text, count: ScoreRowReader.defaultName.utf8.count),
          isMetric: false
        )
      }
    }
    for index in chosen.indices {
      let id = try ids[index].scalar("id")
      let (first, second) = (try chosen[index].score("scores_chosen"), try rejected[index].score("scores_rejected"))
      var row = unsafe ScoreBatch.Row(key: ScoreKey(hashing: id.bytes), cluster: ScoreKey.hash(id.bytes), isPair: true)
      if let subsets { row.subset = unsafe batch.index(ofSubset: try subsets[index].scalar("subset").bytes) }
      if !first.isNaN, !second.isNaN { batch.add(name, (first, second)) }
      batch.rows.append(row)
    }
  }

  private static func list(_ key: StaticString, of value: JSONValue, count: Int? = nil) throws(RecordError)
    -> [JSONValue]
  {
    let member = try value.required(key, of: "row")
    guard member.kind == .array else { throw .wrongType(member, field: "\(key)", expected: "a list") }
    guard count == nil || member.count == count else {
      throw RecordError(
        .unexpectedValue(field: "\(key)", expected: "as many entries as scores_chosen"),
        at: member.offset
      )
    }
    return Array(member.elements)
  }
}
