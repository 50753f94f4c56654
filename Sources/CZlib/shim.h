// zlib, and what it has as macros, which Swift does not see.
#include <zlib.h>

// The version and the size of the stream are checked by the macro.
static inline int lossd_inflateInit(z_stream *stream, int windowBits) {
    return inflateInit2(stream, windowBits);
}

static inline int lossd_deflateInit(z_stream *stream, int level, int windowBits) {
    return deflateInit2(stream, level, Z_DEFLATED, windowBits, 8, Z_DEFAULT_STRATEGY);
}
