// The internals of a json::Document. Only json_document.cc and json_reader.cc include this header.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport::json {

enum class Type : std::uint8_t { null, boolean, integer, real, string, array, object };

// The place of a value or of a member's name. A name's node is followed by the node of the member's value. `begin`
// counts bytes from the beginning of the text. Only strings and numbers have a place in the text. Document::kMaxBytes
// keeps the number of nodes within 16 bits.
struct Node {
  std::uint32_t begin = 0;      // for a string: after the quote
  std::uint32_t size = 0;       // in bytes; for a boolean: 1 for true, 0 for false
  std::uint16_t next = 0;       // the first node after this one and everything inside it
  std::uint16_t same_slot = 0;  // the next name in the same slot; 0 ends the chain
  Type type = Type::null;
};

constexpr std::size_t kSlots = 64;

// A cheap hash. It suffices, because the names of claims differ in length or in their first or last character.
inline std::size_t slot_of(std::string_view name) {
  if (name.empty()) return 0;
  const auto first = static_cast<unsigned char>(name.front());
  const auto last = static_cast<unsigned char>(name.back());
  return (name.size() * 7 + first * 3u + last * 5u) % kSlots;
}

struct Places {
  std::string text;  // the source, followed by the decoded form of each string that has escapes
  std::vector<Node> nodes;
  // A hash table of the outermost object's members. Each slot holds the node of the last name that fell into it.
  std::array<std::uint16_t, kSlots> slots{};  // 0 is an empty slot, because node 0 is the object itself

  std::string_view text_of(std::size_t node) const { return {text.data() + nodes[node].begin, nodes[node].size}; }

  // The node of the member's name in the object at node `object`, or 0 if there is none. In an inner object only nodes
  // before `end` count.
  std::size_t find_name(std::size_t object, std::size_t end, std::string_view name) const {
    if (object == 0) {
      std::size_t at = slots[slot_of(name)];
      while (at != 0 && text_of(at) != name) at = nodes[at].same_slot;
      return at;
    }
    for (std::size_t at = object + 1; at < end; at = nodes[at + 1].next)
      if (text_of(at) == name) return at;
    return 0;
  }

  bool is(Type type, std::size_t node) const { return nodes[node].type == type; }
};

// Parses `places.text` and fills the rest of `places`. Errors: those of Document::parse.
Result<void> read_places(Places& places, std::size_t depth);

}  // namespace sallyport::json
