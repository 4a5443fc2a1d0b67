#include "gateway/administration.h"

#include "base/encoding.h"
#include "base/text.h"

namespace sallyport::gateway {
namespace {

constexpr std::size_t kPage = 500;
constexpr std::size_t kHandle = 16;
constexpr std::size_t kShortestHandle = 8;

bool is_called(const identity::Person& person, std::string_view name) {
  if (name.starts_with("oid:")) return ascii_iequals(name.substr(4), person.key.subject.value);
  return person.id.value == name || ascii_iequals(person.labels.email, name) ||
         ascii_iequals(person.labels.username, name);
}

Result<std::vector<session::Session>> sessions_called(session::SessionStore& store, std::string_view handle,
                                                      UnixTime now) {
  std::vector<session::Session> found;
  for (session::SessionDigest after;;) {
    SALLYPORT_TRY(const auto page, store.list(after, kPage, now));
    if (page.empty()) return found;
    for (const session::Session& session : page)
      if (handle_of(session).starts_with(handle)) found.push_back(session);
    after = page.back().digest;
  }
}

}  // namespace

std::string handle_of(const session::Session& session) {
  return hex_encode(session.digest.value).substr(0, kHandle);
}

Result<identity::Person> choose_person(identity::IdentityStore& people, std::string_view name) {
  std::vector<identity::Person> found;
  for (PersonId after;;) {
    SALLYPORT_TRY(const auto page, people.list(after, kPage));
    if (page.empty()) break;
    for (const identity::Person& person : page)
      if (!name.empty() && is_called(person, name)) found.push_back(person);
    after = page.back().id;
  }
  if (found.empty()) return failure(Kind::rejected, "person_unknown", {}, std::string(name));
  if (found.size() == 1) return found.front();
  std::string ids;
  for (const identity::Person& person : found) ids += " " + person.id.value;
  return failure(Kind::rejected, "person_ambiguous", {}, "choose one of the ids:" + ids);
}

Result<std::size_t> Administration::disable(const identity::Person& person) const {
  SALLYPORT_CHECK(people.set_disabled(person.id, true));  // first: nobody signs in anew meanwhile
  SALLYPORT_TRY(const auto ended, sessions.end({std::nullopt, person.id, std::nullopt}, clock.now()));
  log.write(
      Level::audit, "person_disabled",
      {{"person", person.id.value}, {"user", person.labels.username}, {"sessions", std::to_string(ended.size())}});
  return ended.size();
}

Result<void> Administration::enable(const identity::Person& person) const {
  SALLYPORT_CHECK(people.set_disabled(person.id, false));
  log.write(Level::audit, "person_enabled", {{"person", person.id.value}, {"user", person.labels.username}});
  return {};
}

Result<std::size_t> Administration::end_sessions_of(const identity::Person& person) const {
  SALLYPORT_TRY(const auto ended, sessions.end({std::nullopt, person.id, std::nullopt}, clock.now()));
  log.write(
      Level::audit, "sessions_ended",
      {{"person", person.id.value}, {"user", person.labels.username}, {"sessions", std::to_string(ended.size())}});
  return ended.size();
}

Result<std::size_t> Administration::end_all_sessions() const {
  std::size_t count = 0;
  for (;;) {
    SALLYPORT_TRY(const auto page, sessions.list({}, kPage, clock.now()));
    if (page.empty()) break;
    for (const session::Session& session : page) {
      SALLYPORT_TRY(const auto ended, sessions.end({session.digest, std::nullopt, std::nullopt}, clock.now()));
      count += ended.size();
    }
  }
  log.write(Level::audit, "sessions_ended", {{"person", "everybody"}, {"sessions", std::to_string(count)}});
  return count;
}

Result<void> Administration::end_session(std::string_view handle) const {
  if (handle.size() < kShortestHandle)
    return failure(Kind::rejected, "session_unknown", {}, "give at least 8 characters of its handle");
  SALLYPORT_TRY(const auto found, sessions_called(sessions, handle, clock.now()));
  if (found.empty()) return failure(Kind::rejected, "session_unknown", {}, std::string(handle));
  if (found.size() > 1) return failure(Kind::rejected, "session_ambiguous", {}, std::string(handle));
  const session::Session& session = found.front();
  SALLYPORT_CHECK(sessions.end({session.digest, std::nullopt, std::nullopt}, clock.now()));
  log.write(Level::audit, "session_ended",
            {{"person", session.person.value}, {"user", session.username}, {"reason", "by_command"}});
  return {};
}

}  // namespace sallyport::gateway
