// Bit masks over 64-byte blocks of UTF-8: what Swift's SIMD types cannot do without a movemask.
//
// The functions with a `count` take the whole buffer, its length and an offset, and never touch a byte outside of it;
// the others say what must be readable. In a mask bit k speaks of byte offset + k; bits past the end are 0. Baseline
// x86-64 (SSE2), no dispatch; elsewhere plain loops.
#ifndef CTEXTSCAN_H
#define CTEXTSCAN_H

#include <stddef.h>
#include <stdint.h>
#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#pragma clang assume_nonnull begin

/// What a count of words and sentences wants to know about 64 bytes of UTF-8.
typedef struct {
  uint64_t spaces;       ///< ASCII white space: U+0009 to U+000D and U+0020.
  uint64_t terminators;  ///< `.`, `!` and `?`.
} ctext_break_masks;

/// What a count of lengths wants to know about 64 bytes of UTF-8.
typedef struct {
  ctext_break_masks breaks;
  uint64_t scalar_starts;  ///< Bytes that are not continuation bytes.
  uint64_t wide_leads;     ///< C2, E1, E2, E3: first bytes of all other white space, and of U+2026.
} ctext_length_masks;

#if defined(__SSE2__)

/// Unsigned `low <= v <= low + span`, per byte.
static inline __m128i ctext_in_range(__m128i v, uint8_t low, uint8_t span) {
  __m128i shifted = _mm_sub_epi8(v, _mm_set1_epi8((char)low));
  return _mm_cmpeq_epi8(_mm_min_epu8(shifted, _mm_set1_epi8((char)span)), shifted);
}

static inline __m128i ctext_equal(__m128i v, uint8_t byte) { return _mm_cmpeq_epi8(v, _mm_set1_epi8((char)byte)); }

static inline uint64_t ctext_bits(__m128i v) { return (uint64_t)(uint32_t)_mm_movemask_epi8(v); }

static inline ctext_break_masks ctext_breaks_of_block(const uint8_t *block) {
  ctext_break_masks masks = {0, 0};
  for (int part = 0; part < 64; part += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(block + part));
    __m128i spaces = _mm_or_si128(ctext_in_range(v, 9, 4), ctext_equal(v, ' '));
    __m128i ends = _mm_or_si128(_mm_or_si128(ctext_equal(v, '.'), ctext_equal(v, '!')), ctext_equal(v, '?'));
    masks.spaces |= ctext_bits(spaces) << part;
    masks.terminators |= ctext_bits(ends) << part;
  }
  return masks;
}

static inline ctext_length_masks ctext_lengths_of_block(const uint8_t *block) {
  ctext_length_masks masks = {ctext_breaks_of_block(block), 0, 0};
  for (int part = 0; part < 64; part += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(block + part));
    __m128i starts = _mm_cmpgt_epi8(v, _mm_set1_epi8(-65));
    __m128i wide = _mm_or_si128(ctext_in_range(v, 0xE1, 2), ctext_equal(v, 0xC2));
    masks.scalar_starts |= ctext_bits(starts) << part;
    masks.wide_leads |= ctext_bits(wide) << part;
  }
  return masks;
}

static inline uint64_t ctext_token_mask_of_block(const uint8_t *block) {
  uint64_t mask = 0;
  for (int part = 0; part < 64; part += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(block + part));
    __m128i ascii = _mm_or_si128(ctext_in_range(v, 'a', 25), ctext_in_range(v, '0', 9));
    __m128i joiners = _mm_or_si128(ctext_equal(v, '\''), ctext_equal(v, '-'));
    __m128i latin = _mm_andnot_si128(ctext_equal(v, 0xF7), ctext_in_range(v, 0xDF, 0x20));
    mask |= ctext_bits(_mm_or_si128(_mm_or_si128(ascii, joiners), latin)) << part;
  }
  return mask;
}

/// Lower-cases ASCII letters, and turns ` into ' where `quotes` says so; returns the mask of bytes >= 0x80.
static inline uint32_t ctext_fold_block(const uint8_t *from, uint8_t *to, int quotes) {
  __m128i v = _mm_loadu_si128((const __m128i *)(const void *)from);
  __m128i lower = _mm_or_si128(v, _mm_and_si128(ctext_in_range(v, 'A', 25), _mm_set1_epi8(0x20)));
  __m128i backquotes = _mm_and_si128(ctext_equal(v, '`'), _mm_set1_epi8(quotes ? '`' ^ '\'' : 0));
  _mm_storeu_si128((__m128i *)(void *)to, _mm_xor_si128(lower, backquotes));
  return (uint32_t)_mm_movemask_epi8(v);
}

