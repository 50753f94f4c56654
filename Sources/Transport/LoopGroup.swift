// The threads of a server, made before it listens.

/// Loops, and the workers that they share.
package struct LoopGroup: Sendable {
    package let loops: [EventLoop]
    package let workers: WorkerPool

    /// Starts the threads.
    ///
    /// - Parameters:
    ///   - count: how many loops.
    ///   - workers: those of another group, where they are shared; by default one for each processor.
    /// - Throws: when the system has no thread or no descriptor left.
    package init(loops count: Int, workers: WorkerPool? = nil) throws(SystemError) {
        // They have a lower priority than the loops, which work in short turns.
        let pool: WorkerPool
        if let workers {
            pool = workers
        } else {
            pool = try WorkerPool(threads: Processor.count) { ThreadPriority.standBack() }
        }
        var made: [EventLoop] = []
        do throws(SystemError) {
            for _ in 0..<max(count, 1) { made.append(try EventLoop(workers: pool)) }
        } catch {
            for loop in made { loop.async { loop.stop() } }
            if workers == nil { pool.stop() }
            throw error
        }
        loops = made
        self.workers = pool
    }
}
