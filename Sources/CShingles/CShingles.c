#include "CShingles.h"

#include <string.h>
#if defined(__SSE2__)
#include <emmintrin.h>
#endif

#if defined(__x86_64__) && defined(__linux__)
#define CSH_CLONES __attribute__((target_clones("avx512f", "avx2", "sse4.2", "default")))
#else
#define CSH_CLONES
#endif

static const uint64_t k0 = 0xa0761d6478bd642fULL;
static const uint64_t k1 = 0xe7037ed1a0b428dbULL;
static const uint64_t k2 = 0x8ebc6af09c88c6e3ULL;

static inline uint64_t load8(const uint8_t *bytes) {
  uint64_t value;
  memcpy(&value, bytes, 8);
#if __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__
  value = __builtin_bswap64(value);
#endif
  return value;
}

/// The 128-bit product, folded.
static inline uint64_t multiply(uint64_t a, uint64_t b) {
  __uint128_t product = (__uint128_t)a * b;
  return (uint64_t)product ^ (uint64_t)(product >> 64);
}

// Folding

/// The scalar at `bytes`; what is no well-formed UTF-8 counts as one byte of U+FFFD.
static uint32_t decode(const uint8_t *bytes, size_t left, size_t *length) {
  uint8_t first = bytes[0];
  size_t size = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
  *length = 1;
  if (first < 0x80) { return first; }
  if (first < 0xC2 || first > 0xF4 || size > left) { return 0xFFFD; }
  uint32_t scalar = first & (0x7F >> size);
  for (size_t i = 1; i < size; i++) {
    if ((bytes[i] & 0xC0) != 0x80) { return 0xFFFD; }
    scalar = scalar << 6 | (bytes[i] & 0x3F);
  }
  *length = size;
  return scalar;
}

static uint8_t *encode(uint32_t scalar, uint8_t *out) {
  if (scalar < 0x80) {
    *out++ = (uint8_t)scalar;
  } else if (scalar < 0x800) {
    *out++ = (uint8_t)(0xC0 | scalar >> 6);
    *out++ = (uint8_t)(0x80 | (scalar & 0x3F));
  } else if (scalar < 0x10000) {
    *out++ = (uint8_t)(0xE0 | scalar >> 12);
    *out++ = (uint8_t)(0x80 | (scalar >> 6 & 0x3F));
    *out++ = (uint8_t)(0x80 | (scalar & 0x3F));
  } else {
    *out++ = (uint8_t)(0xF0 | scalar >> 18);
    *out++ = (uint8_t)(0x80 | (scalar >> 12 & 0x3F));
    *out++ = (uint8_t)(0x80 | (scalar >> 6 & 0x3F));
    *out++ = (uint8_t)(0x80 | (scalar & 0x3F));
  }
  return out;
}

static inline uint32_t class_of(uint32_t scalar, const uint32_t *classes) {
  if (scalar < csh_class_count) { return classes[scalar]; }
  return scalar < 0x40000 ? scalar | csh_class_alone : 0;
}

static inline uint8_t lower(uint8_t byte) { return (uint8_t)(byte - 'A') < 26 ? (uint8_t)(byte | 0x20) : byte; }

/// Lower-cases ASCII up to the first byte >= 0x80; returns how many bytes.
static size_t fold_ascii(const uint8_t *text, size_t count, uint8_t *out) {
  size_t done = 0;
#if defined(__SSE2__)
  for (; count - done >= 16; done += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(text + done));
    if (_mm_movemask_epi8(v) != 0) { break; }
    __m128i shifted = _mm_sub_epi8(v, _mm_set1_epi8('A'));
    __m128i upper = _mm_cmpeq_epi8(_mm_min_epu8(shifted, _mm_set1_epi8(25)), shifted);
    __m128i folded = _mm_or_si128(v, _mm_and_si128(upper, _mm_set1_epi8(0x20)));
    _mm_storeu_si128((__m128i *)(void *)(out + done), folded);
  }
#endif
  for (; done < count && text[done] < 0x80; done++) { out[done] = lower(text[done]); }
  return done;
}

