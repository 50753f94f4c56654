// swift-tools-version: 6.3
// Reader, writer, mathematics and losses on their own: targets of lossd (links to ../../Sources) and what measures them.

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6), .strictMemorySafety(), .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("ExistentialAny"), .enableUpcomingFeature("MemberImportVisibility"),
]
let measured: [Target.Dependency] = ["TensorJSON", "Losses", "Catalogue", "Parallelism"]

let package = Package(
    name: "Micro",
    dependencies: [
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        // Without its traits, which count allocations.
        .package(url: "https://github.com/ordo-one/benchmark", from: "1.38.1", traits: []),
    ],
    targets: [
        .target(name: "Parallelism", swiftSettings: strict),
        .target(name: "PackedTensors", swiftSettings: strict),
        .target(
            name: "TensorJSON", dependencies: ["Catalogue", "Parallelism", "PackedTensors"], swiftSettings: strict),
        .target(name: "Catalogue", swiftSettings: strict),
        .target(
            name: "Losses",
            dependencies: ["Catalogue", "Parallelism", .product(name: "RealModule", package: "swift-numerics")],
            swiftSettings: strict),
        .executableTarget(name: "Measure", dependencies: measured, swiftSettings: strict),
        .executableTarget(
            name: "Lossd", dependencies: measured + [.product(name: "Benchmark", package: "benchmark")],
            path: "Benchmarks/Lossd", swiftSettings: strict,
            plugins: [.plugin(name: "BenchmarkPlugin", package: "benchmark")]),
    ]
)
