// simdjson finds the structure (stage 1: quotes, brackets, UTF-8, control characters) and unescapes strings, both with
// the kernel it picks at run time. The walk over its structural index is ours: On-Demand converts numbers, does not
// see duplicate keys and keeps no tape, and DOM refuses 1e400. Nothing here throws.
#include "CSimdJSON.h"

#include <algorithm>
#include <charconv>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <simdjson.h>
#include <utility>

static_assert(PK_JSON_PADDING >= simdjson::SIMDJSON_PADDING, "simdjson needs more padding than promised");

namespace {

using Node = pk_json_node;

const Node kNullNode = {0, 0, 1, 0, 0, PK_JSON_NULL, 0};
const pk_json_tape kNullTape = {&kNullNode, nullptr, nullptr};

/// Objects up to this size compare all keys with each other; larger ones sort them.
constexpr uint32_t kPairwiseKeys = 16;

/// Memory that grows, is never initialised, and forgets what it held when it grows.
template <typename T> struct Scratch {
  T *items = nullptr;
  size_t capacity = 0;

  ~Scratch() { std::free(items); }

  bool reserve(size_t wanted) noexcept {
    if (wanted <= capacity) { return true; }
    const size_t grown = wanted + wanted / 2;
    std::free(items);
    items = static_cast<T *>(std::malloc(grown * sizeof(T)));
    capacity = items ? grown : 0;
    return items != nullptr;
  }
};

struct HashedKey {
  uint64_t hash;
  uint32_t node;
};

bool isSpace(uint8_t c) noexcept { return c == ' ' || c == '\n' || c == '\r' || c == '\t'; }
bool isDigit(uint8_t c) noexcept { return c >= '0' && c <= '9'; }

/// A filter before bytes are compared, not a defence: equal hashes only cost a comparison.
uint64_t hashOf(const uint8_t *text, size_t length) noexcept {
  uint64_t hash = 0x9E3779B97F4A7C15u ^ length;
  for (; length >= 8; text += 8, length -= 8) {
    uint64_t word;
    std::memcpy(&word, text, 8);
    hash = (hash ^ word) * 0xD6E8FEB86659FD93u;
    hash ^= hash >> 32;
  }
  for (; length > 0; text++, length--) { hash = (hash ^ *text) * 0x100000001B3u; }
  return hash ^ (hash >> 29);
}

} // namespace

struct pk_json_parser {
  std::unique_ptr<simdjson::internal::dom_parser_implementation> simd;
  const simdjson::implementation *kernel = nullptr;
  Scratch<Node> nodes;
  Scratch<uint8_t> text;
  Scratch<uint8_t> copy;
  Scratch<HashedKey> keys;
  pk_json_tape tape = kNullTape;

  // The walk.
  const uint8_t *source = nullptr;
  uint32_t length = 0;
  uint32_t nodeCount = 0;
  uint32_t textLength = 0;
  bool outOfMemory = false;

  int parse(const uint8_t *buf, size_t len, size_t readable, uint32_t maxDepth) noexcept;
  bool prepare(size_t len) noexcept;
  bool walk(uint32_t maxDepth) noexcept;
  bool atom(uint32_t start) noexcept;
  bool literal(uint32_t start, const char *word, uint32_t wordLength, uint8_t kind) noexcept;
  bool number(uint32_t start) noexcept;
  bool string(uint32_t start, uint32_t following, uint8_t kind) noexcept;
  bool endsHere(uint32_t end) const noexcept;
  bool hasDuplicateKeys(uint32_t object) noexcept;
  bool hasDuplicateKeysAmongMany(uint32_t object) noexcept;

  void add(uint8_t kind, uint32_t start, uint32_t end) noexcept {
    Node *node = &nodes.items[nodeCount++];
    *node = {start, end, nodeCount, 0, 0, kind, 0};
  }
  const uint8_t *textOf(const Node &node) const noexcept {
    return node.escaped ? text.items + node.count_or_offset : source + node.start + 1;
  }
  bool sameText(const Node &a, const Node &b) const noexcept {
    return a.text_length == b.text_length && std::memcmp(textOf(a), textOf(b), a.text_length) == 0;
  }
};