size_t csh_fold(const uint8_t *text, size_t count, const uint32_t *classes, uint8_t *folded) {
  uint8_t *out = folded;
  for (size_t at = 0; text != NULL && at < count;) {
    size_t done = fold_ascii(text + at, count - at, out);
    at += done;
    out += done;
    while (at < count && text[at] >= 0x80) {
      if (classes == NULL) { return csh_needs_classes; }
      size_t length;
      uint32_t class = class_of(decode(text + at, count - at, &length), classes);
      at += length;
      uint32_t scalar = class & 0x1FFFFF;
      if (scalar == 0) {
        *out++ = ' ';
      } else if (class & csh_class_alone) {
        *out++ = ' ';
        out = encode(scalar, out);
        *out++ = ' ';
      } else {
        out = encode(scalar, out);
      }
    }
  }
  memset(out, 0, 64);
  return (size_t)(out - folded);
}

// Words

/// Bit k says whether byte k belongs to a word of folded text: digits, letters, `_` and all bytes beyond ASCII.
static inline uint64_t word_mask(const uint8_t *block) {
  uint64_t mask = 0;
#if defined(__SSE2__)
  for (int part = 0; part < 64; part += 16) {
    __m128i v = _mm_loadu_si128((const __m128i *)(const void *)(block + part));
    __m128i letters = _mm_sub_epi8(v, _mm_set1_epi8('a'));
    __m128i digits = _mm_sub_epi8(v, _mm_set1_epi8('0'));
    __m128i word = _mm_or_si128(
        _mm_cmpeq_epi8(_mm_min_epu8(letters, _mm_set1_epi8(25)), letters),
        _mm_cmpeq_epi8(_mm_min_epu8(digits, _mm_set1_epi8(9)), digits));
    word = _mm_or_si128(word, _mm_or_si128(_mm_cmpeq_epi8(v, _mm_set1_epi8('_')), v));
    mask |= (uint64_t)(uint32_t)_mm_movemask_epi8(word) << part;
  }
#else
  for (int i = 0; i < 64; i++) {
    uint8_t b = block[i];
    int word = (uint8_t)(b - 'a') < 26 || (uint8_t)(b - '0') < 10 || b == '_' || b >= 0x80;
    mask |= (uint64_t)word << i;
  }
#endif
  return mask;
}

/// Hashes a word of at least one byte, behind which 8 bytes are readable.
static inline uint64_t hash_word(const uint8_t *word, size_t count) {
  if (count <= 8) { return multiply((load8(word) & ~0ULL >> (64 - 8 * count)) ^ k0, k1 ^ count); }
  const uint8_t *end = word + count;
  uint64_t hash = count;
  for (; end - word > 16; word += 16) { hash = multiply(load8(word) ^ k0 ^ hash, load8(word + 8) ^ k1); }
  // The last 16 bytes, or of a shorter word its first and last 8; what was hashed already may be among them.
  return multiply(load8(count < 16 ? word : end - 16) ^ k0 ^ hash, load8(end - 8) ^ k2 ^ count);
}

size_t csh_hash_words(const uint8_t *folded, size_t count, uint64_t *hashes) {
  size_t found = 0, start = 0;
  uint64_t carry = 0;
  // The zeros behind the text end its last word.
  for (size_t base = 0; base <= count; base += 64) {
    uint64_t mask = word_mask(folded + base);
    if (count - base < 64) { mask &= ((uint64_t)1 << (count - base)) - 1; }
    uint64_t borders = mask ^ (mask << 1 | carry);
    uint64_t open = carry;
    carry = mask >> 63;
    while (borders != 0) {
      size_t at = base + (size_t)__builtin_ctzll(borders);
      borders &= borders - 1;
      if (open) { hashes[found++] = hash_word(folded + start, at - start); }
      start = at;
      open = !open;
    }
  }
  return found;
}

size_t csh_hash_scalars(const uint8_t *text, size_t count, const uint32_t *classes, uint64_t *hashes) {
  size_t found = 0;
  int after_space = 0;
  for (size_t at = 0; text != NULL && at < count;) {
    size_t length = 1;
    uint32_t scalar = lower(text[at]);
    int is_space = scalar == ' ' || (scalar >= 9 && scalar <= 13);
    if (scalar >= 0x80) {
      if (classes == NULL) { return csh_needs_classes; }
      scalar = decode(text + at, count - at, &length);
      uint32_t class = class_of(scalar, classes);
      is_space = (class & csh_class_space) != 0;
      if ((class & 0x1FFFFF) != 0) { scalar = class & 0x1FFFFF; }
    }
    at += length;
    if (is_space && after_space) { continue; }
    after_space = is_space;
    hashes[found++] = multiply((is_space ? ' ' : scalar) ^ k0, k2);
  }
  return found;
}

