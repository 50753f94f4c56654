// What Swift's Glibc module leaves out: epoll, and how freed memory goes back to the system.
#include <malloc.h>
#include <sys/epoll.h>
