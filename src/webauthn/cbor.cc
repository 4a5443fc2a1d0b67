#include "webauthn/cbor.h"

#include <limits>

namespace sallyport::webauthn {
namespace {

// Major types. Source: RFC 8949 3.1.
constexpr unsigned kUnsigned = 0;
constexpr unsigned kNegative = 1;
constexpr unsigned kBytes = 2;
constexpr unsigned kText = 3;
constexpr unsigned kArray = 4;
constexpr unsigned kMap = 5;
constexpr unsigned kSimple = 7;

Failure malformed_cbor() {
  return failure(Kind::malformed, "cbor", "CTAP 2.1 section 8");
}

}  // namespace

Result<std::string_view> CborReader::take(std::uint64_t size) {
  if (size > rest_.size()) return malformed_cbor();
  const auto taken = rest_.substr(0, static_cast<std::size_t>(size));
  rest_.remove_prefix(taken.size());
  return taken;
}

Result<CborReader::Head> CborReader::head() {
  SALLYPORT_TRY(const auto first, take(1));
  const auto byte = static_cast<unsigned char>(first[0]);
  const unsigned major = byte >> 5U;
  const unsigned low = byte & 31U;
  if (low < 24) return Head{major, low};
  if (low > 27) return malformed_cbor();  // reserved, or an indefinite length
  const std::size_t width = std::size_t{1} << (low - 24);
  SALLYPORT_TRY(const auto digits, take(width));
  std::uint64_t argument = 0;
  for (const char c : digits) argument = (argument << 8U) | static_cast<unsigned char>(c);
  // The least number that needs this width; the bits of a float are not a number, so they may have any value.
  const std::uint64_t least = width == 1 ? 24 : std::uint64_t{1} << (width * 4);
  const bool is_float = major == kSimple && width > 1;
  if (!is_float && argument < least) return malformed_cbor();
  return Head{major, argument};
}

Result<std::uint64_t> CborReader::argument_of(unsigned major) {
  SALLYPORT_TRY(const auto item, head());
  if (item.major != major) return malformed_cbor();
  return item.argument;
}

Result<std::string_view> CborReader::string_of(unsigned major) {
  SALLYPORT_TRY(const auto size, argument_of(major));
  return take(size);
}

Result<std::int64_t> CborReader::integer() {
  SALLYPORT_TRY(const auto item, head());
  if (item.major != kUnsigned && item.major != kNegative) return malformed_cbor();
  if (item.argument > static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())) return malformed_cbor();
  const auto number = static_cast<std::int64_t>(item.argument);
  return item.major == kUnsigned ? number : -1 - number;
}

Result<std::string_view> CborReader::bytes() {
  return string_of(kBytes);
}

Result<std::string_view> CborReader::text() {
  return string_of(kText);
}

Result<std::uint64_t> CborReader::map() {
  return argument_of(kMap);
}

Result<void> CborReader::skip() {
  return skip(0);
}

Result<void> CborReader::skip(int depth) {
  SALLYPORT_TRY(const auto item, head());
  if (item.major == kUnsigned || item.major == kNegative || item.major == kSimple) return {};
  if (item.major == kBytes || item.major == kText) {
    SALLYPORT_CHECK(take(item.argument));
    return {};
  }
  if (item.major != kArray && item.major != kMap) return malformed_cbor();  // tags are not canonical
  if (depth == kMaxDepth) return failure(Kind::malformed, "cbor_depth", "CTAP 2.1 section 8");
  // An item has a byte at least, so a count beyond the rest ends the loop at the end of the bytes.
  const int items_each = item.major == kMap ? 2 : 1;
  for (std::uint64_t i = 0; i < item.argument; ++i) {
    for (int j = 0; j < items_each; ++j) SALLYPORT_CHECK(skip(depth + 1));
  }
  return {};
}

}  // namespace sallyport::webauthn
