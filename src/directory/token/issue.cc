#include "directory/token/issue.h"

#include "base/encoding.h"
#include "directory/call/clouds.h"
#include "directory/call/limits.h"
#include "directory/rules/graph_token.h"
#include "directory/rules/verified_email.h"
#include "jose/sign.h"

namespace sallyport::directory {
namespace {

json::Object header_of(const jose::SigningKey& signing, TokenVersion version) {
  json::Object header{{"typ", "JWT"}};
  if (version == TokenVersion::v1) header.set("x5t", signing.kid);  // at Entra, kid is the thumbprint
  return header;
}

// What stands in front of each scope of a resource in a v2.0 answer: the name by which the request asked for it.
std::string prefix_of(const Exchange& exchange, const Resource& resource) {
  if (!resource.is_bare) return resource.requested_name + "/";
  return exchange.settings.graph_scope_addresses ? graph_address(exchange) + "/" : std::string();
}

}  // namespace

TokenFacts begin_facts(const Exchange& exchange, const entra::AppRegistration& client) {
  TokenFacts facts(client);
  facts.origin = exchange.origin;
  facts.now = exchange.now;
  facts.pairwise_secret = exchange.published->pairwise_secret;
  facts.unique = base64url_encode(exchange.random.bytes(16));
  facts.groups_in_token = exchange.settings.groups_in_token;
  facts.groups_in_url = exchange.settings.groups_in_url;
  return facts;
}

void add_person(const Exchange& exchange, const entra::User& user, TokenFacts& facts) {
  facts.user = user;
  facts.email_verified = is_email_verified(exchange, user);
}

void add_sign_in(const Exchange& exchange, const SignInState& state, TokenFacts& facts) {
  facts.authenticated = state.authenticated;
  facts.proofs = state.proofs;
  facts.address = state.address;
  facts.sealed_state = seal_sign_in(state, exchange.published->pairwise_secret, exchange.random);
}

Seconds access_token_lifetime(Random& random, Evaluation evaluation) {
  const std::string bytes = random.bytes(2);
  const int number = static_cast<unsigned char>(bytes[0]) * 256 + static_cast<unsigned char>(bytes[1]);
  if (evaluation == Evaluation::continuous)
    return limits::kEvaluatedTokenLeast + Seconds(number % limits::kEvaluatedTokenSpread.count());
  return limits::kAccessTokenLeast + Seconds(number % limits::kAccessTokenSpread.count());
}

Judged<std::string> sign_access_token(const Exchange& exchange, const TokenFacts& facts, const Resource& resource,
                                      const AccessTokenTerms& terms) {
  const auto& signing = exchange.published->signing;
  const auto version = resource.token_version() == 2 ? TokenVersion::v2 : TokenVersion::v1;
  const AccessTokenTarget target{
      .audience = version == TokenVersion::v2 ? resource.audience() : resource.requested_name,
      .version = version,
      .scopes = resource.scopes,
      .api = *resource.app,
      .assignments = terms.assignments,
      .is_graph = resource.is_graph,
      .client_strength = terms.client_strength,
      .channel = terms.channel,
      .handles_challenges = terms.claims.handles_challenges,
      .contexts = terms.claims.contexts};
  const json::Object claims = terms.app_only ? app_token_claims(facts, target, terms.lifetime, *terms.app_only)
                                             : access_token_claims(facts, target, terms.lifetime);
  const json::Object header = header_of(signing, version);
  SALLYPORT_JUDGE(auto token, resource.is_graph ? sign_for_graph(signing, header, random_token(exchange.random), claims)
                                                : jose::sign_compact(signing, header, claims));
  return token;
}

Judged<std::string> sign_id_token(const Exchange& exchange, const TokenFacts& facts, IdTokenExtras extras) {
  extras.version = exchange.protocol == Protocol::v1 ? TokenVersion::v1 : TokenVersion::v2;
  const auto& signing = exchange.published->signing;
  SALLYPORT_JUDGE(auto token,
                  jose::sign_compact(signing, header_of(signing, extras.version), id_token_claims(facts, extras)));
  return token;
}

std::string scope_text(const Exchange& exchange, const Resource& resource) {
  const bool v1 = exchange.protocol == Protocol::v1;
  const std::string prefix = v1 ? std::string() : prefix_of(exchange, resource);
  std::string text;
  for (const std::string& scope : resource.scopes)
    text += (text.empty() ? "" : " ") + (is_openid_scope(scope) ? scope : prefix + scope);
  if (resource.is_default && !v1) text += (text.empty() ? "" : " ") + prefix + ".default";
  return text;
}

}  // namespace sallyport::directory
