#ifndef PK_CZLIB_SHIM_H
#define PK_CZLIB_SHIM_H
#include <zlib.h>

// inflateInit2 is a macro over the version and the size of the structure, which Swift cannot call.
// Negative window bits mean a bare deflate stream: gzip headers and trailers are read in Swift.
static inline int pk_inflate_init_raw(z_stream *stream) { return inflateInit2(stream, -MAX_WBITS); }

#endif
