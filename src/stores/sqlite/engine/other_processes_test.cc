// What several processes that have the same file open notice of each other.
#include <gtest/gtest.h>
#include <sqlite3.h>

#include <atomic>
#include <thread>

#include "stores/sqlite/engine/notes_fixture.h"

namespace sallyport::stores {
namespace {

TEST_F(DatabaseTest, LockOfAnotherProcessIsWaitedForWithABound) {
  RecordProperty("covers", "F-10");
  const auto database = opened();
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(file_.path().c_str(), &other), SQLITE_OK);
  ASSERT_EQ(sqlite3_exec(other, "BEGIN EXCLUSIVE", nullptr, nullptr, nullptr), SQLITE_OK);
  EXPECT_EQ(reason_of(insert(*database, 1, "one")), "sqlite_busy");
  EXPECT_EQ(count(*database), 0);  // reads still work
  sqlite3_exec(other, "ROLLBACK", nullptr, nullptr, nullptr);
  sqlite3_close(other);
  EXPECT_TRUE(insert(*database, 1, "one"));
}

TEST_F(DatabaseTest, WhatAnotherProcessWroteIsNoticedOnceAndOurOwnWritesAreNot) {
  RecordProperty("covers", "A6");
  const auto database = opened();
  const auto other = opened();
  EXPECT_FALSE(changed(*database)) << "the first call begins";
  ASSERT_TRUE(insert(*database, 1, "ours"));
  EXPECT_FALSE(changed(*database));
  ASSERT_TRUE(insert(*other, 2, "theirs"));
  EXPECT_TRUE(changed(*database)) << "without a change log, everything may have changed";
  EXPECT_FALSE(changed(*database));
}

TEST_F(DatabaseTest, TheChangeLogTellsWhatAnotherProcessLogged) {
  RecordProperty("covers", "A6");
  const auto database = opened(kLogged);
  const auto other = opened(kLogged);
  ASSERT_TRUE(insert(*other, 1, "before"));
  EXPECT_TRUE(changes(*database).empty()) << "what came before is no news";
  ASSERT_TRUE(insert(*other, 2, "two"));
  ASSERT_TRUE(insert(*other, 3, "three"));
  EXPECT_EQ(changes(*database), (std::vector<std::string>{"two", "three"}));
  EXPECT_TRUE(changes(*database).empty());
  ASSERT_TRUE(other->write([](Connection& connection) { return connection.run("DELETE FROM note"); }));
  EXPECT_TRUE(changes(*database).empty()) << "a write that is not in the log is no news";
}

TEST_F(DatabaseTest, AChangeThatComesWhileWeWaitEndsTheWait) {
  RecordProperty("covers", "A6");
  const auto database = opened(kLogged);
  const auto other = opened(kLogged);
  ASSERT_TRUE(changes(*database).empty());
  std::thread writer([&] { EXPECT_TRUE(insert(*other, 1, "theirs")); });
  const auto heard = database->changes_elsewhere(std::chrono::hours(1));
  writer.join();
  EXPECT_EQ(heard->keys, std::vector<std::string>{"theirs"});
}

// The gateway must hear within a second that a command has changed a person, even while a write of its own hangs.
TEST_F(DatabaseTest, TheQuestionWhatOthersChangedDoesNotWaitForALock) {
  RecordProperty("covers", "A6");
  const auto database = SqliteFile::open({file_.path(), std::chrono::minutes(10)}, kLogged).value();
  const auto other = opened(kLogged);
  ASSERT_TRUE(changes(*database).empty());
  ASSERT_TRUE(insert(*other, 1, "theirs"));
  std::atomic<bool> written = false;
  std::thread writer;
  const auto held = other->write([&](Connection&) -> Result<void> {
    writer = std::thread([&] {
      EXPECT_TRUE(insert(*database, 2, "ours"));
      written = true;
    });
    std::vector<std::string> heard;
    while (heard.empty()) heard = changes(*database);
    EXPECT_EQ(heard, std::vector<std::string>{"theirs"});
    EXPECT_FALSE(written);
    return {};
  });
  writer.join();
  EXPECT_TRUE(held);
  EXPECT_TRUE(written);
}

TEST_F(DatabaseTest, AWriteFromElsewhereIsSeenWhileAnotherProcessHoldsTheLock) {
  RecordProperty("covers", "A6");
  const auto database = SqliteFile::open({file_.path(), std::chrono::hours(1), 0}, kNotes).value();
  EXPECT_FALSE(changed(*database));
  sqlite3* other = nullptr;
  ASSERT_EQ(sqlite3_open(file_.path().c_str(), &other), SQLITE_OK);
  const auto run = [other](const char* sql) { return sqlite3_exec(other, sql, nullptr, nullptr, nullptr); };
  ASSERT_EQ(run("BEGIN EXCLUSIVE; INSERT INTO note (id, body) VALUES (1, 'theirs'); COMMIT; BEGIN EXCLUSIVE"),
            SQLITE_OK);
  EXPECT_TRUE(changed(*database)) << "without the hour that a write would wait";
  ASSERT_EQ(run("ROLLBACK"), SQLITE_OK);
  sqlite3_close(other);
}

}  // namespace
}  // namespace sallyport::stores
