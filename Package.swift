// swift-tools-version: 6.3
// The rooms of the house, one target each; Documentation/Architecture.md draws them.

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let httpTypes: Target.Dependency = .product(name: "HTTPTypes", package: "swift-http-types")

let package = Package(
    name: "lossd",
    products: [
        .executable(name: "lossd", targets: ["lossd"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", from: "1.8.2"),
        // Without its default trait, which brings in Foundation's URL.
        .package(url: "https://github.com/apple/swift-http-types", from: "1.8.0", traits: []),
        .package(url: "https://github.com/apple/swift-numerics", from: "1.1.1"),
        .package(url: "https://github.com/jpsim/Yams", from: "6.2.2"),
    ],
    targets: [
        .target(name: "Catalogue", swiftSettings: strict),
        .target(name: "TensorJSON", swiftSettings: strict),
        .target(
            name: "Losses",
            dependencies: ["Catalogue", .product(name: "RealModule", package: "swift-numerics")],
            swiftSettings: strict),
        .target(
            name: "Balancing",
            dependencies: ["Catalogue", .product(name: "RealModule", package: "swift-numerics")],
            swiftSettings: strict),
        .target(
            name: "LossService",
            dependencies: ["Losses", "Balancing", "Catalogue", "TensorJSON", httpTypes],
            swiftSettings: strict),
        .systemLibrary(name: "CLinux"),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .target(name: "Transport", dependencies: ["CLinux", "COpenSSL"], swiftSettings: strict),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Compression", dependencies: ["CZlib"], swiftSettings: strict),
        .target(name: "HTTP1", dependencies: ["Transport", "Compression", httpTypes], swiftSettings: strict),
        .target(name: "Access", dependencies: ["COpenSSL", httpTypes], swiftSettings: strict),
        .target(name: "Telemetry", swiftSettings: strict),
        .executableTarget(
            name: "lossd",
            dependencies: [
                "LossService", "HTTP1", "Telemetry", "Transport", "Access", httpTypes,
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            swiftSettings: strict),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .target(
            name: "Fuzz", dependencies: ["HTTP1", "LossService", httpTypes], path: "Tests/Fuzz/Sources",
            swiftSettings: strict),
        .testTarget(
            name: "FuzzTests", dependencies: ["Fuzz", "TestSupport"], path: "Tests/FuzzTests", swiftSettings: strict),
        .testTarget(name: "CatalogueTests", dependencies: ["Catalogue"], swiftSettings: strict),
        .testTarget(name: "TensorJSONTests", dependencies: ["TensorJSON", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "LossesTests",
            dependencies: [
                "Losses", "Catalogue", "TestSupport", .product(name: "RealModule", package: "swift-numerics"),
            ],
            swiftSettings: strict),
        .testTarget(
            name: "BalancingTests", dependencies: ["Balancing", "Catalogue", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "LossServiceTests",
            dependencies: [
                "LossService", "Losses", "Balancing", "Catalogue", "TensorJSON", "TestSupport", "Yams", httpTypes,
            ],
            swiftSettings: strict),
        .testTarget(name: "TransportTests", dependencies: ["Transport", "TestSupport"], swiftSettings: strict),
        .testTarget(
            name: "HTTP1Tests", dependencies: ["HTTP1", "Transport", "Compression", "TestSupport", httpTypes],
            swiftSettings: strict),
        .testTarget(name: "CompressionTests", dependencies: ["Compression", "TestSupport"], swiftSettings: strict),
        .testTarget(name: "AccessTests", dependencies: ["Access", httpTypes], swiftSettings: strict),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry"], swiftSettings: strict),
        .testTarget(name: "lossdTests", dependencies: ["lossd", "TestSupport"], swiftSettings: strict),
    ]
)

// libFuzzer brings its own main: Scripts/fuzz links these with it.
if Context.environment["LOSSD_FUZZ"] != nil {
    for door in ["HTTP", "JSON"] {
        package.products.append(.library(name: "FuzzEntry\(door)", type: .static, targets: ["FuzzEntry\(door)"]))
        package.targets.append(
            .target(
                name: "FuzzEntry\(door)", dependencies: ["Fuzz"], path: "Tests/Fuzz/Entry", sources: ["\(door).swift"],
                swiftSettings: strict))
    }
}
