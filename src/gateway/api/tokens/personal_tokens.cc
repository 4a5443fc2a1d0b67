#include "gateway/api/tokens/personal_tokens.h"

#include <algorithm>

#include "base/text.h"
#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/api/shape/json_fields.h"
#include "gateway/api/tokens/issuing.h"
#include "gateway/api/tokens/token_bodies.h"
#include "gateway/api/tokens/token_shape.h"
#include "gateway/caller/stored_token.h"
#include "gateway/standing/renewal.h"
#include "gateway/standing/standing.h"
#include "http/form.h"

namespace sallyport::gateway {
namespace {

using identity::TokenId;
using identity::TokenKind;
using identity::TokenOwner;
using identity::TokenRecord;

Failure bad(std::string_view reason, std::string detail) {
  return failure(Kind::malformed, reason, {}, std::move(detail));
}

// The caller as an owner of tokens. Programs have no tokens of a person.
Result<TokenOwner> owner_of(const Call& call) {
  const Caller& caller = *call.who.caller;
  if (caller.program) return failure(Kind::rejected, "token_owner", {}, "Bots cannot have a Personal Access Token.");
  return TokenOwner{TokenKind::personal, caller.person.value};
}

// The owner that the parameter `username` names. Only administrators may name somebody else, and not by a stored token,
// so that one that was stolen ends no others. Without the parameter it is the caller.
Result<TokenOwner> read_owner(const Call& call, const ApiParts& parts, const http::Form& query) {
  const Caller& caller = *call.who.caller;
  SALLYPORT_TRY(const auto username, query.one("username"));
  if (!username || *username == caller.username) return owner_of(call);
  if (!caller.admin) return failure(Kind::forbidden, "admin_needed");
  if (call.who.credential == Credential::stored_token) return failure(Kind::forbidden, "session_needed");
  SALLYPORT_TRY(const auto named, parts.people_by_hand.find_by_name(*username));
  if (named.empty()) return not_found("user", *username);
  if (named.size() > 1 || named.front().kind == identity::PersonKind::bot)
    return failure(Kind::rejected, "token_owner", {}, "No single person has this name.");
  return TokenOwner{TokenKind::personal, named.front().person.id.value};
}

struct Wish {
  std::string name;
  identity::TokenLifetime lifetime = identity::TokenLifetime::one_hour;
  identity::Scope scope;
};

Result<Wish> read_wish(const Call& call) {
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kNewPersonalTokenShape));
  Wish wish;
  SALLYPORT_TRY(wish.name, needed_text_field(body, "tokenName"));
  if (wish.name.empty() || wish.name.size() > identity::kMaxTokenName || has_control(wish.name))
    return bad("field_type", "tokenName must have 1 to 256 bytes and no control characters");
  SALLYPORT_TRY(wish.lifetime, read_token_lifetime(body));
  if (wish.lifetime == identity::TokenLifetime::unlimited && !call.settings().own_tokens.unlimited_personal)
    return bad("token_unlimited",
               "A token must expire: JWTTokenExpiry may be Unlimited only if the operator sets "
               "jwtTokenConfiguration.unlimitedPersonalTokens");
  SALLYPORT_TRY(wish.scope, read_scope(call, body));
  return wish;
}

// The session from which a new token takes what the provider said about its owner.
Result<session::Session> session_of(const Call& call, const ApiParts& parts) {
  if (!call.who.caller->session) return failure(Kind::forbidden, "session_needed");
  const auto digest = session::digest_of(*call.who.caller->session);
  SALLYPORT_TRY(auto found, parts.sessions.find(digest, parts.clock.now()));
  if (!found) return failure(Kind::forbidden, "session_needed");  // it has just ended
  if (found->issuer.value == kLocalIssuer)
    return failure(Kind::rejected, "token_owner", {}, "The local administrator cannot have a Personal Access Token.");
  return *std::move(found);
}

