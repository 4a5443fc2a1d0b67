#include "directory/rules/claims_request.h"

#include <algorithm>

#include "base/json.h"
#include "base/text.h"
#include "entra/conditional_access.h"

namespace sallyport::directory {
namespace {

// The texts of `value` and of the array `values` of a requested claim.
std::vector<std::string> texts_of(const json::Object& access_token, std::string_view name) {
  std::vector<std::string> texts;
  const json::Value* const claim = access_token.find(name);
  if (claim == nullptr || claim->as_object() == nullptr) return texts;
  const auto add = [&](const json::Value& value) {
    if (value.as_string() != nullptr) texts.push_back(*value.as_string());
  };
  if (const json::Value* one = claim->as_object()->find("value")) add(*one);
  if (const json::Value* all = claim->as_object()->find("values"); all != nullptr && all->as_array() != nullptr)
    for (const json::Value& each : *all->as_array()) add(each);
  return texts;
}

}  // namespace

Judged<ClaimsRequest> parse_claims_request(std::string_view text) {
  ClaimsRequest request;
  if (text.empty()) return request;
  const auto parsed = json::parse_object(text);
  if (!parsed) return refuse<9002313>();
  const json::Value* const part = parsed->find("access_token");
  if (part == nullptr || part->as_object() == nullptr) return request;
  const auto capabilities = texts_of(*part->as_object(), "xms_cc");
  request.handles_challenges =  // MSAL's documentation writes CP1
      std::ranges::any_of(capabilities, [](const std::string& each) { return ascii_iequals(each, "cp1"); });
  for (std::string& context : texts_of(*part->as_object(), "acrs"))
    if (entra::is_authentication_context(context)) request.contexts.push_back(std::move(context));
  return request;
}

}  // namespace sallyport::directory
