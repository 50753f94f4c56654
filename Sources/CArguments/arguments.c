// Keeps argc and argv. Swift reads /proc/self/cmdline instead, which is empty where /proc is not mounted.

#include "CArguments.h"

static int count;
static char **arguments;

// glibc calls constructors as it calls main.
__attribute__((constructor)) static void keep(int argc, char **argv) {
    count = argc;
    arguments = argv;
}

int lossd_argument_count(void) { return count; }

const char *lossd_argument(int index) { return arguments[index]; }
