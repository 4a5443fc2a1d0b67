// Fills a new gateway's store with sessions, for start-up and cache: seed_sessions DATABASE COUNT COOKIES ISSUER TENANT
// CLIENT Writes a Cookie value a line to COOKIES. As fast as the disk, by many sessions in a transaction.
#include <cstdlib>
#include <fstream>

#include "base/log.h"
#include "bench/people.h"
#include "crypto/system_random.h"
#include "stores/sqlite/gateway_schema.h"
#include "stores/sqlite/identity_store.h"
#include "stores/sqlite/session_row.h"
#include "stores/sqlite/sql_text.h"

namespace sallyport {
namespace {

constexpr std::size_t kPeople = 100;  // each has many browsers
constexpr std::size_t kAtOnce = 5000;

Result<std::vector<PersonId>> make_people(stores::Database& database, Random& random, const bench::Place& place,
                                          UnixTime now) {
  NoLog log;
  stores::SqliteIdentityStore people(database, random, log);
  std::vector<PersonId> ids;
  for (std::size_t i = 0; i < kPeople; ++i) {
    const session::Session like = bench::session_of(i, {}, {}, now, place);
    SALLYPORT_TRY(const auto person, people.link_or_create({like.issuer, like.tenant, like.subject},
                                                           {like.display_name, like.email, like.email, like.username},
                                                           false, identity::CreateMissing::yes, now));
    ids.push_back(person->id);
  }
  return ids;
}

Result<void> seed(const std::string& path, std::size_t count, std::ofstream& cookies, const bench::Place& place) {
  crypto::SystemRandom random;
  const UnixTime now = SystemClock().now();
  SALLYPORT_TRY(const auto database, stores::Database::open({.path = path}, stores::gateway_schema()));
  SALLYPORT_TRY(const auto people, make_people(*database, random, place, now));
  const std::string insert =
      stores::joined({"INSERT INTO session (", stores::kSessionColumns, ") VALUES (", stores::kSessionMarks, ")"});
  for (std::size_t done = 0; done < count; done += kAtOnce) {
    SALLYPORT_CHECK(database->write([&](stores::Connection& connection) -> Result<void> {
      for (std::size_t i = done; i < std::min(count, done + kAtOnce); ++i) {
        const SessionId id = session::make_session_id(random);
        const session::Session session = bench::session_of(i, people[i % kPeople], session::digest_of(id), now, place);
        SALLYPORT_TRY(const std::size_t rows, connection.run(insert, stores::SessionRow(session).values()));
        if (rows != 1) return failure(Kind::internal, "seed");
        cookies << "sallyport=" << id.value << '\n';
      }
      return {};
    }));
  }
  return {};
}

}  // namespace
}  // namespace sallyport

int main(int count, char** arguments) {
  if (count != 7) return 2;
  std::ofstream cookies(arguments[3]);
  const auto seeded = sallyport::seed(arguments[1], std::strtoul(arguments[2], nullptr, 10), cookies,
                                      {arguments[4], arguments[5], arguments[6]});
  return seeded && cookies ? 0 : 1;
}
