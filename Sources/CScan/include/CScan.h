/// Byte scanners that run 16 bytes at a time on x86-64 and 8 elsewhere. None reads past `n`.
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

/// Whether a byte ends a run of bytes that JSON takes as they are. 0xE2 may open U+2028 or U+2029.
static inline bool pk_may_need_escape(uint8_t c) { return c < 0x20 || c == '"' || c == '\\' || c == 0xE2; }

/// Whether U+2028 or U+2029, which JSON allows and JavaScript and line-splitting readers do not, stands at `p`.
static inline bool pk_is_line_separator(const uint8_t *p, size_t n) {
  return n >= 3 && p[0] == 0xE2 && p[1] == 0x80 && (p[2] == 0xA8 || p[2] == 0xA9);
}

/// The high bit of each byte of the result says whether that byte of `w` is zero; exact for the lowest such byte.
static inline uint64_t pk_zero_bytes(uint64_t w) {
  return (w - 0x0101010101010101u) & ~w & 0x8080808080808080u;
}

/// Bytes before the first that may need an escape.
static inline size_t pk_safe_run(const uint8_t *p, size_t n) {
  size_t i = 0;
#if defined(__SSE2__)
  const __m128i control = _mm_set1_epi8(0x1F), quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\'), separator = _mm_set1_epi8((char)0xE2);
  for (; n - i >= 16; i += 16) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(p + i));
    const __m128i low = _mm_cmpeq_epi8(_mm_min_epu8(bytes, control), bytes);
    const __m128i marks = _mm_or_si128(_mm_cmpeq_epi8(bytes, quote), _mm_cmpeq_epi8(bytes, backslash));
    const __m128i found = _mm_or_si128(_mm_or_si128(low, marks), _mm_cmpeq_epi8(bytes, separator));
    const unsigned mask = (unsigned)_mm_movemask_epi8(found);
    if (mask != 0) { return i + (size_t)__builtin_ctz(mask); }
  }
#else
  const uint64_t ones = 0x0101010101010101u;
  for (; n - i >= 8; i += 8) {
    uint64_t w;
    memcpy(&w, p + i, 8);
    const uint64_t low = (w - ones * 0x20) & ~w & (ones * 0x80);
    if (low | pk_zero_bytes(w ^ ones * '"') | pk_zero_bytes(w ^ ones * '\\') | pk_zero_bytes(w ^ ones * 0xE2)) { break; }
  }
#endif
  while (i < n && !pk_may_need_escape(p[i])) { i++; }
  return i;
}

/// Length of the prefix that a JSON string can carry as it is: it ends at a control character, a quote, a backslash,
/// U+2028 or U+2029.
static inline size_t pk_plain_run(const uint8_t *p, size_t n) {
  size_t i = 0;
  for (;;) {
    i += pk_safe_run(p + i, n - i);
    if (i >= n || p[i] != 0xE2 || pk_is_line_separator(p + i, n - i)) { return i; }
    i++;
  }
}

static inline size_t pk_count_newlines(const uint8_t *p, size_t n) {
  size_t count = 0, i = 0;
#if defined(__SSE2__)
  // Matches are summed in byte lanes, 255 of them at most, because the baseline CPU has no popcount instruction.
  const __m128i newline = _mm_set1_epi8('\n');
  while (n - i >= 16) {
    const size_t end = i + (n - i < 255 * 16 ? (n - i) / 16 * 16 : 255 * 16);
    __m128i lanes = _mm_setzero_si128();
    for (; i < end; i += 16) {
      lanes = _mm_sub_epi8(lanes, _mm_cmpeq_epi8(_mm_loadu_si128((const __m128i *)(p + i)), newline));
    }
    const __m128i sums = _mm_sad_epu8(lanes, _mm_setzero_si128());
    count += (size_t)_mm_cvtsi128_si64(sums) + (size_t)_mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums));
  }
#endif
  for (; i < n; i++) { count += p[i] == '\n'; }
  return count;
}