Result<MintedToken> create(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto owner, owner_of(call));
  SALLYPORT_TRY(const auto session, session_of(call, parts));
  SALLYPORT_TRY(auto wish, read_wish(call));
  return issue_token(parts,
                     {.owner = owner,
                      .labels = {session.display_name, session.email, session.preferred_username, session.username},
                      .name = std::move(wish.name),
                      .created_by = session.username,
                      .lifetime = wish.lifetime,
                      .scope = std::move(wish.scope),
                      .facts = facts_of(session)});
}

// Errors: rejected/"entity_unknown" if one of the ids is not among the owner's good tokens.
Result<std::vector<TokenId>> read_ids(const Call& call, const ApiParts& parts, const TokenOwner& owner) {
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kRevokedTokensShape));
  SALLYPORT_TRY(const auto listed, list_field(body, "tokenIds"));
  if (!listed) return bad("field_missing", "tokenIds is missing");
  SALLYPORT_TRY(const auto names, read_token_names(*listed, "tokenIds"));
  SALLYPORT_TRY(const auto good, good_tokens(parts, owner));
  std::vector<TokenId> ids;
  for (const std::string& name : names) {
    ids.emplace_back(name);
    if (std::ranges::find(good, ids.back(), &TokenRecord::id) == good.end()) return not_found("token", name);
  }
  return ids;
}

// A stored token may end itself: whoever finds it may make it harmless.
Result<void> check_may_revoke(const Call& call, const std::vector<TokenId>& ids) {
  const auto& own = call.who.caller->token;
  if (!own || ids == std::vector{*own}) return {};
  return failure(Kind::forbidden, "session_needed");
}

Result<std::vector<TokenRecord>> revoke(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto query, http::Form::parse(call.request.query()));
  SALLYPORT_TRY(const auto owner, read_owner(call, parts, query));
  SALLYPORT_TRY(const auto remove_all, query.one("removeAll"));
  const UnixTime now = parts.clock.now();
  if (remove_all && *remove_all == "true") {
    SALLYPORT_CHECK(check_may_revoke(call, {}));
    SALLYPORT_CHECK(parts.tokens.revoke_all_of(owner, now));
    audit(call, "tokens_revoked", {{"user", call.who.caller->username}, {"person", owner.id}, {"tokens", "all"}});
  } else {
    SALLYPORT_TRY(const auto ids, read_ids(call, parts, owner));
    SALLYPORT_CHECK(check_may_revoke(call, ids));
    for (const TokenId& id : ids) {
      SALLYPORT_CHECK(parts.tokens.revoke(owner, id, now));
      audit(call, "tokens_revoked", {{"user", call.who.caller->username}, {"person", owner.id}, {"tokens", id.value}});
    }
  }
  parts.revocations.forget_people();
  return good_tokens(parts, owner);
}

Result<std::vector<TokenRecord>> list(const Call& call, const ApiParts& parts) {
  SALLYPORT_TRY(const auto query, http::Form::parse(call.request.query()));
  SALLYPORT_TRY(const auto owner, read_owner(call, parts, query));
  return good_tokens(parts, owner);
}

http::Answer token_list_answer(const Call& call, const Result<std::vector<TokenRecord>>& tokens) {
  if (!tokens) return api_error_answer(call, tokens.error());
  return json_answer(call, 200, personal_token_list(*tokens, token_shape_of(call.path)));
}

}  // namespace

http::Outcome list_personal_tokens(const Call& call, const ApiParts& parts) {
  return token_list_answer(call, list(call, parts));
}

http::Outcome create_personal_token(const Call& call, const ApiParts& parts) {
  const auto minted = create(call, parts);
  if (!minted) return api_error_answer(call, minted.error());
  audit_new_token(call, minted->record);
  return json_answer(call, 200, personal_token_json(minted->record, token_shape_of(call.path), minted->token.reveal()));
}

http::Outcome revoke_personal_tokens(const Call& call, const ApiParts& parts) {
  return token_list_answer(call, revoke(call, parts));
}

}  // namespace sallyport::gateway
