// The arguments that the process was started with, as main gets them.

/// The number of arguments; 0 where the C library does not hand them to constructors.
int lossd_argument_count(void);

/// The argument at a place below the count.
const char *lossd_argument(int index);
