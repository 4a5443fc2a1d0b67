#include "gateway/api/scim/scim_foreseen.h"

#include <algorithm>

#include "base/text.h"
#include "gateway/standing/admission.h"
#include "gateway/standing/invited_account.h"
#include "identity/scim/resource.h"
#include "identity/tokens/token.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kMaxUserName = 256;  // bytes
constexpr UnixTime kForever = identity::kTokenNeverExpires;

std::string shown_name(const json::Object& document) {
  const std::string display = scim::text_of(document, "displayName");
  if (!display.empty()) return display;
  const json::Value* const name = document.find("name");
  if (name == nullptr || name->as_object() == nullptr) return scim::text_of(document, "userName");
  const std::string formatted = scim::text_of(*name->as_object(), "formatted");
  if (!formatted.empty()) return formatted;
  const std::string given = scim::text_of(*name->as_object(), "givenName");
  const std::string family = scim::text_of(*name->as_object(), "familyName");
  return given + (given.empty() || family.empty() ? "" : " ") + family;
}

// The address by which the account is known: lower case; empty if there is none.
std::string address_of_user(const json::Object& document) {
  for (const std::string& text : {scim::text_of(document, "userName"), scim::main_value(document, "emails")})
    if (!domain_of(text).empty()) return ascii_lower(text);
  return {};
}

bool makes_administrator(const AuthorizerSettings& authorizer, const identity::Foreseen& foreseen,
                         const std::string& user_name) {
  const identity::Labels& labels = foreseen.labels;
  return std::ranges::any_of(authorizer.admin_principals, [&](const std::string& admin) {
    if (admin.starts_with("oid:"))
      return ascii_iequals(std::string_view(admin).substr(4), foreseen.invitation.account.subject.value);
    return ascii_iequals(admin, labels.username) || ascii_iequals(admin, labels.email) ||
           ascii_iequals(admin, user_name);
  });
}

}  // namespace

Result<identity::Foreseen> foreseen_of(const Settings& settings, const json::Object& document, UnixTime now) {
  const std::string user_name = scim::text_of(document, "userName");
  const std::string external_id = scim::text_of(document, "externalId");
  const std::string address = address_of_user(document);
  if (user_name.size() > kMaxUserName || has_control(user_name))
    return failure(Kind::malformed, "scim_value", {}, "userName is too long, or has control characters");
  const bool by_object_id = settings.provider.traits.has_tenants && is_guid(external_id);
  if (!by_object_id || !address.empty()) SALLYPORT_CHECK(check_invited_address(settings, address));
  identity::Foreseen foreseen;
  SALLYPORT_TRY(foreseen.invitation.account,
                invited_account(settings, by_object_id ? "oid:" + external_id : address, {}));
  foreseen.invitation.created = now;
  foreseen.invitation.expires = kForever;
  const std::string& home = settings.authorizer.principal_domain;
  const std::string username = address.empty() ? ascii_lower(user_name) : name_of_address(address, home);
  foreseen.labels = {shown_name(document), address, user_name, username};
  if (makes_administrator(settings.authorizer, foreseen, user_name))
    return failure(Kind::conflict, "person_is_administrator");
  return foreseen;
}

}  // namespace sallyport::gateway
