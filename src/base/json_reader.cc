// The one pass over a text that makes a document of it.
#include <algorithm>
#include <bit>
#include <utility>

#include "base/eight_bytes.h"
#include "base/json.h"
#include "base/json_places.h"
#include "base/text.h"

namespace sallyport::json {
namespace {

constexpr std::size_t kUsualNodes = 60;      // of a token's claims; makes a block that malloc has at hand
constexpr std::size_t kMaxShortDigits = 18;  // that many always fit into 64 bits

bool is_plain(char c) {
  return static_cast<unsigned char>(c) >= 0x20 && c != '"' && c != '\\';
}

// What stands at the front of a string as it is: no quote, no backslash, no control character.
struct Plain {
  std::size_t size = 0;
  std::uint64_t bits = 0;  // of all its bytes, one over the other

  bool is_ascii() const { return (bits & eight_bytes::kHigh) == 0; }
};

Plain plain_start_of(std::string_view text) {
  Plain plain;
  for (; std::endian::native == std::endian::little && plain.size + 8 <= text.size(); plain.size += 8) {
    const std::uint64_t word = eight_bytes::read(text.data() + plain.size);
    const std::uint64_t special =
        eight_bytes::below(word, 0x20) | eight_bytes::equal(word, '"') | eight_bytes::equal(word, '\\');
    if (special == 0) {
      plain.bits |= word;
      continue;
    }
    const int before = std::countr_zero(special) - 7;
    plain.bits |= word & ((std::uint64_t{1} << before) - 1);
    plain.size += static_cast<std::size_t>(before / 8);
    return plain;
  }
  for (; plain.size < text.size() && is_plain(text[plain.size]); ++plain.size)
    plain.bits |= static_cast<unsigned char>(text[plain.size]);
  return plain;
}

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_of_a_number(char c) {
  return is_digit(c) || c == '-' || c == '+' || c == '.' || c == 'e' || c == 'E';
}

// The usual number: digits, few of them, without a leading zero.
bool is_short_integer(std::string_view text) {
  if (text.empty() || text.size() > kMaxShortDigits || !std::ranges::all_of(text, is_digit)) return false;
  return text.front() != '0' || text.size() == 1;
}

// One pass over the text, noting where things stand. What tokens have seldom, escapes and numbers with a fraction or
// many digits, json::parse reads: its word decides, and nothing of its rules is written twice.
class Reader {
 public:
  Reader(Places& places, std::size_t depth) : text_(places.text), depth_(depth), places_(places) {
    places_.nodes.reserve(kUsualNodes);
  }

  Result<void> read() {
    const bool good = read_value() && (skip_space(), at_ == text_.size());
    if (!good && refusal_ == Refusal::depth) return failure(Kind::malformed, "json_depth");
    if (!good && refusal_ == Refusal::duplicate) return failure(Kind::malformed, "json_duplicate_member", "RFC 7515 4");
    if (!good) return failure(Kind::malformed, "json_syntax", "RFC 8259");
    if (!places_.is(Type::object, 0)) return failure(Kind::malformed, "json_not_object");
    return {};
  }

 private:
  enum class Refusal { syntax, depth, duplicate };

  bool refuse(Refusal why) {
    refusal_ = why;
    return false;
  }

  char peek() const { return at_ < text_.size() ? text_[at_] : '\0'; }  // NUL stands nowhere in JSON
  bool take(char c) {
    if (peek() != c) return false;
    ++at_;
    return true;
  }
  void skip_space() {
    for (char c = peek(); c == ' ' || c == '\t' || c == '\n' || c == '\r'; c = peek()) ++at_;
  }

  void add(Type type, std::size_t begin, std::size_t size) {
    const auto behind = static_cast<std::uint16_t>(places_.nodes.size() + 1);
    places_.nodes.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(size), behind, 0, type});
  }

  bool read_value() {
    skip_space();
    switch (peek()) {
      case '{':
        return read_nested(Type::object);
      case '[':
        return read_nested(Type::array);
      case '"':
        return read_string();
      case 't':
        return read_word("true", Type::boolean);
      case 'f':
        return read_word("false", Type::boolean);
      case 'n':
        return read_word("null", Type::null);
      default:
        return read_number();
    }
  }

  bool read_nested(Type type) {
    if (depth_ == 0) return refuse(Refusal::depth);
    --depth_;
    const std::size_t self = places_.nodes.size();
    add(type, at_++, 0);
    if (!(type == Type::object ? read_members(self) : read_elements())) return false;
    places_.nodes[self].next = static_cast<std::uint16_t>(places_.nodes.size());
    ++depth_;
    return true;
  }

  bool read_members(std::size_t object) {
    skip_space();
    if (take('}')) return true;
    std::size_t count = 0;
    do {
      skip_space();
      if (++count > kMaxMembers || peek() != '"' || !read_name(object)) return false;
      skip_space();
      if (!take(':') || !read_value()) return false;
      skip_space();
    } while (take(','));
    return take('}');
  }

  bool read_elements() {
    skip_space();
    if (take(']')) return true;
    do {
      if (!read_value()) return false;
      skip_space();
    } while (take(','));
    return take(']');
  }

  bool read_name(std::size_t object) {
    const std::size_t self = places_.nodes.size();
    if (!read_string()) return false;
    const std::string_view name = places_.text_of(self);
    if (places_.find_name(object, self, name) != 0) return refuse(Refusal::duplicate);
    if (object != 0) return true;
    std::uint16_t& slot = places_.slots[slot_of(name)];
    places_.nodes[self].same_slot = std::exchange(slot, static_cast<std::uint16_t>(self));
    return true;
  }

  bool read_string() {
    const std::size_t begin = at_ + 1;
    const Plain plain = plain_start_of(text_.substr(begin));
    at_ = begin + plain.size;
    if (peek() == '\\') return read_escaped(begin - 1);
    if (!take('"') || !(plain.is_ascii() || is_utf8(text_.substr(begin, plain.size)))) return false;
    add(Type::string, begin, plain.size);
    return true;
  }

  // Up to the quote that is not escaped.
  bool read_escaped(std::size_t quote) {
    while (peek() != '"') {
      if (at_ >= text_.size()) return false;
      at_ += peek() == '\\' ? 2 : 1;
    }
    ++at_;
    const auto value = parse(text_.substr(quote, at_ - quote));
    if (!value) return false;
    // No string is longer without its escapes: with this room the text never moves again.
    places_.text.reserve(2 * text_.size());
    text_ = std::string_view(places_.text).substr(0, text_.size());
    const std::string& unescaped = *value->as_string();
    add(Type::string, places_.text.size(), unescaped.size());
    places_.text += unescaped;
    return true;
  }

  bool read_word(std::string_view word, Type type) {
    if (!text_.substr(at_).starts_with(word)) return false;
    add(type, at_, word.size());
    at_ += word.size();
    return true;
  }

  bool read_number() {
    const std::size_t begin = at_;
    while (is_of_a_number(peek())) ++at_;
    const std::string_view text = text_.substr(begin, at_ - begin);
    Type type = Type::integer;
    if (!is_short_integer(text)) {
      const auto value = parse(text);
      if (!value) return false;
      if (!value->as_integer()) type = Type::real;
    }
    add(type, begin, text.size());
    return true;
  }

  std::string_view text_;
  std::size_t at_ = 0;
  std::size_t depth_;  // how many more may be opened
  Places& places_;
  Refusal refusal_ = Refusal::syntax;
};

}  // namespace

Result<void> read_places(Places& places, std::size_t depth) {
  return Reader(places, depth).read();
}

}  // namespace sallyport::json