uint64_t csh_hash_bytes(uint64_t hash, const uint8_t *bytes, size_t count) {
  uint64_t value = hash ^ count;
  for (size_t at = 0; bytes != NULL && at < count; at += 16) {
    uint8_t block[16] = {0};
    memcpy(block, bytes + at, count - at < 16 ? count - at : 16);
    value = multiply(load8(block) ^ k0 ^ value, load8(block + 8) ^ k1);
  }
  return multiply(value ^ k1, count ^ k2);
}

// Shingles

size_t csh_windows(const uint64_t *tokens, size_t count, size_t length, uint64_t tag, uint64_t *shingles) {
  if (count < length || length == 0) { return 0; }
  uint64_t leaving = 1, sum = 0;
  for (size_t i = 0; i < length; i++) {
    sum = sum * k0 + tokens[i];
    leaving *= k0;
  }
  for (size_t i = 0;; i++) {
    uint64_t mixed = (sum ^ sum >> 32) * k1;
    shingles[i] = ((mixed ^ mixed >> 29) & ~(uint64_t)3) | tag;
    if (i + length == count) { return i + 1; }
    sum = sum * k0 + tokens[i + length] - tokens[i] * leaving;
  }
}

static void insertion_sort(uint64_t *values, size_t count) {
  for (size_t i = 1; i < count; i++) {
    uint64_t value = values[i];
    size_t at = i;
    for (; at > 0 && values[at - 1] > value; at--) { values[at] = values[at - 1]; }
    values[at] = value;
  }
}

/// One pass of a radix sort by `bits` bits from `shift`.
static void scatter(const uint64_t *from, uint64_t *to, size_t count, unsigned shift, unsigned bits) {
  uint32_t starts[1025] = {0};
  uint64_t mask = ((uint64_t)1 << bits) - 1;
  for (size_t i = 0; i < count; i++) { starts[(from[i] >> shift & mask) + 1]++; }
  for (size_t i = 0; i < mask; i++) { starts[i + 1] += starts[i]; }
  for (size_t i = 0; i < count; i++) { to[starts[from[i] >> shift & mask]++] = from[i]; }
}

/// Hashes are spread evenly, so that one pass by their upper bits leaves next to nothing to do; many need all passes.
static void sort_hashes(uint64_t *values, size_t count, uint64_t *scratch) {
  if (count > 4096) {
    for (unsigned shift = 0; shift < 64; shift += 16) {
      scatter(values, scratch, count, shift, 8);
      scatter(scratch, values, count, shift + 8, 8);
    }
  } else if (count > 24) {
    unsigned bits = 63 - (unsigned)__builtin_clzll(count);
    if (bits > 10) { bits = 10; }
    scatter(values, scratch, count, 64 - bits, bits);
    memcpy(values, scratch, count * sizeof *values);
    insertion_sort(values, count);
  } else {
    insertion_sort(values, count);
  }
}

size_t csh_sort_set(uint64_t *shingles, size_t count, uint64_t *scratch) {
  sort_hashes(shingles, count, scratch);
  size_t kept = 0;
  for (size_t i = 0; i < count; i++) {
    if (kept > 0 && shingles[kept - 1] >> 2 == shingles[i] >> 2) {
      shingles[kept - 1] |= shingles[i] & 3;
    } else {
      shingles[kept++] = shingles[i];
    }
  }
  return kept;
}

size_t csh_overlap(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count) {
  size_t i = 0, k = 0, both = 0;
  while (i < a_count && k < b_count) {
    uint64_t left = a[i] >> 2, right = b[k] >> 2;
    both += left == right;
    i += left <= right;
    k += right <= left;
  }
  return both;
}

size_t csh_overlap_within(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count, size_t limit) {
  size_t i = 0, k = 0, both = 0;
  // Hashes are spread evenly, so that sets with little in common are found out after a few steps.
  while (i < a_count && k < b_count) {
    uint64_t left = a[i] >> 2, right = b[k] >> 2;
    both += left == right;
    i += left <= right;
    k += right <= left;
    if (i + k - 2 * both > limit) { return SIZE_MAX; }
  }
  return both;
}

