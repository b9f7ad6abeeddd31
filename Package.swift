// swift-tools-version: 6.2
// The targets below are the rooms of the house, in the order data flows through them. Arrows run one way:
// a room may import only what its `dependencies` name, and `make check` refuses any other import.
import PackageDescription

let swift: [SwiftSetting] = [.strictMemorySafety(), .enableUpcomingFeature("ExistentialAny")]

func system(_ name: String, package: String, apt: String, brew: String) -> Target {
  .systemLibrary(name: name, pkgConfig: package, providers: [.apt([apt]), .brew([brew])])
}

func room(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .target(name: name, dependencies: dependencies, swiftSettings: swift)
}

func tests(_ name: String, _ dependencies: [Target.Dependency] = []) -> Target {
  .testTarget(
    name: name + "Tests",
    dependencies: [.target(name: name)] + dependencies,
    exclude: [],
    swiftSettings: [.enableUpcomingFeature("ExistentialAny")]
  )
}

/// ISA-L reads gzip at 2.6 times the speed of zlib and exists for few kinds of CPU; PREFKIT_WITHOUT_ISAL leaves it out.
let hasISAL = Context.environment["PREFKIT_WITHOUT_ISAL"] == nil
let inflaters: [Target.Dependency] = hasISAL ? ["CISAL", "CZlib"] : ["CZlib"]

let package = Package(
  name: "prefkit",
  platforms: [.macOS(.v15)],
  products: [.executable(name: "prefkit", targets: ["prefkit"])],
  dependencies: [
    .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
    .package(url: "https://github.com/apple/swift-crypto", from: "4.5.2"),
  ],
  targets: (hasISAL ? [system("CISAL", package: "libisal", apt: "libisal-dev", brew: "isa-l")] : []) + [
    // System libraries, and the little C that Swift cannot say as fast.
    system("CZlib", package: "zlib", apt: "zlib1g-dev", brew: "zlib"),
    system("CDeflate", package: "libdeflate", apt: "libdeflate-dev", brew: "libdeflate"),
    system("CZstd", package: "libzstd", apt: "libzstd-dev", brew: "zstd"),
    system("CLibXML2", package: "libxml-2.0", apt: "libxml2-dev", brew: "libxml2"),
    .target(
      name: "CSimdJSON",
      linkerSettings: [.linkedLibrary("simdjson")]
    ),
    .target(name: "CScan"),
    .target(name: "CTextScan"),
    .target(name: "CSignals"),
    .target(name: "CShingles"),

    // Bytes and text: no records yet.
    room("PrefBytes", inflaters + ["CDeflate", "CZstd", "CSignals", "CScan"]),
    room("PrefJSON", ["CSimdJSON", "CScan"]),
    room("PrefCSV", ["PrefJSON", "CScan"]),
    room("PrefXML", ["CLibXML2"]),
    room("PrefText", ["CTextScan"]),

    // The record, and what is done with it.
    room("PrefRecord", ["PrefJSON", "PrefText", .product(name: "Crypto", package: "swift-crypto")]),
    room("PrefFormats", ["PrefRecord", "PrefJSON", "PrefXML"]),
    room("PrefDedup", ["PrefRecord", "CShingles"]),
    room("PrefShards", ["PrefRecord", "PrefJSON"]),
    room("PrefExports", ["PrefRecord", "PrefJSON", "PrefXML"]),

    // Numbers, findings and reports.
    room("PrefStatistics"),
    room("PrefFindings"),
    room("PrefAudits", ["PrefRecord", "PrefJSON", "PrefText", "PrefStatistics", "PrefFindings"]),
    room("PrefScores", ["PrefRecord", "PrefJSON", "PrefStatistics", "PrefFindings"]),
    room("PrefReports", ["PrefFindings", "PrefJSON"]),

    // The wiring, and the terminal.
    room(
      "PrefPipeline",
      [
        "PrefBytes", "PrefJSON", "PrefCSV", "PrefRecord", "PrefFormats", "PrefDedup", "PrefShards", "PrefExports",
        "PrefAudits", "PrefFindings", "PrefReports", "PrefText", "PrefStatistics", "PrefXML", "PrefScores",
        "CSignals", "CScan",
        .product(name: "Crypto", package: "swift-crypto"),
      ]
    ),
    .executableTarget(
      name: "prefkit",
      dependencies: [
        "PrefPipeline", "PrefFormats", "PrefAudits", "PrefReports", "PrefRecord", "PrefBytes", "PrefFindings",
        "PrefDedup", "PrefShards", "PrefExports", "PrefJSON", "PrefScores", "CSignals",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ],
      swiftSettings: swift
    ),

    tests("PrefBytes", ["CSignals"]),
    tests("PrefJSON", ["CScan", "CSimdJSON"]),
    tests("PrefCSV", ["PrefJSON"]),
    tests("PrefXML"),
    tests("PrefText"),
    tests("PrefRecord", ["PrefJSON"]),
    tests("PrefFormats", ["PrefRecord", "PrefJSON", "PrefBytes"]),
    tests("PrefDedup", ["PrefRecord"]),
    tests("PrefShards", ["PrefJSON"]),
    tests("PrefExports", ["PrefRecord", "PrefJSON", "PrefFormats", "PrefXML"]),
    tests("PrefStatistics"),
    tests("PrefFindings"),
    tests("PrefAudits", ["PrefRecord", "PrefFindings", "PrefText"]),
    tests("PrefScores", ["PrefFindings", "PrefJSON", "PrefRecord", "PrefStatistics"]),
    tests("PrefReports", ["PrefFindings", "PrefJSON"]),
    tests("PrefPipeline", ["PrefBytes", "PrefRecord", "PrefFormats", "PrefShards", "PrefJSON", "PrefText"]),
    .testTarget(name: "CommandTests", dependencies: ["prefkit"], exclude: []),
  ],
  swiftLanguageModes: [.v6],
  cxxLanguageStandard: .cxx17
)

// Fuzzing needs a libFuzzer that not every toolchain has: `make fuzz` asks for it.
if Context.environment["PREFKIT_FUZZ"] != nil {
  package.targets.append(
    .executableTarget(
      name: "prefkit-fuzz",
      dependencies: ["PrefPipeline", "PrefFormats", "PrefBytes", "PrefRecord"],
      path: "Tests/Fuzz",
      exclude: ["corpus"],
      swiftSettings: [.enableUpcomingFeature("ExistentialAny")]
    )
  )
}
