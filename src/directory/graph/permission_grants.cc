#include <algorithm>

#include "base/text.h"
#include "directory/graph/nouns.h"
#include "directory/graph/operation/listing.h"
#include "directory/graph/operation/objects.h"
#include "directory/graph/operation/permissions.h"
#include "directory/graph/shape/body.h"
#include "directory/graph/shape/principal_shape.h"

namespace sallyport::directory::graph {
namespace {

constexpr std::string_view kPermissionGrant = "OAuth2PermissionGrant";

// The scopes of a grant must be scopes of the resource that are enabled. OpenID's are Graph's.
Answered<void> check_scopes(const entra::AppRegistration& app, const std::vector<std::string>& scopes) {
  for (const std::string& value : scopes) {
    const entra::Scope* scope = entra::find_scope(app, value);
    if (scope == nullptr || !scope->enabled)
      return bad_value("scope", kPermissionGrant, "The resource has no scope '" + value + "'.");
  }
  return {};
}

std::vector<std::string> read_scopes(std::string_view text) {
  std::vector<std::string> scopes;
  for (const std::string_view word : split_words(text))
    if (std::ranges::find(scopes, word) == scopes.end()) scopes.emplace_back(word);
  return scopes;
}

Answered<entra::Consent> find_grant(const Call& call) {
  const std::string id = call.text("grant");
  SALLYPORT_ASK(const auto consent, call.services.store.find_consent(ascii_lower(id)));
  if (!consent) return not_found(id);
  SALLYPORT_ASK(const auto client, call.services.store.find_principal(consent->client));
  if (!client || client->tenant != call.caller.tenant) return not_found(id);
  return *consent;
}

// Whether the same client, person and resource have a grant already.
Answered<bool> is_granted(const Call& call, const entra::Consent& consent) {
  entra::ConsentFilter filter{consent.client, consent.principal.value_or(entra::ObjectId()), consent.resource};
  entra::PageRequest request;
  request.limit = odata::kMaxTop;
  do {
    SALLYPORT_ASK(auto page, call.services.store.consents(call.caller.tenant, filter, request));
    if (std::ranges::find(page.rows, consent.principal, &entra::Consent::principal) != page.rows.end()) return true;
    request.after = std::move(page.next);
  } while (!request.after.empty());
  return false;
}

Answered<http::Response> list_grants(const Call& call, const entra::ConsentFilter& filter) {
  Listing listing{kPermissionGrantType, [&](const entra::PageRequest& request) {
                    return print_page(
                        call.services.store.consents(call.caller.tenant, filter, request),
                        [](const entra::Consent& consent) -> Answered<json::Object> { return print_grant(consent); });
                  }};
  listing.index = Index::none;
  listing.order = "";
  return list(call, listing);
}

Answered<entra::Consent> read_grant(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  entra::Consent consent;
  consent.id = random_uuid(call.exchange.random);
  consent.created = call.exchange.now;
  std::string type;
  std::string scope;
  std::string principal;
  Fields fields(body, kPermissionGrant);
  SALLYPORT_REQUIRE(fields.guid("clientId", consent.client.value));
  SALLYPORT_REQUIRE(fields.text("consentType", type));
  SALLYPORT_REQUIRE(fields.text("principalId", principal));
  SALLYPORT_REQUIRE(fields.guid("resourceId", consent.resource.value));
  SALLYPORT_REQUIRE(fields.text("scope", scope, 4096));
  SALLYPORT_REQUIRE(fields.unused({"startTime", "expiryTime"}));
  SALLYPORT_REQUIRE(fields.no_others());
  if (type != "AllPrincipals" && type != "Principal")
    return bad_value("consentType", kPermissionGrant, "It must be AllPrincipals or Principal.");
  if (type == "Principal" ? !is_guid(principal) : !principal.empty())
    return bad_value("principalId", kPermissionGrant,
                     "It must be a person's id for Principal, and null for AllPrincipals.");
  if (type == "Principal") consent.principal = entra::ObjectId(ascii_lower(principal));
  consent.scopes = read_scopes(scope);
  if (consent.scopes.empty()) return bad_value("scope", kPermissionGrant, "It must hold at least one scope.");
  return consent;
}

}  // namespace

Answered<http::Response> list_permission_grants(const Call& call) {
  return list_grants(call, {});
}

Answered<http::Response> list_grants_of_principal(const Call& call) {
  SALLYPORT_ASK(const auto principal, find_service_principal(call, call.id("principal")));
  return list_grants(call, {principal.id, {}, {}});
}

Answered<http::Response> list_grants_of_user(const Call& call) {
  const std::string name = call.text("user");
  if (name.empty()) return list_grants(call, {{}, call.caller.id, {}});
  SALLYPORT_REQUIRE(may_see(call.caller, name, permissions::kReadGrants));
  SALLYPORT_ASK(const auto person, find_person(call, name));
  return list_grants(call, {{}, person.id, {}});
}

Answered<http::Response> show_permission_grant(const Call& call) {
  SALLYPORT_ASK(const auto grant, find_grant(call));
  return show(call, {kPermissionGrantType}, print_grant(grant));
}

Answered<http::Response> create_permission_grant(const Call& call) {
  SALLYPORT_ASK(const auto consent, read_grant(call));
  SALLYPORT_REQUIRE(find_service_principal(call, consent.client));
  SALLYPORT_ASK(const auto resource, find_service_principal(call, consent.resource));
  if (consent.principal) SALLYPORT_REQUIRE(find_person(call, consent.principal->value));
  SALLYPORT_ASK(const auto app, registration_of(call, resource));
  SALLYPORT_REQUIRE(check_scopes(app, consent.scopes));
  SALLYPORT_ASK(const bool granted, is_granted(call, consent));
  if (granted) return refuse(409, "Request_MultipleObjectsWithSameKeyValue", "Permission entry already exists.");
  SALLYPORT_REQUIRE(call.services.store.grant_consent(consent));
  return created(call.exchange, with_context(call.exchange, "oauth2PermissionGrants/$entity", print_grant(consent)),
                 "/v1.0/oauth2PermissionGrants/" + consent.id);
}

Answered<http::Response> change_permission_grant(const Call& call) {
  SALLYPORT_ASK(const auto body, read_body(call.exchange));
  SALLYPORT_ASK(const auto grant, find_grant(call));
  std::string scope;
  Fields fields(body, kPermissionGrant);
  SALLYPORT_REQUIRE(fields.unchanged("id", grant.id));
  SALLYPORT_REQUIRE(fields.text("scope", scope, 4096));
  SALLYPORT_REQUIRE(fields.no_others());
  if (!fields.has("scope")) return no_content();
  SALLYPORT_ASK(const auto resource, find_service_principal(call, grant.resource));
  SALLYPORT_ASK(const auto app, registration_of(call, resource));
  const auto scopes = read_scopes(scope);
  SALLYPORT_REQUIRE(check_scopes(app, scopes));
  SALLYPORT_REQUIRE(call.services.store.change_consent(grant.id, [&](entra::Consent& stored) -> Result<void> {
    stored.scopes = scopes;
    return {};
  }));
  return no_content();
}

Answered<http::Response> delete_permission_grant(const Call& call) {
  SALLYPORT_ASK(const auto grant, find_grant(call));
  SALLYPORT_REQUIRE(call.services.store.remove_consent(grant.id));
  return no_content();
}

}  // namespace sallyport::directory::graph
