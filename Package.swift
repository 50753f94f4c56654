// swift-tools-version: 6.3
// The targets of lossd; Documentation/Architecture.md draws how they depend on each other.

import Glibc
import PackageDescription

let strict: [SwiftSetting] = [
    .swiftLanguageMode(.v6),
    .strictMemorySafety(),
    .treatAllWarnings(as: .error),
    .enableUpcomingFeature("ExistentialAny"),
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
]

// Packed relocations take 1 MB less of the binary, and of its memory. glibc reads them since 2.36 (2022).
var libraryVersion = [CChar](repeating: 0, count: 64)
confstr(Int32(_CS_GNU_LIBC_VERSION), &libraryVersion, libraryVersion.count)
// Such as "glibc 2.36".
let libraryName = String(decoding: libraryVersion.prefix { $0 != 0 }.map(UInt8.init(bitPattern:)), as: UTF8.self)
let minorVersion = libraryName.split(separator: ".").last.flatMap { Int($0) } ?? 0
let packsRelocations = minorVersion >= 36
let linking: [LinkerSetting] =
    packsRelocations
    ? [.unsafeFlags(["-use-ld=lld", "-Xlinker", "-z", "-Xlinker", "pack-relative-relocs"], .when(platforms: [.linux]))]
    : []

let realModule: Target.Dependency = .product(name: "RealModule", package: "swift-numerics")

let package = Package(
    name: "lossd",
    products: [
        .executable(name: "lossd", targets: ["lossd"])
    ],
    dependencies: [
        .package(url: "https://github.com/apple/swift-argument-parser", exact: "1.8.2"),
        .package(url: "https://github.com/apple/swift-numerics", exact: "1.1.1"),
        .package(url: "https://github.com/jpsim/Yams", exact: "6.2.2"),
    ],
    targets: [
        // Meaning: losses, weighting, JSON, routes.
        .target(name: "Catalogue"),
        .target(name: "Parallelism"),
        .target(name: "PackedTensors"),
        .target(name: "TensorJSON", dependencies: ["Catalogue", "Parallelism", "PackedTensors"]),
        .target(name: "Safetensors", dependencies: ["Catalogue", "PackedTensors", "TensorJSON"]),
        .target(name: "Losses", dependencies: ["Catalogue", "Parallelism", realModule]),
        .target(name: "Balancing", dependencies: ["Catalogue", realModule]),
        .target(name: "Contract", dependencies: ["Exchange", "Catalogue", "TensorJSON"]),
        // The page for browsers, whose files are compiled in.
        .target(name: "Console", exclude: ["Assets"], plugins: ["EmbedConsole"]),
        .target(
            name: "LossService",
            dependencies: [
                "Contract", "Exchange", "Losses", "Balancing", "Catalogue", "TensorJSON", "Safetensors",
                "PackedTensors", "Console",
            ],
            plugins: ["EmbedOpenAPI"]),
        // openapi.yaml as a part of LossService.
        .plugin(name: "EmbedOpenAPI", capability: .buildTool(), dependencies: ["OpenAPIEmbedder"]),
        .executableTarget(name: "OpenAPIEmbedder", dependencies: ["Yams"]),
        .plugin(name: "EmbedConsole", capability: .buildTool(), dependencies: ["AssetEmbedder"]),
        .executableTarget(name: "AssetEmbedder"),
        // What both halves exchange.
        .target(name: "Exchange"),
        // Machinery: sockets, TLS, compression, HTTP.
        .systemLibrary(name: "CLinux"),
        // The version of DWARF that Swift writes too, and that valgrind reads.
        .target(name: "CArguments", cSettings: [.unsafeFlags(["-gdwarf-4"])]),
        .systemLibrary(name: "COpenSSL", providers: [.apt(["libssl-dev"])]),
        .systemLibrary(name: "CZlib", providers: [.apt(["zlib1g-dev"])]),
        .target(name: "Transport", dependencies: ["CLinux", "COpenSSL", "Exchange"]),
        .target(name: "Compression", dependencies: ["CZlib"]),
        .target(name: "HTTP1", dependencies: ["Exchange", "Transport", "Compression"]),
        .target(name: "Access", dependencies: ["COpenSSL", "Exchange"]),
        .target(name: "Telemetry", dependencies: ["Exchange"]),
        // The command line, which puts them together.
        .executableTarget(
            name: "lossd",
            dependencies: [
                "LossService", "Contract", "Exchange", "HTTP1", "Telemetry", "Transport", "Access", "Parallelism",
                "CArguments",
                .product(name: "ArgumentParser", package: "swift-argument-parser"),
            ],
            linkerSettings: linking),
        // Tests.
        .target(name: "TestSupport", dependencies: ["Exchange"], path: "Tests/TestSupport"),
        .target(
            name: "Fuzz",
            dependencies: ["HTTP1", "Exchange", "Contract", "LossService", "Safetensors", "TensorJSON"],
            path: "Tests/Fuzz/Sources"),
        .testTarget(name: "FuzzTests", dependencies: ["Fuzz", "TestSupport"]),
        .testTarget(name: "CatalogueTests", dependencies: ["Catalogue"]),
        .testTarget(
            name: "SafetensorsTests", dependencies: ["Safetensors", "PackedTensors", "TensorJSON", "Catalogue"]),
        .testTarget(name: "PackedTensorsTests", dependencies: ["PackedTensors"]),
        .testTarget(name: "TensorJSONTests", dependencies: ["TensorJSON", "Catalogue", "Parallelism", "TestSupport"]),
        .testTarget(
            name: "LossesTests", dependencies: ["Losses", "Catalogue", "Parallelism", "TestSupport", realModule]),
        .testTarget(name: "BalancingTests", dependencies: ["Balancing", "Catalogue", "TestSupport"]),
        .testTarget(name: "ExchangeTests", dependencies: ["Exchange", "TestSupport"]),
        .testTarget(
            name: "LossServiceTests",
            dependencies: [
                "LossService", "Contract", "Exchange", "Losses", "Balancing", "Catalogue", "TensorJSON", "Parallelism",
                "Safetensors", "PackedTensors", "Console", "Compression",
                "TestSupport", "Yams",
            ]),
        .testTarget(name: "TransportTests", dependencies: ["Transport", "TestSupport"]),
        .testTarget(
            name: "HTTP1Tests", dependencies: ["HTTP1", "Exchange", "Transport", "Compression", "TestSupport"]),
        .testTarget(name: "CompressionTests", dependencies: ["Compression", "TestSupport"]),
        .testTarget(name: "AccessTests", dependencies: ["Access", "Exchange", "TestSupport"]),
        .testTarget(name: "TelemetryTests", dependencies: ["Telemetry", "Exchange"]),
        .testTarget(name: "lossdTests", dependencies: ["lossd", "HTTP1", "Exchange", "Transport", "TestSupport"]),
    ]
)

// libFuzzer brings its own main: Scripts/fuzz links these with it.
if Context.environment["LOSSD_FUZZ"] != nil {
    for door in ["HTTP", "JSON", "Safetensors", "Inference"] {
        package.products.append(.library(name: "FuzzEntry\(door)", type: .static, targets: ["FuzzEntry\(door)"]))
        package.targets.append(
            .target(
                name: "FuzzEntry\(door)", dependencies: ["Fuzz"], path: "Tests/Fuzz/Entry", sources: ["\(door).swift"]))
    }
}

for target in package.targets where target.type != .system && target.type != .plugin && target.name != "CArguments" {
    target.swiftSettings = strict
}
