// Fills a tenant of a directory's store, and measures its lists. Makes the tenant if there is none with that id.
// Usage: seed_directory FOLDER TENANT PEOPLE GROUPS APPS
// Prints one line of JSON: the seconds of the seeding, and the median milliseconds of a page and of searches, all in
// processor time.
#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>

#include "base/encoding.h"
#include "crypto/system_random.h"
#include "directory/model/administration.h"
#include "stores/directory_stores.h"

namespace sallyport {
namespace {

constexpr std::size_t kPart = 10'000;  // people in one write
constexpr const char* kFirst[] = {"Ada", "Bo", "Cleo", "Dan", "Eva", "Finn", "Gil", "Hana", "Ivo", "Jana"};
constexpr const char* kLast[] = {"Abel", "Berg", "Cohen", "Diaz", "Eich", "Fox", "Gray", "Haas", "Ito", "Jung"};

struct Wanted {
  TenantId tenant;
  std::size_t people;
  std::size_t groups;
  std::size_t apps;
};

entra::User person(const TenantId& tenant, std::size_t i, UnixTime now, Random& random) {
  const std::string first = kFirst[i % 10];
  const std::string last = std::string(kLast[i / 10 % 10]) + std::to_string(i / 100);
  const std::string name = first + "." + last + "@contoso.example";
  return directory::make_user({tenant, name, first + " " + last, name, Secret(), ""}, now, random).value();
}

// Groups with ten people each, taken in turn.
void add_groups(entra::Batch& batch, const std::vector<entra::ObjectId>& people, const Wanted& wanted, UnixTime now,
                Random& random) {
  for (std::size_t i = 0; i < wanted.groups; ++i) {
    auto group = directory::make_group({wanted.tenant, "Project " + std::to_string(i), ""}, now, random).value();
    for (std::size_t j = 0; j < 10 && !people.empty(); ++j)
      batch.members.push_back({group.id, people[(i * 10 + j) % people.size()]});
    batch.groups.push_back(std::move(group));
  }
}

void add_apps(entra::Batch& batch, const Wanted& wanted, UnixTime now, Random& random) {
  for (std::size_t i = 0; i < wanted.apps; ++i) {
    const std::string number = std::to_string(i);
    auto app = directory::make_app({wanted.tenant,
                                    "Application " + number,
                                    {{"https://app" + number + ".example/callback", entra::Platform::web}},
                                    {},
                                    ""},
                                   now, random)
                   .value();
    batch.principals.push_back(directory::make_principal(app, wanted.tenant, now, random));
    batch.apps.push_back(std::move(app));
  }
}

Result<void> seed(entra::DirectoryStore& store, const Wanted& wanted) {
  crypto::SystemRandom random;
  const UnixTime now = SystemClock().now();
  SALLYPORT_TRY(const auto tenant, store.find_tenant(wanted.tenant.value));
  if (!tenant) SALLYPORT_CHECK(store.add_tenant({wanted.tenant, "Contoso", {"contoso.example"}}));
  std::vector<entra::ObjectId> people;
  for (std::size_t start = 0; start < wanted.people; start += kPart) {
    entra::Batch batch;
    for (std::size_t i = start; i < std::min(start + kPart, wanted.people); ++i) {
      batch.users.push_back(person(wanted.tenant, i, now, random));
      people.push_back(batch.users.back().id);
    }
    SALLYPORT_CHECK(store.add(batch));
  }
  entra::Batch rest;
  add_groups(rest, people, wanted, now, random);
  add_apps(rest, wanted, now, random);
  return store.add(rest);
}

// Processor time, so that other work on the machine does not count.
double milliseconds(const auto& work) {
  const std::clock_t start = std::clock();
  work();
  return 1000.0 * static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
}

double median(const auto& work) {
  std::vector<double> times;
  for (int i = 0; i < 15; ++i) times.push_back(milliseconds(work));
  std::ranges::sort(times);
  return times[times.size() / 2];
}

double median_of_page(entra::DirectoryStore& store, const TenantId& tenant, const entra::PageRequest& request) {
  return median([&] {
    if (!store.users(tenant, request)) std::abort();
  });
}

int run(const std::string& folder, const Wanted& wanted) {
  const auto stores = stores::DirectoryStores::open({.data_dir = folder, .when_missing = stores::WhenMissing::make});
  if (!stores) return 1;
  entra::DirectoryStore& store = (*stores)->directory();
  bool seeded = true;
  const double took = milliseconds([&] { seeded = seed(store, wanted).has_value(); });
  if (!seeded) return 1;
  using entra::Order;
  fmt::print(
      "{{\"seed_s\":{:.1f},\"page_ms\":{:.2f},\"page_by_name_ms\":{:.2f},\"counted_page_ms\":{:.2f},"
      "\"common_word_ms\":{:.2f},\"common_word_by_name_ms\":{:.2f},\"rare_word_by_name_ms\":{:.2f},"
      "\"two_words_ms\":{:.2f},\"one_letter_ms\":{:.2f},\"nothing_ms\":{:.2f},\"app_page_ms\":{:.2f}}}\n",
      took / 1000, median_of_page(store, wanted.tenant, {}),
      median_of_page(store, wanted.tenant, {.order = Order::name}),
      median_of_page(store, wanted.tenant, {.count = true}), median_of_page(store, wanted.tenant, {.search = "ada"}),
      median_of_page(store, wanted.tenant, {.search = "ada", .order = Order::name}),
      median_of_page(store, wanted.tenant, {.search = "berg77", .order = Order::name}),
      median_of_page(store, wanted.tenant, {.search = "ada be", .order = Order::name}),
      median_of_page(store, wanted.tenant, {.search = "a"}),
      median_of_page(store, wanted.tenant, {.search = "zzz", .order = Order::name}), median([&] {
        if (!store.apps(wanted.tenant, {.order = Order::name})) std::abort();
      }));
  return 0;
}

}  // namespace
}  // namespace sallyport

int main(int count, char** arguments) {
  if (count != 6) return 2;
  const auto number = [&](int i) { return std::strtoul(arguments[i], nullptr, 10); };
  return sallyport::run(arguments[1], {sallyport::TenantId{arguments[2]}, number(3), number(4), number(5)});
}