int pk_json_parser::parse(const uint8_t *buf, size_t len, size_t readable, uint32_t maxDepth) noexcept {
  tape = kNullTape;
  if (len > PK_JSON_MAX_LENGTH) { return PK_JSON_TOO_LONG; }
  if (len == 0) { return PK_JSON_FAULT; }
  if (!prepare(len)) { return PK_JSON_UNAVAILABLE; }
  if (readable < len + PK_JSON_PADDING) {
    if (!copy.reserve(len + PK_JSON_PADDING)) { return PK_JSON_UNAVAILABLE; }
    std::memcpy(copy.items, buf, len);
    std::memset(copy.items + len, ' ', PK_JSON_PADDING);
    buf = copy.items;
  }
  if (simd->stage1(buf, len, simdjson::stage1_mode::regular) != simdjson::SUCCESS) { return PK_JSON_FAULT; }
  source = buf;
  length = static_cast<uint32_t>(len);
  // Every node starts at a structural character, and unescaping never makes text longer.
  if (!nodes.reserve(simd->n_structural_indexes) || !text.reserve(len + PK_JSON_PADDING)) {
    return PK_JSON_UNAVAILABLE;
  }
  const bool good = walk(maxDepth);
  if (outOfMemory) { return PK_JSON_UNAVAILABLE; }
  if (!good) { return PK_JSON_FAULT; }
  tape = {nodes.items, source, text.items};
  return PK_JSON_OK;
}

bool pk_json_parser::prepare(size_t len) noexcept {
  if (simd && simd->capacity() >= len) { return true; }
  const size_t wanted = std::min<size_t>(std::max<size_t>(len + len / 2, 16384), PK_JSON_MAX_LENGTH);
  if (simd) { return simd->allocate(wanted, simd->max_depth()) == simdjson::SUCCESS; }
  // Its own stack is for its stage 2, which is not used.
  kernel = simdjson::get_active_implementation();
  return kernel->create_dom_parser_implementation(wanted, 1, simd) == simdjson::SUCCESS;
}

/// Builds the tape without recursion: while a container is open, its `next` holds the container around it.
bool pk_json_parser::walk(uint32_t maxDepth) noexcept {
  const uint32_t *marks = simd->structural_indexes.get();
  const uint32_t count = simd->n_structural_indexes;
  uint32_t mark = 0, depth = 0, open = 0;
  nodeCount = 0;
  textLength = 0;
  outOfMemory = false;
  // Where a mark is missing the byte 0 stands for it: stage 1 refuses that byte nowhere, but no rule below takes it.
  const auto peek = [&]() noexcept -> uint8_t { return mark < count ? source[marks[mark]] : 0; };
  const auto following = [&]() noexcept -> uint32_t { return mark < count ? marks[mark] : length; };

key:
  if (depth > 0 && nodes.items[open].kind == PK_JSON_OBJECT) {
    if (peek() != '"') { return false; }
    const uint32_t start = marks[mark++];
    if (!string(start, following(), PK_JSON_KEY) || peek() != ':') { return false; }
    mark++;
  }
  if (mark >= count) { return false; }
  {
    const uint32_t start = marks[mark++];
    const uint8_t c = source[start];
    if (c == '{' || c == '[') {
      if (++depth > maxDepth) { return false; }
      add(c == '{' ? PK_JSON_OBJECT : PK_JSON_ARRAY, start, 0);
      nodes.items[nodeCount - 1].next = open;
      open = nodeCount - 1;
      if (peek() != c + 2) { goto key; }
    } else if (c == '"') {
      if (!string(start, following(), PK_JSON_STRING)) { return false; }
      if (depth > 0) { nodes.items[open].count_or_offset++; }
    } else {
      if (!atom(start)) { return false; }
      if (depth > 0) { nodes.items[open].count_or_offset++; }
    }
  }
  while (depth > 0) {
    Node &container = nodes.items[open];
    const uint8_t c = peek();
    if (c == ',') {
      mark++;
      goto key;
    }
    if (c != (container.kind == PK_JSON_OBJECT ? '}' : ']')) { return false; }
    container.end = marks[mark++] + 1;
    const uint32_t parent = container.next;
    container.next = nodeCount;
    if (container.kind == PK_JSON_OBJECT && hasDuplicateKeys(open)) { return false; }
    open = parent;
    if (--depth > 0) { nodes.items[open].count_or_offset++; }
  }
  return mark == count;
}

bool pk_json_parser::atom(uint32_t start) noexcept {
  switch (source[start]) {
  case 't': return literal(start, "true", 4, PK_JSON_TRUE);
  case 'f': return literal(start, "false", 5, PK_JSON_FALSE);
  case 'n': return literal(start, "null", 4, PK_JSON_NULL);
  default: return number(start);
  }
}

bool pk_json_parser::literal(uint32_t start, const char *word, uint32_t wordLength, uint8_t kind) noexcept {
  if (length - start < wordLength || std::memcmp(source + start, word, wordLength) != 0) { return false; }
  if (!endsHere(start + wordLength)) { return false; }
  add(kind, start, start + wordLength);
  return true;
}

