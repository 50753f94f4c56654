// What the process takes of the machine.

import Glibc

/// Processor time, memory and descriptors of this process.
struct ProcessStatistics {
    let cpuSeconds: Double
    let residentBytes: Double
    let virtualBytes: Double
    let openDescriptors: Double
    let descriptorLimit: Double

    init() {
        var time = timespec()
        _ = unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        cpuSeconds = Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
        // Pages: all that are mapped, then those in memory.
        let pages = Self.read("/proc/self/statm").split(separator: " ").compactMap { Double($0) }
        let pageSize = Double(sysconf(Int32(_SC_PAGESIZE)))
        virtualBytes = (pages.first ?? 0) * pageSize
        residentBytes = (pages.dropFirst().first ?? 0) * pageSize
        openDescriptors = Double(Self.countEntries("/proc/self/fd"))
        var limit = rlimit()
        _ = unsafe getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit)
        descriptorLimit = Double(limit.rlim_cur)
    }

    /// The text of a small file; empty when it cannot be read.
    private static func read(_ path: String) -> String {
        let descriptor = unsafe open(path, O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return "" }
        defer { close(descriptor) }
        var buffer = [UInt8](repeating: 0, count: 512)
        let count = unsafe buffer.withUnsafeMutableBytes { unsafe Glibc.read(descriptor, $0.baseAddress, $0.count) }
        return String(decoding: buffer.prefix(max(count, 0)), as: UTF8.self)
    }

    /// How many entries a folder has, itself and its parent not counted.
    private static func countEntries(_ path: String) -> Int {
        guard let folder = unsafe opendir(path) else { return 0 }
        defer { unsafe closedir(folder) }
        var count = 0
        while unsafe readdir(folder) != nil { count += 1 }
        // "." and "..", and the descriptor of the folder.
        return max(count - 3, 0)
    }
}
