#include "stores/sqlite/directory/grants.h"

#include "stores/sql/row_check.h"
#include "stores/sqlite/directory/rows.h"

namespace sallyport::stores {
namespace {

using namespace oidc::op;

constexpr std::string_view kGrantWord = "grant_store";
constexpr std::string_view kSignInWord = "sign_in_store";
constexpr std::string_view kKeyWord = "key_store";

Result<void> write(Database& database, std::string_view word, const std::function<Result<void>(Connection&)>& work) {
  return rename_failure(database.write([&](Connection& c) { return work(c); }), word);
}

Result<void> run(Connection& connection, std::string_view sql, const Parameters& parameters) {
  SALLYPORT_CHECK(connection.run(sql, parameters));
  return {};
}

// Changes exactly one row, or fails with conflict/`reason`. The database lets only one of several racing callers
// succeed.
Result<void> claim(Connection& connection, std::string_view sql, const Parameters& parameters,
                   std::string_view reason) {
  SALLYPORT_TRY(const auto changed, connection.run(sql, parameters));
  if (changed != 1) return failure(Kind::conflict, reason);
  return {};
}

Result<void> add_refresh_token(Connection& connection, const RefreshToken& token) {
  const std::string body = print_record(token);
  return run(connection,
             "INSERT OR REPLACE INTO refresh_token (digest, family, expires, used, body) VALUES (?, ?, ?, ?, ?)",
             {token.digest, token.family, token.expires, token.used, body});
}

// Finds a code or refresh token. Its flag (consumed or used) has a column of its own, because it changes.
template <class T>
Result<std::optional<T>> find_flagged(Database& database, std::string_view sql, const TokenDigest& digest,
                                      bool T::* flag) {
  return rename_failure(database.read([&](Connection& c) -> Result<std::optional<T>> {
    std::optional<T> found;
    SALLYPORT_CHECK(c.query(sql, {digest}, [&](const Row& row) -> Result<void> {
      SALLYPORT_TRY(const auto body, row.text(0));
      SALLYPORT_TRY(auto value, parse_record<T>(body));
      SALLYPORT_TRY(value.*flag, row.flag(1));
      found = std::move(value);
      return {};
    }));
    return found;
  }),
                        kGrantWord);
}

}  // namespace

Result<void> SqliteGrantStore::add_code(const AuthorizationCode& code) {
  return write(database_, kGrantWord, [&](Connection& c) {
    const std::string body = print_record(code);
    return run(c, "INSERT OR REPLACE INTO code (digest, expires, consumed, body) VALUES (?, ?, ?, ?)",
               {code.digest, code.expires, code.consumed, body});
  });
}

Result<std::optional<AuthorizationCode>> SqliteGrantStore::find_code(const TokenDigest& digest) {
  return find_flagged<AuthorizationCode>(database_, "SELECT body, consumed FROM code WHERE digest = ?", digest,
                                         &AuthorizationCode::consumed);
}

Result<std::optional<RefreshToken>> SqliteGrantStore::find_refresh_token(const TokenDigest& digest) {
  return find_flagged<RefreshToken>(database_, "SELECT body, used FROM refresh_token WHERE digest = ?", digest,
                                    &RefreshToken::used);
}

namespace {

Result<std::optional<DeviceRequest>> load_device(Connection& connection, std::string_view sql,
                                                 const TokenDigest& digest) {
  std::optional<DeviceRequest> found;
  SALLYPORT_CHECK(connection.query(sql, {digest}, [&](const Row& row) -> Result<void> {
    SALLYPORT_TRY(const auto body, row.text(0));
    SALLYPORT_TRY(auto device, parse_record<DeviceRequest>(body));
    SALLYPORT_TRY(const auto state, row.integer(1));
    if (state < 0 || state > static_cast<std::int64_t>(DeviceState::redeemed))
      return failure(Kind::unavailable, "sql_value");
    device.state = static_cast<DeviceState>(state);
    found = std::move(device);
    return {};
  }));
  return found;
}

constexpr std::string_view kDeviceByUserCode = "SELECT body, state FROM device WHERE user_code = ?";

std::int64_t number_of(DeviceState state) {
  return static_cast<std::int64_t>(state);
}

}  // namespace

Result<void> SqliteGrantStore::add_device(const DeviceRequest& request) {
  return write(database_, kGrantWord, [&](Connection& c) {
    const std::string body = print_record(request);
    return claim(c, "INSERT OR IGNORE INTO device (digest, user_code, expires, state, body) VALUES (?, ?, ?, ?, ?)",
                 {request.digest, request.user_code, request.expires, number_of(request.state), body},
                 "user_code_taken");
  });
}

Result<std::optional<DeviceRequest>> SqliteGrantStore::find_device(const TokenDigest& digest) {
  return rename_failure(database_.read([&](Connection& c) {
    return load_device(c, "SELECT body, state FROM device WHERE digest = ?", digest);
  }),
                        kGrantWord);
}

Result<std::optional<DeviceRequest>> SqliteGrantStore::find_device_by_user_code(const TokenDigest& user_code) {
  return rename_failure(database_.read([&](Connection& c) { return load_device(c, kDeviceByUserCode, user_code); }),
                        kGrantWord);
}

Result<void> SqliteGrantStore::decide_device(const TokenDigest& user_code, DeviceState decision, const Grant& grant) {
  return write(database_, kGrantWord, [&](Connection& c) -> Result<void> {
    SALLYPORT_TRY(auto device, load_device(c, kDeviceByUserCode, user_code));
    if (!device || device->state != DeviceState::pending) return failure(Kind::conflict, "device_decided");
    device->grant = grant;
    const std::string body = print_record(*device);
    return run(c, "UPDATE device SET state = ?, body = ? WHERE digest = ?",
               {number_of(decision), body, device->digest});
  });
}

Result<void> SqliteGrantStore::commit(const Redemption& redemption) {
  return write(database_, kGrantWord, [&](Connection& c) -> Result<void> {
    if (redemption.consume_code)
      SALLYPORT_CHECK(claim(c, "UPDATE code SET consumed = 1 WHERE digest = ? AND consumed = 0",
                            {*redemption.consume_code}, "code_consumed"));
    if (redemption.consume_device)
      SALLYPORT_CHECK(
          claim(c, "UPDATE device SET state = ? WHERE digest = ? AND state = ?",
                {number_of(DeviceState::redeemed), *redemption.consume_device, number_of(DeviceState::approved)},
                "device_consumed"));
    if (redemption.present_refresh_token)
      SALLYPORT_CHECK(claim(c, "UPDATE refresh_token SET used = ? WHERE digest = ? AND used = 0",
                            {redemption.rotate, *redemption.present_refresh_token}, "refresh_token_used"));
    if (redemption.assertion)
      SALLYPORT_CHECK(claim(c, "INSERT OR IGNORE INTO assertion (digest, expires) VALUES (?, ?)",
                            {redemption.assertion->digest, redemption.assertion->expires}, "assertion_used"));
    if (redemption.issue) SALLYPORT_CHECK(add_refresh_token(c, *redemption.issue));
    return {};
  });
}

// The family of a code has no column of its own. Codes live for minutes and a revocation is rare, so the statement
// reads the records of all codes. A damaged record counts as one of another family.
Result<void> SqliteGrantStore::revoke_family(std::string_view family) {
  return write(database_, kGrantWord, [&](Connection& c) -> Result<void> {
    SALLYPORT_CHECK(run(c,
                        "UPDATE code SET consumed = 1 WHERE consumed = 0 AND "
                        "CASE WHEN json_valid(body) THEN json_extract(body, '$.family') END = ?",
                        {family}));
    return run(c, "DELETE FROM refresh_token WHERE family = ?", {family});
  });
}

Result<void> SqliteGrantStore::sweep(UnixTime now, std::size_t limit) {
  const auto most = static_cast<std::int64_t>(limit);
  return write(database_, kGrantWord, [&](Connection& c) -> Result<void> {
    SALLYPORT_CHECK(
        run(c, "DELETE FROM code WHERE digest IN (SELECT digest FROM code WHERE expires < ? LIMIT ?)", {now, most}));
    SALLYPORT_CHECK(
        run(c, "DELETE FROM refresh_token WHERE digest IN (SELECT digest FROM refresh_token WHERE expires < ? LIMIT ?)",
            {now, most}));
    SALLYPORT_CHECK(run(c, "DELETE FROM device WHERE digest IN (SELECT digest FROM device WHERE expires < ? LIMIT ?)",
                        {now, most}));
    return run(c, "DELETE FROM assertion WHERE digest IN (SELECT digest FROM assertion WHERE expires < ? LIMIT ?)",
               {now, most});
  });
}

Result<void> SqliteSignInStore::create(const SignIn& sign_in) {
  return write(database_, kSignInWord, [&](Connection& c) -> Result<void> {
    const std::string body = print_record(sign_in);
    SALLYPORT_CHECK(run(c, "INSERT OR REPLACE INTO sign_in (digest, expires, body) VALUES (?, ?, ?)",
                        {sign_in.digest, sign_in.expires, body}));
    for (const ClientId& client : sign_in.clients)
      SALLYPORT_CHECK(run(c, "INSERT INTO sign_in_client (digest, client) VALUES (?, ?)", {sign_in.digest, client}));
    return {};
  });
}

namespace {

Result<std::optional<SignIn>> load_sign_in(Connection& connection, const TokenDigest& digest) {
  SALLYPORT_TRY(auto found, find_body<SignIn>(connection, "SELECT body FROM sign_in WHERE digest = ?", {digest}));
  if (!found) return found;
  SALLYPORT_CHECK(connection.query("SELECT client FROM sign_in_client WHERE digest = ? ORDER BY ordinal", {digest},
                                   [&](const Row& row) -> Result<void> {
                                     SALLYPORT_TRY(auto client, row.text(0));
                                     found->clients.emplace_back(std::move(client));
                                     return {};
                                   }));
  return found;
}

}  // namespace

Result<std::optional<SignIn>> SqliteSignInStore::find(const TokenDigest& digest, UnixTime now) {
  SALLYPORT_TRY(auto found,
                rename_failure(database_.read([&](Connection& c) { return load_sign_in(c, digest); }), kSignInWord));
  if (found && now >= found->expires) found.reset();
  return found;
}

Result<void> SqliteSignInStore::add_client(const TokenDigest& digest, const ClientId& client) {
  return write(database_, kSignInWord, [&](Connection& c) {
    return run(c,
               "INSERT OR IGNORE INTO sign_in_client (digest, client) SELECT digest, ? FROM sign_in WHERE digest = ?",
               {client, digest});
  });
}

Result<std::optional<SignIn>> SqliteSignInStore::end(const TokenDigest& digest) {
  return rename_failure(database_.write([&](Connection& c) -> Result<std::optional<SignIn>> {
    SALLYPORT_TRY(auto found, load_sign_in(c, digest));
    SALLYPORT_CHECK(c.run("DELETE FROM sign_in WHERE digest = ?", {digest}));
    return found;
  }),
                        kSignInWord);
}

Result<void> SqliteSignInStore::sweep(UnixTime now, std::size_t limit) {
  return write(database_, kSignInWord, [&](Connection& c) {
    return run(c, "DELETE FROM sign_in WHERE digest IN (SELECT digest FROM sign_in WHERE expires < ? LIMIT ?)",
               {now, static_cast<std::int64_t>(limit)});
  });
}

Result<KeySet> SqliteKeyStore::load() {
  SALLYPORT_TRY(
      auto found,
      rename_failure(database_.read([](Connection& c) { return find_body<KeySet>(c, "SELECT body FROM key_set", {}); }),
                     kKeyWord));
  return found ? *std::move(found) : KeySet();
}

Result<void> SqliteKeyStore::replace(const KeySet& keys) {
  return write(database_, kKeyWord, [&](Connection& c) -> Result<void> {
    const std::string body = print_record(keys);
    if (keys.generation == 1)
      return claim(c, "INSERT OR IGNORE INTO key_set (id, generation, body) VALUES (1, 1, ?)", {body}, "keys_changed");
    return claim(c, "UPDATE key_set SET generation = ?, body = ? WHERE id = 1 AND generation = ?",
                 {keys.generation, body, keys.generation - 1}, "keys_changed");
  });
}

}  // namespace sallyport::stores
