import PrefExports
import Testing

@Suite struct ExportRegistryTests {
  @Test func namesAreUniqueAndSummariesAreSentences() {
    let names = ExportRegistry.all.map { $0.name }
    #expect(Set(names).count == names.count)
    for export in ExportRegistry.all {
      #expect(export.summary.hasSuffix("."), "\(export.name)")
      #expect(!export.source.isEmpty, "\(export.name)")
    }
  }
}
