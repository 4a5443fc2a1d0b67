#include "directory/rules/user_code.h"

#include "base/text.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kAlphabet =
    "ABCDEFGHJKLMNPQRSTUVWXYZ23456789";  // 32 characters: 5 bits of a byte choose one
constexpr std::size_t kSize = 9;

}  // namespace

std::string make_user_code(Random& random) {
  std::string code;
  for (const char byte : random.bytes(kSize)) code += kAlphabet[static_cast<unsigned char>(byte) % kAlphabet.size()];
  return code;
}

oidc::op::TokenDigest digest_of_user_code(std::string_view typed) {
  std::string canonical;
  for (const char c : ascii_lower(typed))
    if (c != ' ' && c != '-') canonical += c;
  return oidc::op::digest_of("user code " + canonical);
}

}  // namespace sallyport::directory
