// swift-tools-version: 6.2
// The Swift way of doing the same: Hummingbird, Foundation's JSON, and a loop for the loss.

import PackageDescription

let package = Package(
    name: "Peer",
    platforms: [.macOS(.v14)],
    dependencies: [.package(url: "https://github.com/hummingbird-project/hummingbird", from: "2.28.1")],
    targets: [
        .executableTarget(name: "Peer", dependencies: [.product(name: "Hummingbird", package: "hummingbird")])
    ]
)
