#include "gateway/api/shape/list_cursor.h"

#include "base/encoding.h"
#include "base/text.h"
#include "crypto/digest.h"

namespace sallyport::gateway {
namespace {

constexpr char kCursorVersion = '1';
constexpr std::size_t kCheckLength = 8;  // bytes
constexpr std::size_t kMaxCursorLength = 2 * (1 + kCheckLength + kMaxCursorKey);

// Tells cursors apart from other texts and from those of other lists.
std::string check_of(std::string_view list, std::string_view key) {
  std::string text = "list cursor";
  for (const std::string_view part : {list, key}) text += "/" + std::to_string(part.size()) + "/" + std::string(part);
  return std::string(crypto::view(crypto::sha256(text)).substr(0, kCheckLength));
}

}  // namespace

std::string print_cursor(std::string_view list, std::string_view key) {
  return base64url_encode(kCursorVersion + check_of(list, key) + std::string(key));
}

Result<std::string> parse_cursor(std::string_view list, std::string_view text) {
  const Failure wrong = failure(Kind::malformed, "list_cursor", {}, "the cursor is not one of this list");
  if (text.size() > kMaxCursorLength) return wrong;
  const auto bytes = base64url_decode(text);
  if (!bytes || bytes->size() < 1 + kCheckLength || bytes->front() != kCursorVersion) return wrong;
  std::string key = bytes->substr(1 + kCheckLength);
  if (!is_utf8(key) || bytes->compare(1, kCheckLength, check_of(list, key)) != 0) return wrong;
  return key;
}

}  // namespace sallyport::gateway
