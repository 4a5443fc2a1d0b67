// A tenant with many people. Pages and searches must find the right ones, and no statement may read a whole table.
#include <gtest/gtest.h>

#include <set>

#include "stores/contract/directory_values.h"
#include "stores/contract/scratch_file.h"
#include "stores/sqlite/directory/directory_store.h"
#include "stores/sqlite/directory/schema.h"

namespace sallyport::stores {
namespace {

constexpr int kPeople = 1500;

class LargeDirectory : public testing::Test {
 protected:
  void SetUp() override {
    ASSERT_TRUE(store_.add_tenant(contract::tenant("t1", "a.example")));
    entra::Batch batch;
    for (int i = 0; i < kPeople; ++i) {
      const std::string number = std::to_string(i);
      auto person = contract::user("u" + number, "person" + number + "@a.example");
      person.display_name = (i % 3 == 0 ? "Ann Number" : "Bob Number") + number;
      person.email = "";
      batch.users.push_back(std::move(person));
    }
    ASSERT_TRUE(store_.add(batch));
  }

  std::set<std::string> all(entra::PageRequest request) {
    std::set<std::string> ids;
    std::size_t rows = 0;
    do {
      const auto page = store_.users(contract::kHome, request);
      EXPECT_TRUE(page);
      if (!page) return {};
      rows += page->rows.size();
      for (const auto& each : page->rows) ids.insert(each.id.value);
      request.after = page->next;
    } while (!request.after.empty());
    EXPECT_EQ(rows, ids.size()) << "nobody stands on two pages";
    return ids;
  }

  ScratchFile file_;
  std::unique_ptr<SqliteFile> database_ = SqliteFile::open({.path = file_.path()}, directory_schema()).value();
  SqliteDirectoryStore store_{*database_};
};

TEST_F(LargeDirectory, EverybodyIsOnOnePageInEitherOrder) {
  for (const auto order : {entra::Order::created, entra::Order::name})
    EXPECT_EQ(all({.order = order, .limit = 100}).size(), std::size_t{kPeople});
}

TEST_F(LargeDirectory, ASearchGoesOnOverPages) {
  for (const auto order : {entra::Order::created, entra::Order::name}) {
    EXPECT_EQ(all({.search = "ann", .order = order, .limit = 7}).size(), std::size_t{kPeople / 3});
    EXPECT_EQ(all({.search = "number12", .order = order, .limit = 7}).size(), 111U) << "12, 120 to 129, 1200 to 1299";
    EXPECT_EQ(all({.search = "bob person14", .order = order, .limit = 7}).size(), 75U) << "every third is Ann";
  }
}

TEST_F(LargeDirectory, EveryListReadsAnIndex) {
  // SQLite says "SCAN" for a statement that reads a whole table and "SEARCH" for one that looks something up.
  std::string scans;
  const auto explain = [&](std::string_view sql, const Parameters& parameters) {
    return database_->read([&](Connection& c) {
      return c.query("EXPLAIN QUERY PLAN " + std::string(sql), parameters, [&](const Row& row) -> Result<void> {
        SALLYPORT_TRY(const auto step, row.text(3));
        if (step.starts_with("SCAN account") || step.starts_with("SCAN a ")) scans += step + "\n";
        return {};
      });
    });
  };
  ASSERT_TRUE(
      explain("SELECT ordinal FROM account WHERE tenant = ? AND ordinal > ? ORDER BY ordinal LIMIT 9", {"t", 1}));
  ASSERT_TRUE(explain(
      "SELECT ordinal FROM account INDEXED BY account_by_display WHERE tenant = ? AND (display, ordinal) > (?, ?) "
      "ORDER BY display, ordinal LIMIT 9",
      {"t", "x", 1}));
  ASSERT_TRUE(explain("SELECT item FROM account_word WHERE tenant = ? AND word >= ? AND word < ?", {"t", "a", "b"}));
  ASSERT_TRUE(explain("SELECT body FROM account WHERE name = ?", {"x"}));
  EXPECT_EQ(scans, "");
}

}  // namespace
}  // namespace sallyport::stores
