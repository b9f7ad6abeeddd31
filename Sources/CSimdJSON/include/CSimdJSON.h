/// simdjson behind a C-callable face: one JSON value in, one flat tape out. Nothing C++ crosses this header.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

enum {
  PK_JSON_NULL = 0,
  PK_JSON_FALSE = 1,
  PK_JSON_TRUE = 2,
  PK_JSON_NUMBER = 3,
  PK_JSON_STRING = 4,
  PK_JSON_KEY = 5,
  PK_JSON_ARRAY = 6,
  PK_JSON_OBJECT = 7,
};

enum {
  PK_JSON_OK = 0,
  /// Not JSON as this project takes it; where and why is for a slower reader to say.
  PK_JSON_FAULT = 1,
  /// Longer than PK_JSON_MAX_LENGTH.
  PK_JSON_TOO_LONG = 2,
  /// Memory, or a kernel of simdjson that this machine can run, is not to be had.
  PK_JSON_UNAVAILABLE = 3,
};

/// Readable bytes that must follow a document for it to be parsed in place.
#define PK_JSON_PADDING 64
/// Offsets are 32 bits wide, and simdjson rounds its tables up.
#define PK_JSON_MAX_LENGTH 0xFFFFFF00u

/// One value or key, in document order. A member of an object is its key followed by its value.
struct pk_json_node {
  /// Raw byte range in the source; strings and keys with their quotes.
  uint32_t start, end;
  /// Index of the node after this one and all it holds.
  uint32_t next;
  /// Members or elements of a container; for a string or key with escapes, where its text starts in `text`.
  uint32_t count_or_offset;
  /// Length of the unescaped text of a string or key.
  uint32_t text_length;
  uint8_t kind;
  /// 1 where a string or key holds escapes, so that its text lies in `text` and not in the source.
  uint8_t escaped;
};

/// What the last parse found. It is one null value before the first parse and after a failed one.
struct pk_json_tape {
  const struct pk_json_node *nodes;
  const uint8_t *source;
  const uint8_t *text;
};

typedef struct pk_json_parser pk_json_parser;

/// NULL when memory is out.
pk_json_parser *pk_json_create(void);
void pk_json_destroy(pk_json_parser *parser);

/// Parses the one value that fills [buf, buf + len). With `readable` >= len + PK_JSON_PADDING the tape refers to `buf`,
/// which must stay as it is while the tape is used; otherwise the parser keeps a copy.
int pk_json_parse(pk_json_parser *parser, const uint8_t *buf, size_t len, size_t readable, uint32_t max_depth);

/// Stays at one address for the life of the parser; a shared null value for NULL.
const struct pk_json_tape *pk_json_tape_of(const pk_json_parser *parser);

/// The nearest double to a JSON number, in any locale; false when it overflows or underflows.
bool pk_json_double(const uint8_t *text, size_t len, double *value);

/// Never reads past `len`.
bool pk_valid_utf8(const uint8_t *bytes, size_t len);

#ifdef __cplusplus
}
#endif
