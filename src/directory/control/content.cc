// Operations on the clock and on what the directory stores.
#include <algorithm>

#include "base/text.h"
#include "directory/control/operations.h"
#include "directory/graph/shape/body.h"
#include "directory/graph/shape/sign_in_shape.h"
#include "directory/graph/shape/times.h"
#include "directory/model/lookup.h"
#include "directory/model/signing_keys.h"
#include "http/form.h"

namespace sallyport::directory::control {
namespace {

constexpr std::int64_t kFarthest = 100LL * 366 * 86'400;  // seconds that the clock may be away from the real time
constexpr std::size_t kMostName = 64;

json::Object print_clock(const Control& control) {
  const MovableClock& clock = control.services().clock;
  return {{"now", print_rfc3339(clock.now())}, {"offset", clock.offset().count()}};
}

struct ClockMove {
  std::optional<UnixTime> now;
  std::optional<std::int64_t> advance;
};

Result<ClockMove> read_clock_move(const json::Object& body) {
  ClockMove move;
  graph::Fields fields(body, "Clock");
  SALLYPORT_CHECK(fields.time("now", move.now));
  const json::Value* advance = fields.value("advance");
  SALLYPORT_CHECK(fields.no_others());
  if (advance != nullptr) {
    const std::int64_t* const seconds = advance->as_integer();
    if (seconds == nullptr || *seconds > kFarthest || *seconds < -kFarthest)
      return fields.wrong("advance", "It must be a number of seconds, at most a hundred years.");
    move.advance = *seconds;
  }
  if (move.now.has_value() == move.advance.has_value())
    return fields.wrong("now", "Give either now, a time as 2026-11-29T23:00:00Z, or advance, in seconds.");
  return move;
}

// A text of the body that must be there.
Result<std::string> read_needed(graph::Fields& fields, std::string_view name) {
  std::string text;
  SALLYPORT_CHECK(fields.text(name, text));
  if (text.empty()) return fields.wrong(name, "It is needed.");
  return text;
}

Result<entra::User> find_user(entra::PeopleStore& store, const std::string& name) {
  if (!is_guid(name)) return choose_user(store, name);
  SALLYPORT_TRY(auto user, store.find_user(entra::ObjectId(ascii_lower(name))));
  if (!user) return failure(Kind::rejected, "no_user", "", name);
  return *std::move(user);
}

// What a query of the sign-in log asks for.
struct LogQuery {
  std::string tenant;
  entra::SignInPageRequest page;
};

graph::Answered<LogQuery> read_log_query(const Exchange& exchange) {
  const auto form = http::Form::parse(exchange.request.query());
  if (!form) return graph::refuse(400, "BadRequest", "The query cannot be read.");
  LogQuery query;
  for (const auto& [name, value] : form->fields()) {
    if (name == "tenant") {
      query.tenant = value;
    } else if (name == "user") {
      query.page.user = entra::ObjectId(ascii_lower(value));
    } else if (name == "app") {
      query.page.app = ClientId(ascii_lower(value));
    } else if (name == "after") {
      query.page.after = value;
    } else if (name == "top") {
      const auto top = parse_decimal(value);
      if (!top || *top < 1 || *top > 999) return graph::bad_value("top", "Query", "It must be a number from 1 to 999.");
      query.page.limit = static_cast<std::size_t>(*top);
    } else {
      return graph::bad_value(name, "Query", "It may have tenant, user, app, top and after.");
    }
  }
  return query;
}

graph::Answered<std::string> snapshot_name(const Call& call) {
  const std::string_view name = call.exchange.parameters["snapshot"];
  const auto is_plain = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '-'; };
  if (name.size() > kMostName || !std::ranges::all_of(name, is_plain))
    return graph::bad_value("snapshot", "Path", "It must have at most 64 of the characters a-z, 0-9 and \"-\".");
  return std::string(name);
}

Answer restored(const Call& call, const std::string& name) {
  const auto done = call.control.restore(name);
  if (!done && done.error().reason == "no_snapshot")
    return graph::refuse(404, "Request_ResourceNotFound", "There is no snapshot with this name.");
  SALLYPORT_REQUIRE(done);
  return graph::ok(print_clock(call.control));
}

}  // namespace

Answer show_clock(const Call& call) {
  return graph::ok(print_clock(call.control));
}