/// Checks the grammar and converts nothing. Bytes past the end are the next line's: every step looks at the length.
bool pk_json_parser::number(uint32_t start) noexcept {
  uint32_t at = start;
  const auto digits = [&]() noexcept {
    const uint32_t first = at;
    while (at < length && isDigit(source[at])) { at++; }
    return at - first;
  };
  if (source[at] == '-') { at++; }
  const uint32_t whole = at;
  const uint32_t wholeDigits = digits();
  if (wholeDigits == 0 || (wholeDigits > 1 && source[whole] == '0')) { return false; }
  if (at < length && source[at] == '.') {
    at++;
    if (digits() == 0) { return false; }
  }
  if (at < length && (source[at] | 0x20) == 'e') {
    at++;
    if (at < length && (source[at] == '+' || source[at] == '-')) { at++; }
    if (digits() == 0) { return false; }
  }
  if (!endsHere(at)) { return false; }
  add(PK_JSON_NUMBER, start, at);
  return true;
}

bool pk_json_parser::endsHere(uint32_t end) const noexcept {
  if (end == length) { return true; }
  const uint8_t c = source[end];
  return isSpace(c) || c == ',' || c == ']' || c == '}';
}

/// `following` is the next structural character: between it and the closing quote there is only white space.
bool pk_json_parser::string(uint32_t start, uint32_t following, uint8_t kind) noexcept {
  uint32_t end = following;
  while (isSpace(source[end - 1])) { end--; }
  if (source[end - 1] != '"' || end < start + 2) { return false; }
  add(kind, start, end);
  Node &node = nodes.items[nodeCount - 1];
  const uint32_t rawLength = end - start - 2;
  node.text_length = rawLength;
  if (std::memchr(source + start + 1, '\\', rawLength) == nullptr) { return true; }
  uint8_t *const written = text.items + textLength;
  const uint8_t *const last = simd->parse_string(source + start + 1, written);
  if (last == nullptr) { return false; }
  node.escaped = 1;
  node.count_or_offset = textLength;
  node.text_length = static_cast<uint32_t>(last - written);
  textLength += node.text_length;
  return true;
}

bool pk_json_parser::hasDuplicateKeys(uint32_t object) noexcept {
  const uint32_t count = nodes.items[object].count_or_offset;
  if (count > kPairwiseKeys) { return hasDuplicateKeysAmongMany(object); }
  const Node *seen[kPairwiseKeys];
  uint32_t at = object + 1;
  for (uint32_t i = 0; i < count; i++) {
    const Node &key = nodes.items[at];
    for (uint32_t j = 0; j < i; j++) {
      if (sameText(key, *seen[j])) { return true; }
    }
    seen[i] = &key;
    at = nodes.items[at + 1].next;
  }
  return false;
}

/// Sorting keeps a million keys, even a million made to collide, at n log n; a hash table would not.
bool pk_json_parser::hasDuplicateKeysAmongMany(uint32_t object) noexcept {
  const uint32_t count = nodes.items[object].count_or_offset;
  if (!keys.reserve(count)) {
    outOfMemory = true;
    return true;
  }
  uint32_t at = object + 1;
  for (uint32_t i = 0; i < count; i++) {
    const Node &key = nodes.items[at];
    keys.items[i] = {hashOf(textOf(key), key.text_length), at};
    at = nodes.items[at + 1].next;
  }
  const auto order = [this](const HashedKey &a, const HashedKey &b) noexcept {
    if (a.hash != b.hash) { return a.hash < b.hash; }
    const Node &left = nodes.items[a.node], &right = nodes.items[b.node];
    if (left.text_length != right.text_length) { return left.text_length < right.text_length; }
    return std::memcmp(textOf(left), textOf(right), left.text_length) < 0;
  };
  std::sort(keys.items, keys.items + count, order);
  for (uint32_t i = 1; i < count; i++) {
    if (keys.items[i - 1].hash != keys.items[i].hash) { continue; }
    if (sameText(nodes.items[keys.items[i - 1].node], nodes.items[keys.items[i].node])) { return true; }
  }
  return false;
}

extern "C" {

pk_json_parser *pk_json_create(void) { return new (std::nothrow) pk_json_parser(); }

void pk_json_destroy(pk_json_parser *parser) { delete parser; }

int pk_json_parse(pk_json_parser *parser, const uint8_t *buf, size_t len, size_t readable, uint32_t max_depth) {
  return parser->parse(buf, len, readable, max_depth);
}

const pk_json_tape *pk_json_tape_of(const pk_json_parser *parser) { return parser ? &parser->tape : &kNullTape; }

bool pk_json_double(const uint8_t *text, size_t len, double *value) {
  const char *first = reinterpret_cast<const char *>(text);
  const auto result = std::from_chars(first, first + len, *value);
  return result.ec == std::errc() && result.ptr == first + len;
}

bool pk_valid_utf8(const uint8_t *bytes, size_t len) {
  return simdjson::validate_utf8(reinterpret_cast<const char *>(bytes), len);
}
}
