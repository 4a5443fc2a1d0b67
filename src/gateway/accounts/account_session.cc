#include "gateway/accounts/account_session.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "base/encoding.h"
#include "crypto/digest.h"
#include "crypto/hmac.h"
#include "gateway/accounts/second_factor.h"
#include "gateway/call/lifetimes.h"
#include "gateway/standing/end_sessions.h"
#include "gateway/standing/local_standing.h"
#include "session/device.h"

namespace sallyport::gateway {
namespace {

constexpr std::string_view kAccountRefreshPurpose = "account_refresh";

std::string digest_of_token(std::string_view token) {
  return std::string(crypto::view(crypto::sha256(token)));
}

// A new token of the session. The seal shows that a token which comes later was ours, so that nobody can end a session
// with a made-up one. The random part makes each one different.
Secret make_refresh_token(const AccountParts& parts, const session::Session& session) {
  const std::string text = base64url_encode(session.digest.value) + ":" + random_token(parts.random);
  return Secret(parts.sealer.seal(text, kAccountRefreshPurpose, session.expires));
}

// The session to which a token belongs. Absent if it is none of ours.
std::optional<session::SessionDigest> session_of_token(const AccountParts& parts, std::string_view token) {
  const auto text = parts.sealer.open(token, kAccountRefreshPurpose, parts.clock.now());
  if (!text) return std::nullopt;
  const auto digest = base64url_decode(std::string_view(*text).substr(0, text->find(':')));
  if (!digest || digest->size() != crypto::Sha256().size()) return std::nullopt;
  return session::SessionDigest{*digest};
}

session::Session new_session(const Call& call, const PasswordCheck& checked, const SessionId& id) {
  const UnixTime now = call.essentials.clock.now();
  const identity::Person& person = checked.person.person;
  session::Session session;
  session.digest = session::digest_of(id);
  session.person = person.id;
  session.provider = identity::kLocal;
  session.issuer = Issuer(std::string(kAccountIssuer));
  session.subject = Subject(person.id.value);
  session.username = person.labels.username;
  session.display_name = person.labels.display_name;
  session.email = person.labels.email;
  session.preferred_username = person.labels.preferred_username;
  session.amr = checked.proven_by;
  session.authenticated = now;
  session.device = session::device_label(call.request.header("User-Agent").value_or(""));
  session.address = call.trace.client;
  session.created = session.last_seen = now;
  session.renew_after = kNeverRenewed;
  session.expires = now + call.settings().sessions.limits.absolute;
  return session;
}

Failure refused_token(std::string_view reason) {
  return failure(Kind::rejected, reason, "RFC 6749 5.2");
}

// Whether the password still is the one that was checked, and the second factor the one that was proven. Either may
// have changed meanwhile, which ended the sessions that were there at that moment. So this is asked after our session
// was made: either it sees the change, or the change has ended our session.
Result<bool> is_still_right(const AccountParts& parts, const PasswordCheck& checked) {
  SALLYPORT_TRY(const auto now, parts.accounts.find(checked.account.person));
  if (!now || now->password_hash != checked.account.password_hash) return false;
  return has_proven_factor_of_now(parts.accounts, checked.account.person, checked.proven_by);
}

Result<CurrentSession> find_current(const AccountParts& parts, const session::SessionDigest& digest,
                                    std::string_view reason) {
  SALLYPORT_TRY(auto current, find_session(parts, digest));
  if (!current) return refused_token(reason);
  return *std::move(current);
}

Result<void> end_one(const AccountParts& parts, const session::SessionDigest& digest, std::string_view reason) {
  SALLYPORT_TRY(const auto ended,
                end_sessions(parts.sessions, parts.revocations, {.digest = digest}, parts.clock.now()));
  if (!ended.empty()) parts.metrics.count("sessions_ended", reason);
  return {};
}

// Replaces the token of a session whose lease we have, so that nobody else replaces it at the same time.
Result<Secret> rotate(const Call& call, const AccountParts& parts, const session::RenewalLease& lease,
                      std::string_view token) {
  SALLYPORT_TRY(auto session, parts.sessions.find(lease.digest, parts.clock.now()));
  if (!session) return refused_token("refresh_token");
  if (!crypto::constant_time_equal(session->sealed_refresh_token.reveal(), digest_of_token(token))) {
    SALLYPORT_CHECK(end_one(parts, lease.digest, "refresh_reused"));
    audit(call, "refresh_token_reused", {{"user", session->username}});
    return refused_token("refresh_reused");
  }
  Secret next = make_refresh_token(parts, *session);
  session->sealed_refresh_token = Secret(digest_of_token(next.reveal()));
  const auto written = parts.sessions.renew(lease, *session);
  if (!written && written.error().reason == "lease_lost") return refused_token("refresh_token");
  if (!written) return Failure(written.error());
  SALLYPORT_CHECK(parts.sessions.touch({lease.digest}, parts.clock.now()));
  return next;
}

}  // namespace

Result<AccountSession> open_account_session(const Call& call, const AccountParts& parts, const PasswordCheck& checked,
                                            SignedInBy by) {
  SALLYPORT_CHECK(decide_local_admission(checked.person.person, call.settings()));
  AccountSession opened;
  opened.id = session::make_session_id(parts.random);
  session::Session session = new_session(call, checked, opened.id);
  if (by == SignedInBy::program) {
    opened.refresh_token = make_refresh_token(parts, session);
    session.sealed_refresh_token = Secret(digest_of_token(opened.refresh_token.reveal()));
  }
  SALLYPORT_CHECK(parts.sessions.create(session));
  parts.seen.add(session::array_of(session.digest));
  SALLYPORT_TRY(const bool right, is_still_right(parts, checked));
  if (!right) {
    SALLYPORT_CHECK(end_one(parts, session.digest, "password_changed"));
    return failure(Kind::rejected, "local_password");
  }
  SALLYPORT_CHECK(parts.accounts.note_sign_in(session.person, parts.clock.now()));
  SALLYPORT_TRY(opened.current, find_current(parts, session.digest, "local_password"));
  parts.metrics.count("account_sign_ins");
  audit(call, "account_sign_in", {{"user", session.username}, {"person", session.person.value}});
  return opened;
}

Result<AccountSession> refresh_account_session(const Call& call, const AccountParts& parts, std::string_view token) {
  const auto digest = session_of_token(parts, token);
  if (!digest) return refused_token("refresh_token");
  AccountSession refreshed;
  SALLYPORT_TRY(refreshed.current, find_current(parts, *digest, "refresh_token"));
  SALLYPORT_TRY(const auto lease, parts.sessions.lease_renewal(*digest, parts.clock.now()));
  if (!lease) return failure(Kind::unavailable, "refresh_busy");
  SALLYPORT_TRY(refreshed.refresh_token, rotate(call, parts, *lease, token));
  return refreshed;
}

Result<void> end_refreshed_session(const Call& call, const AccountParts& parts, std::string_view token) {
  const auto digest = session_of_token(parts, token);
  if (!digest) return {};
  SALLYPORT_TRY(const auto session, parts.sessions.find(*digest, parts.clock.now()));
  if (!session) return {};
  SALLYPORT_CHECK(end_one(parts, *digest, "signed_out"));
  audit(call, "session_ended", {{"user", session->username}, {"reason", "signed_out"}});
  return {};
}

}  // namespace sallyport::gateway