static inline bool pk_is_ascii(const uint8_t *p, size_t n) {
  size_t i = 0;
  uint64_t high = 0;
  for (; n - i >= 32; i += 32) {
    uint64_t w[4];
    memcpy(w, p + i, 32);
    high = w[0] | w[1] | w[2] | w[3];
    if (high & 0x8080808080808080u) { return false; }
  }
  for (; i < n; i++) { high |= p[i]; }
  return (high & 0x8080808080808080u) == 0;
}

/// Bytes before the first `a` or `b`; `n` where there is neither.
static inline size_t pk_find_either(const uint8_t *p, size_t n, uint8_t a, uint8_t b) {
  size_t i = 0;
#if defined(__SSE2__)
  const __m128i first = _mm_set1_epi8((char)a), second = _mm_set1_epi8((char)b);
  for (; n - i >= 16; i += 16) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(p + i));
    const __m128i found = _mm_or_si128(_mm_cmpeq_epi8(bytes, first), _mm_cmpeq_epi8(bytes, second));
    const unsigned mask = (unsigned)_mm_movemask_epi8(found);
    if (mask != 0) { return i + (size_t)__builtin_ctz(mask); }
  }
#else
  const uint64_t ones = 0x0101010101010101u;
  for (; n - i >= 8; i += 8) {
    uint64_t w;
    memcpy(&w, p + i, 8);
    if (pk_zero_bytes(w ^ ones * a) | pk_zero_bytes(w ^ ones * b)) { break; }
  }
#endif
  while (i < n && p[i] != a && p[i] != b) { i++; }
  return i;
}

/// Whether a byte opens or closes something in JSON, outside of strings.
static inline bool pk_is_json_mark(uint8_t c) { return c == '"' || (c | 0x20) == '{' || (c | 0x20) == '}'; }

/// Bytes before the first quote, bracket or brace; `n` where there is none.
static inline size_t pk_find_json_mark(const uint8_t *p, size_t n) {
  size_t i = 0;
#if defined(__SSE2__)
  // Brackets are braces without the bit 0x20.
  const __m128i bit = _mm_set1_epi8(0x20), quote = _mm_set1_epi8('"');
  const __m128i open = _mm_set1_epi8('{'), close = _mm_set1_epi8('}');
  for (; n - i >= 16; i += 16) {
    const __m128i bytes = _mm_loadu_si128((const __m128i *)(p + i));
    const __m128i braces = _mm_or_si128(bytes, bit);
    const __m128i pairs = _mm_or_si128(_mm_cmpeq_epi8(braces, open), _mm_cmpeq_epi8(braces, close));
    const unsigned mask = (unsigned)_mm_movemask_epi8(_mm_or_si128(pairs, _mm_cmpeq_epi8(bytes, quote)));
    if (mask != 0) { return i + (size_t)__builtin_ctz(mask); }
  }
#endif
  while (i < n && !pk_is_json_mark(p[i])) { i++; }
  return i;
}

/// How far a JSON value that comes in pieces has been skipped.
typedef struct {
  /// Arrays and objects that are open.
  uint64_t depth;
  bool in_string, after_backslash;
} pk_json_skip_state;

/// Skips a string, array or object whose first byte has been seen, without checking it: returns the bytes up to and
/// with its last one, or `n` where it goes on. It has ended when it is neither in a string nor at a depth.
static inline size_t pk_json_skip(const uint8_t *p, size_t n, pk_json_skip_state *state) {
  size_t i = 0;
  while (i < n) {
    if (state->after_backslash) {
      state->after_backslash = false;
      i++;
    } else if (state->in_string) {
      i += pk_find_either(p + i, n - i, '"', '\\');
      if (i == n) { return n; }
      if (p[i++] == '\\') {
        state->after_backslash = true;
      } else {
        state->in_string = false;
        if (state->depth == 0) { return i; }
      }
    } else {
      i += pk_find_json_mark(p + i, n - i);
      if (i == n) { return n; }
      const uint8_t c = p[i++];
      if (c == '"') {
        state->in_string = true;
      } else if ((c | 0x20) == '{') {
        state->depth++;
      } else if (--state->depth == 0) {
        return i;
      }
    }
  }
  return n;
}
