#include "stores/gateway/row/session_row.h"

#include "base/json.h"
#include "stores/sql/row_check.h"

namespace sallyport::stores {
namespace {

using session::Session;

// Limits as large as a session can be. The text is our own, and its row check is verified before it is parsed.
constexpr json::Limits kListLimits{.bytes = std::size_t{64} << 20, .depth = 2};

std::string print_list(const std::vector<std::string>& words) {
  return json::print(json::Array(words.begin(), words.end()));
}

// The values that the row check covers. It does not cover last_seen and the lease, because they change often. Neither
// can make a session live longer than `expires`.
Parameters checked_values(const Session& session, std::string_view groups, std::string_view amr) {
  return {Blob{session.digest.value},
          session.person,
          session.provider,
          session.issuer,
          session.tenant,
          session.subject,
          session.sid,
          session.login_hint,
          session.username,
          session.display_name,
          session.email,
          session.preferred_username,
          session.claims,
          groups,
          session.acr,
          amr,
          session.authenticated,
          session.device,
          session.address,
          Blob{session.sealed_refresh_token.reveal()},
          session.created,
          session.renew_after,
          session.expires};
}

}  // namespace

Result<std::vector<std::string>> parse_list(std::string_view text) {
  const auto damaged = [] { return failure(Kind::unavailable, "sql_damaged", {}, "not a list of strings"); };
  const auto value = json::parse(text, kListLimits);
  if (!value || !value->as_array()) return damaged();
  std::vector<std::string> words;
  for (const auto& item : *value->as_array()) {
    if (!item.as_string()) return damaged();
    words.push_back(*item.as_string());
  }
  return words;
}

SessionRow::SessionRow(const Session& session)
    : session_(session),
      groups_(print_list(session.groups)),
      amr_(print_list(session.amr)),
      check_(row_check(checked_values(session, groups_, amr_))) {}

Parameters SessionRow::values() const {
  auto values = checked_values(session_, groups_, amr_);
  values.emplace_back(Blob{check_});
  values.emplace_back(session_.last_seen);
  return values;
}

Result<Session> parse_session(const Row& row) {
  Session session;
  SALLYPORT_TRY(session.digest.value, row.blob(0));
  SALLYPORT_TRY(session.person.value, row.text(1));
  SALLYPORT_TRY(session.provider, row.text(2));
  SALLYPORT_TRY(session.issuer.value, row.text(3));
  SALLYPORT_TRY(session.tenant.value, row.text(4));
  SALLYPORT_TRY(session.subject.value, row.text(5));
  SALLYPORT_TRY(session.sid, row.text(6));
  SALLYPORT_TRY(session.login_hint, row.text(7));
  SALLYPORT_TRY(session.username, row.text(8));
  SALLYPORT_TRY(session.display_name, row.text(9));
  SALLYPORT_TRY(session.email, row.text(10));
  SALLYPORT_TRY(session.preferred_username, row.text(11));
  SALLYPORT_TRY(session.claims, row.text(12));
  SALLYPORT_TRY(const auto groups, row.text(13));
  SALLYPORT_TRY(session.acr, row.text(14));
  SALLYPORT_TRY(const auto amr, row.text(15));
  SALLYPORT_TRY(session.authenticated, row.time(16));
  SALLYPORT_TRY(session.device, row.text(17));
  SALLYPORT_TRY(session.address, row.text(18));
  SALLYPORT_TRY(auto sealed, row.blob(19));
  session.sealed_refresh_token = Secret(std::move(sealed));
  SALLYPORT_TRY(session.created, row.time(20));
  SALLYPORT_TRY(session.renew_after, row.time(21));
  SALLYPORT_TRY(session.expires, row.time(22));
  SALLYPORT_TRY(const auto check, row.blob(23));
  SALLYPORT_TRY(session.last_seen, row.time(24));
  SALLYPORT_CHECK(check_row(checked_values(session, groups, amr), check));
  SALLYPORT_TRY(session.groups, parse_list(groups));
  SALLYPORT_TRY(session.amr, parse_list(amr));
  return session;
}

}  // namespace sallyport::stores
