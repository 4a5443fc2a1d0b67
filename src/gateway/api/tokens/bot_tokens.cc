#include "gateway/api/tokens/bot_tokens.h"

#include "gateway/api/shape/api_error.h"
#include "gateway/api/shape/json_body.h"
#include "gateway/api/shape/json_fields.h"
#include "gateway/api/tokens/issuing.h"
#include "gateway/api/tokens/token_bodies.h"
#include "gateway/api/tokens/token_shape.h"
#include "gateway/caller/stored_token.h"

namespace sallyport::gateway {
namespace {

using identity::TokenKind;
using identity::TokenOwner;
using identity::TokenRecord;

// Only administrators, and not by a stored token: one that was stolen must neither make nor end others.
Result<void> check_administrator(const Call& call) {
  if (!call.who.caller->admin) return failure(Kind::forbidden, "admin_needed");
  if (call.who.credential == Credential::stored_token) return failure(Kind::forbidden, "session_needed");
  return {};
}

// The account of the bot with this id.
Result<identity::PersonEntry> find_bot(const ApiParts& parts, std::string_view id) {
  SALLYPORT_TRY(auto entry, parts.people_by_hand.find(PersonId(std::string(id))));
  if (!entry || entry->by_hand.deleted) return not_found("user", id);
  if (entry->kind != identity::PersonKind::bot)
    return failure(Kind::rejected, "token_owner", {}, "Only bots have such tokens.");
  return *std::move(entry);
}

TokenOwner owner_of_bot(const identity::PersonEntry& bot) {
  return {TokenKind::bot, bot.person.id.value};
}

Result<MintedToken> generate(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(check_administrator(call));
  SALLYPORT_TRY(const auto bot, find_bot(parts, call.parameters["id"]));
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kNewBotTokenShape));
  SALLYPORT_TRY(const auto lifetime, read_token_lifetime(body));
  SALLYPORT_TRY(auto scope, read_scope(call, body));
  return issue_token(parts, {.owner = owner_of_bot(bot),
                             .labels = bot.person.labels,
                             .name = {},
                             .created_by = call.who.caller->username,
                             .lifetime = lifetime,
                             .scope = std::move(scope),
                             .facts = {}});
}

Result<void> revoke_all(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(check_administrator(call));
  SALLYPORT_TRY(const auto body, read_json_object(call));
  SALLYPORT_CHECK(check_fields(body, kRevokedBotShape));
  SALLYPORT_TRY(const auto id, needed_text_field(body, "id"));
  SALLYPORT_TRY(const auto bot, find_bot(parts, id));
  SALLYPORT_CHECK(parts.tokens.revoke_all_of(owner_of_bot(bot), parts.clock.now()));
  parts.revocations.forget_people();
  audit(call, "tokens_revoked",
        {{"user", call.who.caller->username}, {"bot", bot.person.labels.username}, {"tokens", "all"}});
  return {};
}

Result<TokenRecord> newest_token(const Call& call, const ApiParts& parts) {
  SALLYPORT_CHECK(check_administrator(call));
  const std::string_view id = call.parameters["id"];
  SALLYPORT_TRY(const auto bot, find_bot(parts, id));
  SALLYPORT_TRY(auto tokens, good_tokens(parts, owner_of_bot(bot)));
  if (tokens.empty()) return not_found("token", id);
  return std::move(tokens.front());
}

}  // namespace

http::Outcome generate_bot_token(const Call& call, const ApiParts& parts) {
  const auto minted = generate(call, parts);
  if (!minted) return api_error_answer(call, minted.error());
  audit_new_token(call, minted->record);
  return json_answer(call, 200, bot_token_json(minted->record, token_shape_of(call.path), minted->token.reveal()));
}

http::Outcome revoke_bot_tokens(const Call& call, const ApiParts& parts) {
  const auto revoked = revoke_all(call, parts);
  if (!revoked) return api_error_answer(call, revoked.error());
  return json_answer(call, 200, {{"JWTToken", ""}});
}

http::Outcome show_bot_token(const Call& call, const ApiParts& parts) {
  const auto token = newest_token(call, parts);
  if (!token) return api_error_answer(call, token.error());
  return json_answer(call, 200, bot_token_json(*token, token_shape_of(call.path)));
}

http::Outcome show_bot_auth_mechanism(const Call& call, const ApiParts& parts) {
  const auto token = newest_token(call, parts);
  if (!token) return api_error_answer(call, token.error());
  return json_answer(call, 200, {{"config", bot_token_json(*token, token_shape_of(call.path))}, {"authType", "JWT"}});
}

}  // namespace sallyport::gateway
