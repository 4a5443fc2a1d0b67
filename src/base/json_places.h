// What a document is inside: for json_document.cc and json_reader.cc alone.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "base/result.h"

namespace sallyport::json {

enum class Type : std::uint8_t { null, boolean, integer, real, string, array, object };

// Where a value stands, or the name of a member; the member's value is the node behind it. Places are counted from the
// beginning of the text. kMaxBytes keeps the number of nodes within 16 bits.
struct Node {
  std::uint32_t begin = 0;  // a string stands without its quotes
  std::uint32_t size = 0;
  std::uint16_t next = 0;       // the node behind this one and all that it holds
  std::uint16_t same_slot = 0;  // another name that fell into the same slot; 0: no more
  Type type = Type::null;
};

constexpr std::size_t kSlots = 64;

// Names of claims differ in length, or in how they begin and end.
inline std::size_t slot_of(std::string_view name) {
  if (name.empty()) return 0;
  const auto first = static_cast<unsigned char>(name.front());
  const auto last = static_cast<unsigned char>(name.back());
  return (name.size() * 7 + first * 3u + last * 5u) % kSlots;
}

struct Places {
  std::string text;  // as it came; behind it the strings that had escapes, without them
  std::vector<Node> nodes;
  // The members of the outermost object are found by name without a look at the others: the last name of each slot.
  std::array<std::uint16_t, kSlots> slots{};  // 0: none, for node 0 is the object itself

  std::string_view text_of(std::size_t node) const { return {text.data() + nodes[node].begin, nodes[node].size}; }

  // The member of the object at this node: the node of its name, where there is one before `end`; 0 where not.
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

// Finds where everything in `places.text` stands. Errors: as Document::parse.
Result<void> read_places(Places& places, std::size_t depth);

}  // namespace sallyport::json
