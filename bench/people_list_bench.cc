// Measures how long each page of the list of people takes, in a SQLite file with many people. Prints the first page's
// time, the median and the slowest of all pages, in microseconds, and the same for a list with a role that half of the
// people have. Each page is read a few times, and its fastest time counts, so that a pause of the machine is no page.
// Usage: people_list_bench FILE PEOPLE
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <vector>

#include "base/log.h"
#include "crypto/system_random.h"
#include "stores/gateway/people_store.h"
#include "stores/gateway/row/person_row.h"
#include "stores/sqlite/engine/database.h"
#include "stores/sqlite/gateway/schema.h"

namespace sallyport::stores {
namespace {

constexpr std::size_t kPage = 100;
constexpr int kTimes = 5;
constexpr UnixTime kNow{1'800'000'000};

Result<void> fill(Database& database, std::size_t count, Random& random) {
  return database.write([&](Connection& connection) -> Result<void> {
    for (std::size_t i = 0; i < count; ++i) {
      const std::string name = fmt::format("person{:06}", i);
      const identity::Person person{
          PersonId(random_uuid(random)), {name, name + "@corp.example", name, name}, {}, false, kNow, kNow};
      SALLYPORT_CHECK(insert_person(connection, person));
      const identity::Membership membership{i % 2 ? "Odd" : "Even", identity::Origin::administrator};
      SALLYPORT_CHECK(put_membership(connection, person.id, membership));
    }
    return {};
  });
}

// The microseconds of each page, from the first to the last.
Result<std::vector<double>> walk(identity::PeopleStore& people, const identity::PeopleFilter& filter) {
  std::vector<double> pages;
  identity::PeopleTurn turn{.limit = kPage};
  for (bool more = true; more;) {
    double fastest = 1e9;
    for (int i = 0; i < kTimes; ++i) {
      const auto begin = std::chrono::steady_clock::now();
      SALLYPORT_TRY(const auto page, people.page(filter, turn));
      const std::chrono::duration<double, std::micro> took = std::chrono::steady_clock::now() - begin;
      fastest = std::min(fastest, took.count());
      more = page.more;
      if (i + 1 == kTimes) turn.place = page.last;
    }
    pages.push_back(fastest);
  }
  return pages;
}

std::string told(std::string_view name, std::vector<double> pages) {
  const double first = pages.front();
  std::ranges::sort(pages);
  return fmt::format(R"("{}":{{"pages":{},"first_us":{:.0f},"median_us":{:.0f},"slowest_us":{:.0f}}})", name,
                     pages.size(), first, pages[pages.size() / 2], pages.back());
}

Result<void> measure(const std::string& file, std::size_t count) {
  crypto::SystemRandom random;
  NoLog log;
  SALLYPORT_TRY(const auto database, SqliteFile::open({.path = file}, gateway_schema()));
  SALLYPORT_CHECK(fill(*database, count, random));
  SqlPeopleStore people(*database, random, log);
  SALLYPORT_TRY(auto everybody, walk(people, {}));
  SALLYPORT_TRY(auto half, walk(people, {.role = "Odd"}));
  fmt::print("{{{},{}}}\n", told("everybody", std::move(everybody)), told("half", std::move(half)));
  return {};
}

}  // namespace
}  // namespace sallyport::stores

int main(int count, char** words) {
  const auto people = count == 3 ? std::strtoull(words[2], nullptr, 10) : 0;
  if (people == 0) {
    fmt::print(stderr, "usage: people_list_bench FILE PEOPLE\n");
    return 2;
  }
  const auto measured = sallyport::stores::measure(words[1], people);
  if (!measured) fmt::print(stderr, "{}: {}\n", measured.error().reason, measured.error().detail);
  return measured ? 0 : 1;
}
