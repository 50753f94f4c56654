// What Swift's Glibc module leaves out: epoll, eventfd, socket filters, how freed memory goes back to the system, how long threads run, on how many
// processors, and which instructions the compiler was allowed to use.

// First what Swift's Glibc module has: otherwise a header below would define it again, and Swift look for it here.
#pragma clang module import SwiftGlibc
#include <linux/filter.h>
#include <malloc.h>
#include <pthread.h>
#include <signal.h>
#include <stdint.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

// eventfd(2), close-on-exec and non-blocking.
static inline int lossd_eventfd(void) {
    return (int)syscall(SYS_eventfd2, 0, 02000000 | 04000);
}

// Starts a detached thread with a stack of that size, which takes no signals; 0, or the system's error.
static inline int lossd_start_thread(void *(*body)(void *), void *argument, size_t stack) {
    pthread_attr_t attributes;
    pthread_t thread;
    pthread_attr_init(&attributes);
    pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED);
    pthread_attr_setstacksize(&attributes, stack);
    // A thread inherits the mask: signals are for the main thread, which waits for them.
    sigset_t all, old;
    sigfillset(&all);
    pthread_sigmask(SIG_SETMASK, &all, &old);
    int error = pthread_create(&thread, &attributes, body, argument);
    pthread_sigmask(SIG_SETMASK, &old, NULL);
    pthread_attr_destroy(&attributes);
    return error;
}

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

// Has a listening TCP socket ignore new connections, and complete those that are being made: a filter that drops SYN
// segments. A client that comes now sends its SYN again a second later, and is refused if the port is closed by then.
static inline int lossd_ignore_new_connections(int descriptor) {
    struct sock_filter code[] = {
        {BPF_LD | BPF_B | BPF_ABS, 0, 0, 13},       // the flags of the TCP header
        {BPF_JMP | BPF_JSET | BPF_K, 1, 0, 0x02},   // SYN
        {BPF_RET | BPF_K, 0, 0, 0xffffffff},
        {BPF_RET | BPF_K, 0, 0, 0},
    };
    struct sock_fprog program = {sizeof code / sizeof *code, code};
    return setsockopt(descriptor, SOL_SOCKET, SO_ATTACH_FILTER, &program, sizeof program);
}

// How many processors this process may run on: those of the machine, less what taskset, cpusets or a container withhold.
static inline int lossd_processors(void) {
    // The system call itself: cpu_set_t wants _GNU_SOURCE, with which fd_set is no longer that of Swift's Glibc module.
    unsigned long set[1024 / sizeof(long)] = {0};
    long bytes = syscall(SYS_sched_getaffinity, 0, sizeof set, set);
    int count = 0;
    for (long word = 0; word < bytes / (long)sizeof *set; word++) count += __builtin_popcountl(set[word]);
    if (count > 0) return count;
    return (int)sysconf(_SC_NPROCESSORS_ONLN);
}

// The first set of instructions that this was compiled for and the processor has not; NULL when it has all.
static inline const char *lossd_missing_instructions(void) {
#if defined(__x86_64__)
    __builtin_cpu_init();
#if defined(__AVX512F__)
    if (!__builtin_cpu_supports("avx512f")) return "avx512f";
#endif
#if defined(__AVX512VL__)
    if (!__builtin_cpu_supports("avx512vl")) return "avx512vl";
#endif
#if defined(__AVX512BW__)
    if (!__builtin_cpu_supports("avx512bw")) return "avx512bw";
#endif
#if defined(__AVX512DQ__)
    if (!__builtin_cpu_supports("avx512dq")) return "avx512dq";
#endif
#if defined(__AVX512CD__)
    if (!__builtin_cpu_supports("avx512cd")) return "avx512cd";
#endif
#if defined(__AVX512VBMI__)
    if (!__builtin_cpu_supports("avx512vbmi")) return "avx512vbmi";
#endif
#if defined(__AVX512VBMI2__)
    if (!__builtin_cpu_supports("avx512vbmi2")) return "avx512vbmi2";
#endif
#if defined(__AVX512IFMA__)
    if (!__builtin_cpu_supports("avx512ifma")) return "avx512ifma";
#endif
#if defined(__AVX512VNNI__)
    if (!__builtin_cpu_supports("avx512vnni")) return "avx512vnni";
#endif
#if defined(__AVX512BITALG__)
    if (!__builtin_cpu_supports("avx512bitalg")) return "avx512bitalg";
#endif
#if defined(__AVX512VPOPCNTDQ__)
    if (!__builtin_cpu_supports("avx512vpopcntdq")) return "avx512vpopcntdq";
#endif
#if defined(__AVX2__)
    if (!__builtin_cpu_supports("avx2")) return "avx2";
#endif
#if defined(__FMA__)
    if (!__builtin_cpu_supports("fma")) return "fma";
#endif
#if defined(__BMI2__)
    if (!__builtin_cpu_supports("bmi2")) return "bmi2";
#endif
#if defined(__POPCNT__)
    if (!__builtin_cpu_supports("popcnt")) return "popcnt";
#endif
#endif
    return 0;
}