Answer move_clock(const Call& call) {
  SALLYPORT_ASK(const auto body, graph::read_body(call.exchange));
  SALLYPORT_ASK(const auto move, read_clock_move(body));
  MovableClock& clock = call.control.services().clock;
  const Seconds by = move.now ? *move.now - clock.now() : Seconds(*move.advance);
  const Seconds offset = clock.offset() + by;
  if (offset.count() > kFarthest || offset.count() < -kFarthest)
    return graph::bad_value("now", "Clock", "It may be at most a hundred years away from the real time.");
  clock.set_offset(offset);
  return graph::ok(print_clock(call.control));
}

Answer expire_secrets(const Call& call) {
  SALLYPORT_ASK(const auto body, graph::read_body(call.exchange));
  graph::Fields fields(body, "Secrets");
  SALLYPORT_ASK(const auto client, read_needed(fields, "clientId"));
  std::string key_id;
  SALLYPORT_REQUIRE(fields.guid("keyId", key_id));
  SALLYPORT_REQUIRE(fields.no_others());
  int expired = 0;
  const UnixTime now = call.exchange.now;
  SALLYPORT_REQUIRE(call.control.services().store.change_app(ClientId(ascii_lower(client)),
                                                             [&](entra::AppRegistration& app) -> Result<void> {
                                                               expired = 0;
                                                               for (entra::PasswordCredential& secret : app.secrets) {
                                                                 if (!key_id.empty() && secret.key_id != key_id)
                                                                   continue;
                                                                 secret.end = std::min(secret.end, now);
                                                                 ++expired;
                                                               }
                                                               return {};
                                                             }));
  if (expired == 0) return graph::bad_value("keyId", "Secrets", "The application has no such secret.");
  return graph::ok(json::Object{{"expired", expired}});
}

Answer rotate_signing_keys(const Call& call) {
  const ControlServices& services = call.control.services();
  SALLYPORT_REQUIRE(rotate_keys(services.keys, call.exchange.now, services.random));
  SALLYPORT_ASK(const auto snapshot, services.published.refresh());
  json::Array published;
  for (const PublishedKey& key : snapshot->keys) published.emplace_back(key.kid);
  return graph::ok(json::Object{{"signing", snapshot->signing.kid}, {"published", std::move(published)}});
}

Answer revoke_person(const Call& call) {
  SALLYPORT_ASK(const auto body, graph::read_body(call.exchange));
  graph::Fields fields(body, "Person");
  SALLYPORT_ASK(const auto name, read_needed(fields, "user"));
  SALLYPORT_REQUIRE(fields.no_others());
  entra::DirectoryStore& store = call.control.services().store;
  SALLYPORT_ASK(const auto user, find_user(store, name));
  const UnixTime now = call.exchange.now;
  SALLYPORT_REQUIRE(store.change_user(user.id, [&](entra::User& stored) -> Result<void> {
    stored.tokens_valid_from = now;
    return {};
  }));
  return graph::ok(json::Object{{"id", user.id.value}, {"signInSessionsValidFromDateTime", print_rfc3339(now)}});
}

Answer list_sign_ins(const Call& call) {
  SALLYPORT_ASK(const auto query, read_log_query(call.exchange));
  const ControlServices& services = call.control.services();
  SALLYPORT_ASK(const auto tenant, choose_tenant(services.store, query.tenant));
  SALLYPORT_ASK(const auto page, services.sign_in_log.page(tenant.id, query.page));
  json::Array entries;
  for (const entra::SignInAttempt& attempt : page.entries) entries.emplace_back(graph::print_attempt(attempt));
  json::Object answer{{"value", std::move(entries)}};
  if (!page.next.empty()) answer.set("after", page.next);
  return graph::ok(answer);
}

Answer list_snapshots(const Call& call) {
  json::Array names;
  for (const std::string& name : call.control.services().snapshots.names()) names.emplace_back(name);
  return graph::ok(json::Object{{"value", std::move(names)}});
}

Answer take_snapshot(const Call& call) {
  SALLYPORT_ASK(const auto name, snapshot_name(call));
  if (name == kStartSnapshot)
    return graph::bad_value("snapshot", "Path", "\"start\" is the snapshot that a reset restores.");
  const auto taken = call.control.take_snapshot(name);
  if (!taken && taken.error().reason == "too_many_snapshots")
    return graph::refuse(400, "Request_BadRequest", "There are 20 snapshots already. Take one under a known name.");
  SALLYPORT_REQUIRE(taken);
  return graph::no_content();
}

Answer restore_snapshot(const Call& call) {
  SALLYPORT_ASK(const auto name, snapshot_name(call));
  return restored(call, name);
}

Answer reset(const Call& call) {
  return restored(call, std::string(kStartSnapshot));
}

}  // namespace sallyport::directory::control
