// Fills a document's places from the events of Boost.JSON's parser. The parser knows the grammar; this file only
// records where each value is. See docs/decisions/0012-json.md.
#include <boost/json/basic_parser_impl.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <utility>

#include "base/json.h"
#include "base/json_places.h"

namespace sallyport::json {
namespace {

namespace bj = boost::json;

constexpr std::size_t kUsualNodes = 60;  // enough for the claims of most tokens

// Receives the events. While an array or object is open, its `next` holds the node of the enclosing one. `close` makes
// the enclosing one the innermost again and gives `next` its final value.
class Recorder {
 public:
  static constexpr std::size_t max_object_size = kMaxMembers;
  static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_key_size = std::numeric_limits<std::size_t>::max();
  static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

  explicit Recorder(Places& places) : places_(places), source_size_(places.text.size()) {
    places_.nodes.reserve(kUsualNodes);
    // The parser reads `text` while decoded strings are appended to it, so its memory must never move. Twice the size
    // suffices, because decoding makes no string longer.
    if (places_.text.find('\\') != std::string::npos) places_.text.reserve(2 * source_size_);
  }

  std::string_view source() const { return std::string_view(places_.text).substr(0, source_size_); }
  bool duplicate() const { return duplicate_; }

  bool on_document_begin(bj::error_code&) { return true; }
  bool on_document_end(bj::error_code&) { return true; }
  bool on_object_begin(bj::error_code&) { return open(Type::object); }
  bool on_array_begin(bj::error_code&) { return open(Type::array); }
  bool on_object_end(std::size_t, bj::error_code&) { return close(); }
  bool on_array_end(std::size_t, bj::error_code&) { return close(); }
  bool on_key_part(bj::string_view part, std::size_t, bj::error_code&) { return keep(part); }
  bool on_key(bj::string_view last, std::size_t, bj::error_code& error) {
    const std::size_t self = places_.nodes.size();
    add_text(last);
    const std::string_view name = places_.text_of(self);
    if (places_.find_name(open_, self, name) != 0) {
      duplicate_ = true;
      error = bj::error::syntax;
      return false;
    }
    if (open_ != 0) return true;
    std::uint16_t& slot = places_.slots[slot_of(name)];
    places_.nodes[self].same_slot = std::exchange(slot, static_cast<std::uint16_t>(self));
    return true;
  }
  bool on_string_part(bj::string_view part, std::size_t, bj::error_code&) { return keep(part); }
  bool on_string(bj::string_view last, std::size_t, bj::error_code&) { return add_text(last); }
  bool on_number_part(bj::string_view, bj::error_code&) { return true; }
  bool on_int64(std::int64_t, bj::string_view text, bj::error_code&) { return add(Type::integer, text); }
  bool on_uint64(std::uint64_t, bj::string_view text, bj::error_code&) { return add(Type::real, text); }
  bool on_double(double number, bj::string_view text, bj::error_code& error) {
    if (std::isfinite(number)) return add(Type::real, text);
    error = bj::error::syntax;
    return false;
  }
  bool on_bool(bool flag, bj::error_code&) { return add(Type::boolean, 0, flag ? 1 : 0); }
  bool on_null(bj::error_code&) { return add(Type::null, 0, 0); }
  bool on_comment_part(bj::string_view, bj::error_code&) { return true; }
  bool on_comment(bj::string_view, bj::error_code&) { return true; }

 private:
  bool add(Type type, std::size_t begin, std::size_t size) {
    const auto behind = static_cast<std::uint16_t>(places_.nodes.size() + 1);
    places_.nodes.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(size), behind, 0, type});
    return true;
  }
  bool add(Type type, bj::string_view in_source) {
    return add(type, static_cast<std::size_t>(in_source.data() - places_.text.data()), in_source.size());
  }

  bool open(Type type) {
    const auto self = static_cast<std::uint16_t>(places_.nodes.size());
    add(type, 0, 0);
    places_.nodes[self].next = std::exchange(open_, self);
    return true;
  }
  bool close() {
    const auto behind = static_cast<std::uint16_t>(places_.nodes.size());
    open_ = std::exchange(places_.nodes[open_].next, behind);
    return true;
  }

  bool is_in_source(bj::string_view part) const {
    return std::greater_equal<>()(part.data(), places_.text.data()) &&
           std::less<>()(part.data(), places_.text.data() + source_size_);
  }

  // The parser delivers a string with escapes in parts, and they are joined behind the source. Every other string stays
  // where it is in the source.
  bool keep(bj::string_view part) {
    if (!in_parts_) parts_begin_ = places_.text.size();
    in_parts_ = true;
    places_.text.append(part.data(), part.size());
    return true;
  }
  bool add_text(bj::string_view last) {
    if (!in_parts_ && is_in_source(last)) return add(Type::string, last);
    keep(last);
    in_parts_ = false;
    return add(Type::string, parts_begin_, places_.text.size() - parts_begin_);
  }

  Places& places_;
  std::size_t source_size_;
  std::uint16_t open_ = 0;
  bool in_parts_ = false;
  std::size_t parts_begin_ = 0;
  bool duplicate_ = false;
};

}  // namespace

Result<void> read_places(Places& places, std::size_t depth) {
  bj::parse_options options;
  options.max_depth = depth;
  bj::basic_parser<Recorder> parser(options, places);
  const std::string_view source = parser.handler().source();
  bj::error_code error;
  const std::size_t used = parser.write_some(false, source.data(), source.size(), error);
  if (error == bj::error::too_deep) return failure(Kind::malformed, "json_depth");
  if (parser.handler().duplicate()) return failure(Kind::malformed, "json_duplicate_member", "RFC 7515 4");
  if (error || used != source.size() || !parser.done()) return failure(Kind::malformed, "json_syntax", "RFC 8259");
  if (!places.is(Type::object, 0)) return failure(Kind::malformed, "json_not_object");
  return {};
}

}  // namespace sallyport::json