#else

static inline ctext_break_masks ctext_breaks_of_block(const uint8_t *block) {
  ctext_break_masks masks = {0, 0};
  for (int i = 0; i < 64; i++) {
    uint8_t b = block[i];
    masks.spaces |= (uint64_t)((uint8_t)(b - 9) <= 4 || b == ' ') << i;
    masks.terminators |= (uint64_t)(b == '.' || b == '!' || b == '?') << i;
  }
  return masks;
}

static inline ctext_length_masks ctext_lengths_of_block(const uint8_t *block) {
  ctext_length_masks masks = {ctext_breaks_of_block(block), 0, 0};
  for (int i = 0; i < 64; i++) {
    uint8_t b = block[i];
    masks.scalar_starts |= (uint64_t)((b & 0xC0) != 0x80) << i;
    masks.wide_leads |= (uint64_t)((uint8_t)(b - 0xE1) <= 2 || b == 0xC2) << i;
  }
  return masks;
}

static inline uint64_t ctext_token_mask_of_block(const uint8_t *block) {
  uint64_t mask = 0;
  for (int i = 0; i < 64; i++) {
    uint8_t b = block[i];
    int ascii = (uint8_t)(b - 'a') <= 25 || (uint8_t)(b - '0') <= 9 || b == '\'' || b == '-';
    mask |= (uint64_t)(ascii || (b >= 0xDF && b != 0xF7)) << i;
  }
  return mask;
}

/// Lower-cases ASCII letters, and turns ` into ' where `quotes` says so; returns the mask of bytes >= 0x80.
static inline uint32_t ctext_fold_block(const uint8_t *from, uint8_t *to, int quotes) {
  uint32_t wide = 0;
  for (int i = 0; i < 16; i++) {
    uint8_t b = from[i];
    wide |= (uint32_t)(b >> 7) << i;
    to[i] = (uint8_t)(b - 'A') <= 25 ? (uint8_t)(b | 0x20) : quotes && b == '`' ? (uint8_t)'\'' : b;
  }
  return wide;
}

#endif

/// 64 readable bytes for the fewer that are left from `offset`: the text's last ones, of which `drop` come before
/// `offset`, or for a short text a copy.
static inline const uint8_t *ctext_last_block(
    const uint8_t *base, size_t count, size_t offset, uint8_t *copy, unsigned *drop) {
  size_t left = count - offset;
  *drop = count >= 64 ? (unsigned)(64 - left) : 0;
  if (count >= 64) { return base + (count - 64); }
  memset(copy, 0, 64);
  memcpy(copy, base + offset, left);
  return copy;
}

/// Breaks among the bytes from `offset`, at most 64 of them.
static inline ctext_break_masks ctext_breaks_at(const uint8_t *_Nullable base, size_t count, size_t offset) {
  ctext_break_masks masks = {0, 0};
  if (base == NULL || offset >= count) { return masks; }
  if (count - offset >= 64) { return ctext_breaks_of_block(base + offset); }
  uint8_t copy[64];
  unsigned drop;
  // Bytes after the text are zeros, which break nothing.
  masks = ctext_breaks_of_block(ctext_last_block(base, count, offset, copy, &drop));
  masks.spaces >>= drop;
  masks.terminators >>= drop;
  return masks;
}

/// Masks for the bytes from `offset`, at most 64 of them.
static inline ctext_length_masks ctext_lengths_at(const uint8_t *_Nullable base, size_t count, size_t offset) {
  ctext_length_masks masks = {{0, 0}, 0, 0};
  if (base == NULL || offset >= count) { return masks; }
  if (count - offset >= 64) { return ctext_lengths_of_block(base + offset); }
  uint8_t copy[64];
  unsigned drop;
  masks = ctext_lengths_of_block(ctext_last_block(base, count, offset, copy, &drop));
  uint64_t valid = ((uint64_t)1 << (count - offset)) - 1;
  masks.breaks.spaces >>= drop;
  masks.breaks.terminators >>= drop;
  masks.scalar_starts = masks.scalar_starts >> drop & valid;
  masks.wide_leads >>= drop;
  return masks;
}

