// Hashes of words, shingles and MinHash signatures: the loops of near-duplicate search that Swift cannot say as fast.
//
// Buffers are the caller's; each function says how much room it needs, and none reads or writes beyond it. Results do not
// depend on the processor: the clones of `csh_minima` compute the same integers with wider registers.
#ifndef CSHINGLES_H
#define CSHINGLES_H

#include <stddef.h>
#include <stdint.h>

#pragma clang assume_nonnull begin

/// Scalars with an entry in the table of classes; beyond it U+20000 to U+3FFFF are words of their own, others are none.
enum { csh_class_count = 0x20000 };
/// Bits of a class: the low 21 are the lower-case scalar, 0 where it belongs to no word.
enum { csh_class_alone = 1 << 30, csh_class_space = 1 << 29 };
/// Returned by the folding functions when a table is needed and none was given.
#define csh_needs_classes SIZE_MAX

/// Lower-cases text and sets words apart by bytes that belong to no word; returns the length of `folded`.
///
/// `folded` has room for `3 * count + 80` bytes; 64 zero bytes follow the length returned.
size_t csh_fold(const uint8_t *_Nullable text, size_t count, const uint32_t *_Nullable classes, uint8_t *folded);

/// Hashes the words of folded text; returns how many. `hashes` has room for `count / 2 + 1`.
size_t csh_hash_words(const uint8_t *folded, size_t count, uint64_t *hashes);

/// Hashes the scalars of text, lower-cased, runs of white space as one; returns how many. `hashes` has room for `count`.
size_t csh_hash_scalars(
    const uint8_t *_Nullable text, size_t count, const uint32_t *_Nullable classes, uint64_t *hashes);

/// Continues a hash over bytes as they are.
uint64_t csh_hash_bytes(uint64_t hash, const uint8_t *_Nullable bytes, size_t count);

/// Hashes each run of `length` tokens; the two lowest bits are `tag`. Returns how many: `count - length + 1`, or 0.
size_t csh_windows(const uint64_t *tokens, size_t count, size_t length, uint64_t tag, uint64_t *shingles);

/// Sorts shingles, and makes equal ones one whose tag has the tags of all; returns how many are left.
///
/// `scratch` has room for `count`.
size_t csh_sort_set(uint64_t *shingles, size_t count, uint64_t *scratch);

/// Number of shingles in both of two sorted sets, whatever their tags.
size_t csh_overlap(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count);

/// Number of shingles in both of two sorted sets, or SIZE_MAX once more than `limit` are found to be in one only.
size_t csh_overlap_within(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count, size_t limit);

/// Bits of a place: number of the block, offset in the block, number of shingles.
enum { csh_place_offset_bits = 20, csh_place_count_bits = 16 };

/// The first of some records, from `start`, that is similar to a set; `count` where none is.
///
/// A record's shingles lie at its place in one of the blocks; a place of UINT64_MAX is elsewhere, and its record is
/// returned with `*both` of SIZE_MAX. Else `*both` is the number of shingles in both. Memory is asked for ahead, since
/// the sets lie all over it.
size_t csh_first_similar(
    const uint64_t *set, size_t set_count, const uint64_t *_Nonnull const *_Nonnull blocks, const uint64_t *places,
    const uint32_t *records, size_t count, size_t start, double threshold, size_t *both);

/// Shingles in both of two sets, by the sides their tags name.
typedef struct {
  size_t chosen_chosen;
  size_t chosen_rejected;
  size_t rejected_chosen;
  size_t rejected_rejected;
} csh_side_overlaps;

/// Counts the shingles two sorted sets have in common, by side.
csh_side_overlaps csh_overlap_sides(const uint64_t *a, size_t a_count, const uint64_t *b, size_t b_count);

/// Minima of `factors[i] * x + offsets[i]` modulo 2^32 over the shingles' upper halves x; `count` is a multiple of 32.
void csh_minima(
    const uint64_t *shingles, size_t shingle_count, const uint32_t *factors, const uint32_t *offsets, size_t count,
    uint32_t *minima);

/// Hashes each run of `rows` minima: one hash a band.
void csh_bands(const uint32_t *minima, size_t bands, size_t rows, uint32_t *hashes);

/// Sorts by the upper 32 bits and keeps the order of equal ones. `scratch` has room for `count`.
void csh_sort_by_upper_half(uint64_t *values, uint64_t *scratch, size_t count);

#pragma clang assume_nonnull end

#endif
