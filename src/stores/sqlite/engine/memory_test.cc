// What happens when memory runs out at any moment of a call.
#include <gtest/gtest.h>

#include <filesystem>

#include "base/out_of_memory_fixture.h"
#include "stores/sqlite/engine/database.h"

namespace sallyport::stores {
namespace {

class OutOfMemory : public ::testing::Test {
 protected:
  OutOfMemory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sallyport-memory-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    const Schema schema{7, {"CREATE TABLE note (id INTEGER PRIMARY KEY, body TEXT NOT NULL) STRICT"}};
    auto opened = SqliteFile::open({.path = folder_ + "/notes.db"}, schema);
    EXPECT_TRUE(opened);
    database_ = *std::move(opened);
  }
  ~OutOfMemory() override {
    database_.reset();
    std::filesystem::remove_all(folder_);
  }

  Result<void> write_note() {
    return database_->write([](Connection& connection) -> Result<void> {
      SALLYPORT_CHECK(
          connection.run("INSERT INTO note (body) VALUES (?)", {std::string_view("a body of some length")}));
      return {};
    });
  }

  Result<std::int64_t> count() {
    return database_->read([](Connection& connection) -> Result<std::int64_t> {
      std::int64_t count = -1;
      SALLYPORT_CHECK(connection.query("SELECT count(*) FROM note", {}, [&](const Row& row) -> Result<void> {
        SALLYPORT_TRY(count, row.integer(0));
        return {};
      }));
      return count;
    });
  }

  // Calls `call` with an allocator that fails once, after so many allocations. Returns false if it did not get there.
  template <class Call>
  static bool fails_after(int allocations, Call call) {
    testing::allocations_left = allocations;
    try {
      call();
    } catch (const std::bad_alloc&) {
    }
    return std::exchange(testing::allocations_left, -1) < 0;
  }

  std::string folder_;
  std::unique_ptr<SqliteFile> database_;
};

TEST_F(OutOfMemory, InAWriteLosesThatWriteAloneAndWhole) {
  std::int64_t written = 0;
  for (int allocations = 0;; ++allocations) {
    bool acknowledged = false;
    const bool failed = fails_after(allocations, [&] { acknowledged = write_note().has_value(); });
    if (acknowledged) ++written;
    ASSERT_EQ(count().value_or(-1), written) << "after " << allocations << " allocations";
    ASSERT_TRUE(write_note()) << "after " << allocations << " allocations";
    ++written;
    if (!failed) break;  // the call needs no more allocations than these
    ASSERT_LT(allocations, 1000);
  }
}

TEST_F(OutOfMemory, InAReadOrALookForChangesHarmsNoLaterCall) {
  ASSERT_TRUE(write_note());
  for (int allocations = 0;; ++allocations) {
    const bool read_failed = fails_after(allocations, [&] { (void)count(); });
    const bool look_failed = fails_after(allocations, [&] { (void)database_->changes_elsewhere({}); });
    ASSERT_EQ(count().value_or(-1), 1) << "after " << allocations << " allocations";
    const auto changes = database_->changes_elsewhere({});
    ASSERT_TRUE(changes && !changes->all) << "after " << allocations << " allocations";
    ASSERT_TRUE(database_->write([](Connection& connection) { return connection.run("UPDATE note SET id = id"); }));
    if (!read_failed && !look_failed) break;
    ASSERT_LT(allocations, 1000);
  }
}

TEST_F(OutOfMemory, InAReadOfTheChangeLogLosesNoChange) {
  const Schema logged{9,
                      {"CREATE TABLE change (id INTEGER PRIMARY KEY, body BLOB NOT NULL) STRICT"},
                      "SELECT id, body FROM change WHERE id > ? ORDER BY id"};
  const auto ours = SqliteFile::open({.path = folder_ + "/logged.db"}, logged).value();
  const auto theirs = SqliteFile::open({.path = folder_ + "/logged.db"}, logged).value();
  ASSERT_TRUE(ours->changes_elsewhere({}));
  for (int allocations = 0;; ++allocations) {
    ASSERT_TRUE(theirs->write(
        [](Connection& connection) { return connection.run("INSERT INTO change (body) VALUES (x'01')"); }));
    std::size_t heard = 0;
    const auto listen = [&] {
      if (const auto changes = ours->changes_elsewhere({}); changes) heard += changes->keys.size();
    };
    const bool failed = fails_after(allocations, listen);
    listen();
    ASSERT_EQ(heard, 1U) << "after " << allocations << " allocations";
    if (!failed) break;
    ASSERT_LT(allocations, 1000);
  }
}

}  // namespace
}  // namespace sallyport::stores
