import PrefStatistics
import Testing

@Suite struct AnnotatorAgreementTests {
  @Test func comparesWithTheOthersOnly() {
    let labels = CrowdLabels(
      categories: 3,
      items: [0, 0, 0, 1, 1, 2, 3, 3, 3],
      annotators: [0, 1, 2, 0, 1, 2, 0, 1, 2],
      labels: [1, 1, 0, 2, 0, 1, 0, 1, 2]
    )
    let agreement = AnnotatorAgreement.leaveOneOut(labels)
    // Item 0: the others of 0 say 1 and 0 (no leader), likewise of 1; of 2 they say 1. Item 1: each faces the other.
    // Item 3: no leader.
    #expect(agreement.map(\.compared) == [1, 1, 1])
    #expect(agreement.map(\.agreeing) == [0, 0, 0])
    #expect(labels.majority(0) == 1)
    #expect(labels.majority(1) == nil)
  }

  @Test func aCoinIsFoundOut() {
    var numbers = SeededNumbers(seed: 4)
    var (items, annotators, given): ([Int32], [Int32], [UInt8]) = ([], [], [])
    for item in 0..<400 {
      let truth = numbers.next(below: 2)
      for annotator in 0..<5 {
        let isRight = annotator == 4 ? numbers.unit() < 0.4 : numbers.unit() < 0.9
        items.append(Int32(item))
        annotators.append(Int32(annotator))
        given.append(UInt8(isRight ? truth : 1 - truth))
      }
    }
    let labels = CrowdLabels(categories: 2, items: items, annotators: annotators, labels: given)
    let agreement = AnnotatorAgreement.leaveOneOut(labels)
    #expect(agreement.map { $0.isSpammer() } == [false, false, false, false, true])
    #expect(
      AnnotatorAgreement.leaveOneOut(CrowdLabels(categories: 2, items: [0], annotators: [0], labels: [1]))[0].share
        .reason == .noOverlap
    )
  }
}
