#include "stores/sqlite/session_row.h"

#include "base/json.h"
#include "stores/sqlite/row_check.h"

namespace sallyport::stores {
namespace {

using session::Session;

// Our own text, checked before it is parsed: as large as a session can be.
constexpr json::Limits kListLimits{.bytes = std::size_t{64} << 20, .depth = 2};

std::string print_list(const std::vector<std::string>& words) {
  return json::print(json::Array(words.begin(), words.end()));
}

Result<std::vector<std::string>> parse_list(std::string_view text) {
  const auto damaged = [] { return failure(Kind::unavailable, "sqlite_damaged", {}, "not a list of strings"); };
  const auto value = json::parse(text, kListLimits);
  if (!value || !value->as_array()) return damaged();
  std::vector<std::string> words;
  for (const auto& item : *value->as_array()) {
    if (!item.as_string()) return damaged();
    words.push_back(*item.as_string());
  }
  return words;
}

Parameters checked_values(const Session& session, std::string_view roles, std::string_view groups) {
  return {Blob{session.digest.value},
          session.person,
          session.issuer,
          session.tenant,
          session.subject,
          session.sid,
          session.login_hint,
          session.username,
          session.display_name,
          session.email,
          session.preferred_username,
          roles,
          groups,
          session.admin,
          Blob{session.sealed_refresh_token.reveal()},
          session.created,
          session.renew_after,
          session.expires};
}

// Rows of before there were any have none.
Parameters with_claims(Parameters values, const Session& session) {
  if (!session.claims.empty()) values.emplace_back(session.claims);
  return values;
}

}  // namespace

SessionRow::SessionRow(const Session& session)
    : session_(session),
      roles_(print_list(session.roles)),
      groups_(print_list(session.groups)),
      check_(row_check(with_claims(checked_values(session, roles_, groups_), session))) {}

Parameters SessionRow::values() const {
  auto values = checked_values(session_, roles_, groups_);
  values.emplace_back(Blob{check_});
  values.emplace_back(session_.last_seen);
  values.emplace_back(session_.claims);
  return values;
}

Result<Session> parse_session(const Row& row) {
  Session session;
  SALLYPORT_TRY(session.digest.value, row.blob(0));
  SALLYPORT_TRY(session.person.value, row.text(1));
  SALLYPORT_TRY(session.issuer.value, row.text(2));
  SALLYPORT_TRY(session.tenant.value, row.text(3));
  SALLYPORT_TRY(session.subject.value, row.text(4));
  SALLYPORT_TRY(session.sid, row.text(5));
  SALLYPORT_TRY(session.login_hint, row.text(6));
  SALLYPORT_TRY(session.username, row.text(7));
  SALLYPORT_TRY(session.display_name, row.text(8));
  SALLYPORT_TRY(session.email, row.text(9));
  SALLYPORT_TRY(session.preferred_username, row.text(10));
  SALLYPORT_TRY(const auto roles, row.text(11));
  SALLYPORT_TRY(const auto groups, row.text(12));
  SALLYPORT_TRY(session.admin, row.flag(13));
  SALLYPORT_TRY(auto sealed, row.blob(14));
  session.sealed_refresh_token = Secret(std::move(sealed));
  SALLYPORT_TRY(session.created, row.time(15));
  SALLYPORT_TRY(session.renew_after, row.time(16));
  SALLYPORT_TRY(session.expires, row.time(17));
  SALLYPORT_TRY(const auto check, row.blob(18));
  SALLYPORT_TRY(session.last_seen, row.time(19));
  SALLYPORT_TRY(session.claims, row.text(20));
  SALLYPORT_CHECK(check_row(with_claims(checked_values(session, roles, groups), session), check));
  SALLYPORT_TRY(session.roles, parse_list(roles));
  SALLYPORT_TRY(session.groups, parse_list(groups));
  return session;
}

}  // namespace sallyport::stores
