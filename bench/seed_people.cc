// Adds people to a gateway's SQLite file, to measure the pages of a long list.
// Usage: seed_people FILE COUNT TEAM
// Their names sort in the order of their numbers. Every second one has the role Odd and is in the team with the id
// TEAM; the first and the last of all, 3 % each, have the role Ends, and nobody between them has it.
#include <fmt/format.h>

#include <cstdlib>

#include "base/log.h"
#include "crypto/system_random.h"
#include "stores/gateway/row/person_row.h"
#include "stores/gateway/row/team_member_row.h"
#include "stores/sqlite/engine/database.h"
#include "stores/sqlite/gateway/schema.h"

namespace sallyport::stores {
namespace {

constexpr UnixTime kNow{1'800'000'000};

using identity::Origin;

Result<void> add(Connection& connection, std::size_t number, std::size_t count, const identity::EntityId& team,
                 Random& random) {
  const std::string name = fmt::format("person{:06}", number);
  const identity::Person person{
      PersonId(random_uuid(random)), {name, name + "@corp.example", name, name}, {}, false, kNow, kNow};
  SALLYPORT_CHECK(insert_person(connection, person));
  SALLYPORT_CHECK(put_membership(connection, person.id, {"DataConsumer", Origin::administrator}));
  if (number % 2 == 1) {
    SALLYPORT_CHECK(put_membership(connection, person.id, {"Odd", Origin::administrator}));
    SALLYPORT_CHECK(put_member(connection, person.id, {team, Origin::administrator}));
  }
  const std::size_t end = count * 3 / 100;
  if (number < end || number >= count - end)
    SALLYPORT_CHECK(put_membership(connection, person.id, {"Ends", Origin::administrator}));
  return {};
}

Result<void> fill(const std::string& file, std::size_t count, const identity::EntityId& team) {
  crypto::SystemRandom random;
  SALLYPORT_TRY(const auto database, SqliteFile::open({.path = file}, gateway_schema()));
  return database->write([&](Connection& connection) -> Result<void> {
    for (std::size_t i = 0; i < count; ++i) SALLYPORT_CHECK(add(connection, i, count, team, random));
    return {};
  });
}

}  // namespace
}  // namespace sallyport::stores

int main(int count, char** words) {
  const auto people = count == 4 ? std::strtoull(words[2], nullptr, 10) : 0;
  if (people == 0) {
    fmt::print(stderr, "usage: seed_people FILE COUNT TEAM\n");
    return 2;
  }
  const auto filled = sallyport::stores::fill(words[1], people, sallyport::identity::EntityId(words[3]));
  if (!filled) fmt::print(stderr, "{}: {}\n", filled.error().reason, filled.error().detail);
  return filled ? 0 : 1;
}
