// swift-tools-version: 6.2
// The rooms of the house, one target each.

import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

let package = Package(
    name: "lossd",
    targets: [
        .target(name: "TensorJSON", swiftSettings: strict),
        .target(name: "TestSupport", path: "Tests/TestSupport", swiftSettings: strict),
        .testTarget(name: "TensorJSONTests", dependencies: ["TensorJSON", "TestSupport"], swiftSettings: strict),
    ]
)
