// What Swift's Glibc module leaves out: epoll, and a way to give freed memory back to the system.
#include <malloc.h>
#include <sys/epoll.h>
