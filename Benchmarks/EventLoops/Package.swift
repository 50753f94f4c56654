// swift-tools-version: 6.2
// Three ways to drive sockets with Dispatch, alone: what Documentation/Decisions/event-loop.md is decided by.

import PackageDescription

let package = Package(
    name: "EventLoops",
    targets: [
        .systemLibrary(name: "CLinux"),
        .executableTarget(name: "EventLoops", dependencies: ["CLinux"]),
    ]
)
