// Corrects the last part of a discovery URI, which guides spell in several ways.
#include "app/config/section/section.h"
#include "base/text.h"

namespace sallyport::app::config {
namespace {

constexpr std::string_view kFolder = "/.well-known";
constexpr std::string_view kDocument = "/openid-configuration";

std::string without_marks(std::string_view text) {
  std::string result = ascii_lower(text);
  std::erase_if(result, [](char c) { return c == '-' || c == '_' || c == '.' || c == '/'; });
  return result;
}

// Corrects endings such as "…/.well-known/openid_configuration", "…/.well_known/openid-configuration/" and
// "…/.well-known/openid-config". Returns any other text unchanged.
std::string put_right(const std::string& text) {
  const auto at = ascii_lower(text).rfind("well");
  if (at == std::string::npos || at < 2 || ascii_lower(text).find("known", at) == std::string::npos) return text;
  const auto start = text.rfind('/', at);
  if (start == std::string::npos) return text;
  const auto ending = without_marks(std::string_view(text).substr(start));
  const bool meant = ending == "wellknownopenidconfiguration" || ending == "wellknownopenidconfig" ||
                     ending == "wellknownopenidconfigurations";
  return meant ? text.substr(0, start).append(kFolder).append(kDocument) : text;
}

}  // namespace

std::string read_discovery_uri(const Context& context, std::string_view key) {
  const auto text = context.values.text(key);
  auto right = put_right(text);
  if (right != text)
    context.add(rule("authority_put_right"), key,
                "`" + text.substr(std::min(text.rfind("/."), text.size())) +
                    "` is no document that a provider publishes; it is /.well-known/openid-configuration",
                std::string(last_word(key)) + ": " + right);
  return right;
}

}  // namespace sallyport::app::config