/// Token bytes of folded text: `[0-9a-z'-]` and the Latin-1 letters DF to F6, F8 to FF.
///
/// The text must have 64 readable bytes after its `count`; what is in them does not matter.
static inline uint64_t ctext_tokens_at(const uint8_t *base, size_t count, size_t offset) {
  if (offset >= count) { return 0; }
  uint64_t mask = ctext_token_mask_of_block(base + offset);
  return count - offset >= 64 ? mask : mask & (((uint64_t)1 << (count - offset)) - 1);
}

/// Folds ASCII from `offset` in `from` to `at` in `to`, and returns how many bytes: up to the first byte >= 0x80.
///
/// `to` must have room for the rest of `from` and 16 bytes more; bytes after those returned are left undefined.
static inline size_t ctext_fold_run(
    const uint8_t *_Nullable from, size_t count, size_t offset,
    uint8_t *_Nullable to, size_t capacity, size_t at, int quotes) {
  if (from == NULL || to == NULL || offset >= count || at > capacity) { return 0; }
  size_t left = count - offset;
  if (capacity - at < 16 || capacity - at - 16 < left) { return 0; }
  size_t done = 0;
  for (; left - done >= 16; done += 16) {
    uint32_t wide = ctext_fold_block(from + offset + done, to + at + done, quotes);
    if (wide != 0) { return done + (size_t)__builtin_ctz(wide); }
  }
  if (done == left) { return done; }
  uint8_t copy[16] = {0};
  memcpy(copy, from + offset + done, left - done);
  uint32_t wide = ctext_fold_block(copy, to + at + done, quotes);
  return wide != 0 ? done + (size_t)__builtin_ctz(wide) : left;
}

/// Eight bytes as a number, first byte lowest.
static inline uint64_t ctext_word(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  value = __builtin_bswap64(value);
#endif
  return value;
}

/// The 8 bytes from `offset`, first byte lowest; 0 where fewer are left of `count`.
static inline uint64_t ctext_load8(const uint8_t *_Nullable base, size_t count, size_t offset) {
  return base == NULL || offset > count || count - offset < 8 ? 0 : ctext_word(base + offset);
}

/// Up to 16 bytes as two numbers, first byte lowest, zero filled.
typedef struct {
  uint64_t low;
  uint64_t high;
} ctext_key;

/// The first 16 of `length` bytes; 16 must be readable, and `length` not 0.
static inline ctext_key ctext_key_of(const uint8_t *bytes, size_t length) {
  // A window that slides over ones and zeros gives the masks without a branch on the length.
  static const uint8_t ones_then_zeros[32] = {
      0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF};
  const uint8_t *mask = ones_then_zeros + 16 - (length < 16 ? length : 16);
  ctext_key key = {ctext_word(bytes) & ctext_word(mask), ctext_word(bytes + 8) & ctext_word(mask + 8)};
  return key;
}

/// Bytes of the table of 4-byte windows.
enum { ctext_window_slots = 8192 };

/// Slot of a 4-byte window in that table.
static inline uint32_t ctext_window_slot(uint32_t window) { return window * 0x9E3779B1u >> 19; }

static inline uint32_t ctext_window(const uint8_t *bytes) {
  return (uint32_t)bytes[0] | (uint32_t)bytes[1] << 8 | (uint32_t)bytes[2] << 16 | (uint32_t)bytes[3] << 24;
}

/// First position >= `offset`, by steps of two, whose 4-byte window may be in the table; `count` if there is none.
///
/// The buffer must have 64 bytes of room after the text's `count`; windows that reach there are looked up as well.
static inline size_t ctext_next_window(
    const uint8_t *_Nullable base, size_t capacity, size_t count, size_t offset,
    const uint8_t *_Nullable table, size_t slots) {
  if (base == NULL || table == NULL || slots < ctext_window_slots) { return count; }
  if (count > capacity || capacity - count < 64) { return count; }
  for (size_t i = offset; i < count; i += 8) {
    // Four windows for one branch: nearly all are in no needle.
    uint8_t any = table[ctext_window_slot(ctext_window(base + i))]
        | table[ctext_window_slot(ctext_window(base + i + 2))]
        | table[ctext_window_slot(ctext_window(base + i + 4))]
        | table[ctext_window_slot(ctext_window(base + i + 6))];
    if (any == 0) { continue; }
    for (size_t k = i; k < i + 8 && k < count; k += 2) {
      if (table[ctext_window_slot(ctext_window(base + k))] != 0) { return k; }
    }
  }
  return count;
}

#pragma clang assume_nonnull end

#endif