static const uint64_t *shingles_at(const uint64_t *const *blocks, uint64_t place) {
  uint64_t offset = place >> csh_place_count_bits & (((uint64_t)1 << csh_place_offset_bits) - 1);
  return blocks[place >> (csh_place_offset_bits + csh_place_count_bits)] + offset;
}

size_t csh_first_similar(
    const uint64_t *set, size_t set_count, const uint64_t *const *blocks, const uint64_t *places,
    const uint32_t *records, size_t count, size_t start, double threshold, size_t *both) {
  for (size_t i = start; i < count; i++) {
    if (i + 16 < count) { __builtin_prefetch(places + records[i + 16]); }
    if (i + 8 < count && places[records[i + 8]] != UINT64_MAX) {
      const uint64_t *ahead = shingles_at(blocks, places[records[i + 8]]);
      __builtin_prefetch(ahead);
      __builtin_prefetch(ahead + 8);
      __builtin_prefetch(ahead + 16);
    }
    uint64_t place = places[records[i]];
    *both = SIZE_MAX;
    if (place == UINT64_MAX) { return i; }
    size_t other_count = place & (((uint64_t)1 << csh_place_count_bits) - 1), all = set_count + other_count;
    // One more than n(1 - t)/(1 + t), since it is rounded; the exact share decides in the end.
    size_t limit = (size_t)((double)all * (1 - threshold) / (1 + threshold)) + 1;
    size_t difference = set_count > other_count ? set_count - other_count : other_count - set_count;
    if (difference > limit) { continue; }
    *both = csh_overlap_within(set, set_count, shingles_at(blocks, place), other_count, limit);
    if (*both != SIZE_MAX && (double)*both / (double)(all - *both) >= threshold) { return i; }
  }
  return count;
}

csh_side_overlaps csh_overlap_sides(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count) {
  csh_side_overlaps sides = {0, 0, 0, 0};
  size_t i = 0, k = 0;
  while (i < a_count && k < b_count) {
    uint64_t left = a[i] >> 2, right = b[k] >> 2;
    if (left == right) {
      uint64_t first = a[i], second = b[k];
      sides.chosen_chosen += first & second & 1;
      sides.chosen_rejected += first & second >> 1 & 1;
      sides.rejected_chosen += first >> 1 & second & 1;
      sides.rejected_rejected += first >> 1 & second >> 1 & 1;
    }
    i += left <= right;
    k += right <= left;
  }
  return sides;
}

// Signatures

typedef uint32_t lanes __attribute__((vector_size(32)));

CSH_CLONES
void csh_minima(
    const uint64_t *shingles, size_t shingle_count, const uint32_t *factors, const uint32_t *offsets, size_t count,
    uint32_t *minima) {
  for (size_t at = 0; at + 32 <= count; at += 32) {
    lanes a[4], b[4], m[4];
    memcpy(a, factors + at, sizeof a);
    memcpy(b, offsets + at, sizeof b);
    memset(m, 0xFF, sizeof m);
    for (size_t i = 0; i < shingle_count; i++) {
      uint32_t x = (uint32_t)(shingles[i] >> 32);
      lanes wide = {x, x, x, x, x, x, x, x};
      m[0] = __builtin_elementwise_min(m[0], a[0] * wide + b[0]);
      m[1] = __builtin_elementwise_min(m[1], a[1] * wide + b[1]);
      m[2] = __builtin_elementwise_min(m[2], a[2] * wide + b[2]);
      m[3] = __builtin_elementwise_min(m[3], a[3] * wide + b[3]);
    }
    memcpy(minima + at, m, sizeof m);
  }
}

void csh_bands(const uint32_t *minima, size_t bands, size_t rows, uint32_t *hashes) {
  for (size_t band = 0; band < bands; band++) {
    uint64_t hash = k2 ^ band;
    for (size_t row = 0; row < rows; row++) { hash = multiply(hash ^ k0, minima[band * rows + row] ^ k1); }
    hashes[band] = (uint32_t)(hash >> 32);
  }
}

void csh_sort_by_upper_half(uint64_t *values, uint64_t *scratch, size_t count) {
  for (unsigned shift = 32; shift < 64; shift += 16) {
    scatter(values, scratch, count, shift, 8);
    scatter(scratch, values, count, shift + 8, 8);
  }
}
