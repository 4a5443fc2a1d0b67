#include "directory/authorize/opener.h"

#include "base/encoding.h"
#include "base/json.h"

namespace sallyport::directory {
namespace {

constexpr std::string_view kNoPolicy = "unsafe-none";
constexpr std::size_t kMostState = 4096;

bool severs_openers(const Settings& settings) {
  return !settings.opener_policy.empty() && settings.opener_policy != kNoPolicy;
}

std::string_view text_in(const json::Object& object, std::string_view outer, std::string_view inner) {
  const json::Value* value = object.find(outer);
  const json::Object* held = value == nullptr ? nullptr : value->as_object();
  const json::Value* text = held == nullptr ? nullptr : held->find(inner);
  return text == nullptr || text->as_string() == nullptr ? std::string_view() : std::string_view(*text->as_string());
}

}  // namespace

bool is_msal_popup(std::string_view state) {
  const std::string_view library = state.substr(0, state.find('|'));  // the application's own state follows
  if (library.size() > kMostState) return false;
  auto bytes = base64_decode(library);
  if (!bytes) bytes = base64url_decode(library);
  const auto object = bytes ? json::parse_object(*bytes) : Result<json::Object>(failure(Kind::malformed, "state"));
  return object && text_in(*object, "meta", "interactionType") == "popup";
}

std::string explain_opener_policy(const Flow& flow) {
  const Settings& settings = flow.exchange.settings;
  if (!severs_openers(settings) || !is_msal_popup(flow.request.state)) return "";
  return "The sign-in page had Cross-Origin-Opener-Policy: " + settings.opener_policy +
         ", so the popup lost its opener. MSAL.js 4, and MSAL.js 5 with enableLegacyPolling, report user_cancelled or "
         "timed_out. Sign in by redirect, or use MSAL.js 5 with its redirect bridge as the redirect URI.";
}

void log_opener_policy(const Flow& flow) {
  if (!severs_openers(flow.exchange.settings)) return;
  flow.exchange.log.write(Level::warning, "directory_opener_policy",
                          {{"client", flow.client.app.client_id.value},
                           {"policy", flow.exchange.settings.opener_policy},
                           {"popup", is_msal_popup(flow.request.state) ? "yes" : "unknown"},
                           {"detail", explain_opener_policy(flow)},
                           {"trace_id", flow.exchange.trace_id}});
}

}  // namespace sallyport::directory
