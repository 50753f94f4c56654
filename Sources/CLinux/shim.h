// What Swift's Glibc module leaves out: epoll, how freed memory goes back to the system, and how long threads run.
#include <malloc.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/syscall.h>
#include <unistd.h>

// sched_setattr(2), which glibc 2.36 has no wrapper for: the policy, nice value and time slice of the calling thread.
static inline int lossd_set_scheduling(uint32_t policy, int32_t nice, uint64_t slice_nanoseconds) {
    struct {
        uint32_t size, policy;
        uint64_t flags;
        int32_t nice;
        uint32_t priority;
        uint64_t runtime, deadline, period;
    } attributes = {48, policy, 0, nice, 0, slice_nanoseconds, 0, 0};
    return (int)syscall(SYS_sched_setattr, 0, &attributes, 0);
}
