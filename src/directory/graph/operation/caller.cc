#include "directory/graph/operation/caller.h"

#include <algorithm>

#include "base/encoding.h"
#include "base/text.h"
#include "directory/call/clouds.h"
#include "directory/rules/graph_token.h"
#include "directory/rules/policy_check.h"
#include "directory/rules/resource.h"
#include "directory/rules/sign_in_state.h"

namespace sallyport::directory::graph {
namespace {

// What a token that is evaluated continuously says of the sign-in that it comes from.
struct Evaluated {
  SignInState sign_in;
  std::vector<std::string> contexts;
};

struct Token {
  Caller caller;  // without the person
  bool is_app = false;
  UnixTime issued;
  std::optional<Evaluated> evaluated;  // absent: the token is good until it expires
};

std::vector<std::string> copies_of(const std::vector<std::string_view>& texts) {
  return {texts.begin(), texts.end()};
}

// The client's capability stands in the token if the client handles claims challenges.
Result<std::optional<Evaluated>> read_evaluated(const Exchange& exchange, const jose::Claims& claims) {
  SALLYPORT_TRY(const auto capabilities, claims.texts("xms_cc"));
  if (std::ranges::find(capabilities, "cp1") == capabilities.end()) return std::optional<Evaluated>();
  SALLYPORT_TRY(const auto contexts, claims.texts("acrs"));
  return std::optional(Evaluated{sign_in_of(claims, exchange.published->pairwise_secret), copies_of(contexts)});
}

Result<Token> read_token(const Exchange& exchange) {
  const auto header = exchange.request.header("Authorization");
  if (!header || header->size() < 8 || !ascii_iequals(header->substr(0, 7), "Bearer "))
    return failure(Kind::unauthenticated, "bearer_missing", "RFC 6750 2.1");
  SALLYPORT_TRY(const auto verified, verify_for_graph(trim(header->substr(7)), exchange.published->verification));
  SALLYPORT_TRY(const auto claims, jose::Claims::parse(verified));
  SALLYPORT_CHECK(jose::check_lifetime(claims, Seconds(0), exchange.now));
  SALLYPORT_TRY(const auto audience, claims.required_text("aud"));
  const bool old_one = exchange.path.ends_with("/openid/userinfo") && names_old_graph(audience);
  if (!names_graph(exchange, audience) && !old_one) return failure(Kind::rejected, "graph_audience", "RFC 6750 3.1");
  SALLYPORT_TRY(const auto tenant, claims.required_text("tid"));
  SALLYPORT_TRY(const auto issuer, claims.required_text("iss"));
  if (!is_v1_issuer(exchange, issuer, tenant)) return failure(Kind::rejected, "graph_issuer");
  Token token;
  token.caller.tenant = TenantId(tenant);
  SALLYPORT_TRY(auto subject, claims.required_text("oid"));
  token.caller.id = entra::ObjectId(std::move(subject));
  SALLYPORT_TRY(token.caller.sub, claims.required_text("sub"));
  SALLYPORT_TRY(const auto client, claims.text("appid"));
  token.caller.client = ClientId(std::string(client.value_or("")));
  SALLYPORT_TRY(const auto scopes, claims.text("scp"));
  token.is_app = !scopes;  // a token without scp is an application's own
  if (scopes) {
    for (const std::string_view word : split_words(*scopes)) token.caller.permissions.emplace_back(word);
  } else {
    SALLYPORT_TRY(const auto roles, claims.texts("roles"));
    token.caller.permissions.assign(roles.begin(), roles.end());
  }
  SALLYPORT_TRY(const auto issued, claims.time("iat"));
  if (!issued) return failure(Kind::rejected, "graph_issued");
  token.issued = *issued;
  SALLYPORT_TRY(token.evaluated, read_evaluated(exchange, claims));
  return token;
}

// Continuous access evaluation: tells the client to ask for a token that is not older than `since`. `why` is Entra's
// word.
tl::unexpected<Refusal> challenged(UnixTime since, std::string_view why) {
  const std::string claims =
      R"({"access_token":{"nbf":{"essential":true,"value":")" + std::to_string(since.seconds) + R"("}}})";
  return tl::unexpected(Refusal{401,
                                "InvalidAuthenticationToken",
                                "Continuous access evaluation resulted in challenge with result: InteractionRequired "
                                "and code: " +
                                    std::string(why),
                                {},
                                ", error=\"insufficient_claims\", claims=\"" + base64_encode(claims) + "\""});
}

// Continuous access evaluation: the policies of the tenant, as they are now, judge the sign-in of the token. The token
// endpoint, which the client asks next, says what is missing.
Answered<void> check_policies(const Services& services, const Exchange& exchange, const Caller& caller,
                              const Evaluated& evaluated) {
  const SignInState& sign_in = evaluated.sign_in;
  const PolicyQuestion question{.person = *caller.person,
                                .apps = {caller.client, ClientId(std::string(kGraphAppId))},
                                .contexts = evaluated.contexts,
                                .seat = {sign_in.address, std::nullopt},
                                .proofs = sign_in.proofs,
                                .authenticated = sign_in.authenticated};
  const auto verdict = judge_policies({services.store, services.store}, exchange, question);
  if (!verdict) return tl::unexpected(to_refusal(Error{Kind::unavailable, "directory_store", "", ""}));
  if (!verdict->is_granted()) return challenged(exchange.now, "TokenCreatedWithOutdatedPolicies");
  return {};
}

Answered<void> allow_if(bool allowed) {
  if (!allowed) return denied();
  return {};
}

// Guests read nothing of the directory, unless they have a role in it.
bool may_read(const entra::User& person) {
  return person.type == entra::UserType::member || person.directory_role != entra::DirectoryRole::none;
}

bool has_more_than_owned_by(const Caller& caller, std::string_view permissions) {
  return std::ranges::any_of(split_words(permissions), [&](std::string_view each) {
    return each != "Application.ReadWrite.OwnedBy" && caller.has(each);
  });
}

}  // namespace

bool Caller::has(std::string_view permission) const {
  return std::ranges::find(permissions, permission) != permissions.end();
}

bool Caller::has_one_of(std::string_view wanted) const {
  return std::ranges::any_of(split_words(wanted), [&](std::string_view each) { return has(each); });
}

Answered<Caller> authenticate(const Services& services, const Exchange& exchange) {
  auto token = read_token(exchange);
  if (!token) return unauthenticated();
  Caller caller = std::move(token->caller);
  if (token->is_app) {
    SALLYPORT_ASK(const auto principal, services.store.find_principal(caller.id));
    if (!principal || !principal->enabled || principal->tenant != caller.tenant) return unauthenticated();
    return caller;
  }
  SALLYPORT_ASK(caller.person, services.store.find_user(caller.id));
  if (!caller.person || !caller.person->enabled || caller.person->tenant != caller.tenant) return unauthenticated();
  if (token->issued < caller.person->tokens_valid_from)
    return challenged(caller.person->tokens_valid_from, "TokenIssuedBeforeRevocationTimestamp");
  if (token->evaluated) SALLYPORT_REQUIRE(check_policies(services, exchange, caller, *token->evaluated));
  return caller;
}

bool is_global_admin(const Caller& caller) {
  return caller.person && caller.person->directory_role == entra::DirectoryRole::global_administrator;
}
bool is_app_admin(const Caller& caller) {
  return is_global_admin(caller) ||
         (caller.person && caller.person->directory_role == entra::DirectoryRole::application_administrator);
}
bool is_user_admin(const Caller& caller) {
  return is_global_admin(caller) ||
         (caller.person && caller.person->directory_role == entra::DirectoryRole::user_administrator);
}

Answered<void> check_access(const Services& services, const Caller& caller, const Access& access,
                            const entra::ObjectId& app) {
  if (!caller.has_one_of(caller.is_app() ? access.application : access.delegated)) return denied();
  switch (access.standing) {
    case Standing::anybody:
      return {};
    case Standing::member:
      return allow_if(caller.is_app() || may_read(*caller.person));
    case Standing::app_admin:
      return allow_if(caller.is_app() || is_app_admin(caller));
    case Standing::user_admin:
      return allow_if(caller.is_app() || is_user_admin(caller));
    case Standing::global_admin:
      return allow_if(caller.is_app() || is_global_admin(caller));
    case Standing::app_owner:
      break;
  }
  if (caller.is_app() ? has_more_than_owned_by(caller, access.application) : is_app_admin(caller)) return {};
  SALLYPORT_ASK(const auto owned, services.store.find_app_by_object_id(app));
  if (!owned || owned->tenant != caller.tenant) return not_found(app.value);
  return allow_if(std::ranges::find(owned->owners, caller.id) != owned->owners.end());
}

Answered<void> may_see(const Caller& caller, std::string_view person, std::string_view permissions) {
  if (caller.is_app()) return allow_if(caller.has_one_of(permissions));
  const bool self = ascii_iequals(person, caller.id.value) || ascii_iequals(person, caller.person->user_principal_name);
  return allow_if(self || (caller.has_one_of(permissions) && may_read(*caller.person)));
}

Answered<void> may_change(const Caller& caller, const entra::User& person) {
  if (person.directory_role == entra::DirectoryRole::none) return {};
  return allow_if(caller.is_app() ? caller.has("RoleManagement.ReadWrite.Directory") : is_global_admin(caller));
}

}  // namespace sallyport::directory::graph
