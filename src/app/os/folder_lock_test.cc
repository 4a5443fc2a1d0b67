#include "app/os/folder_lock.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

namespace sallyport::app {
namespace {

class FolderLockTest : public testing::Test {
 protected:
  FolderLockTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sallyport-lock-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~FolderLockTest() override { std::filesystem::remove_all(folder_); }

  std::string folder_;
};

TEST_F(FolderLockTest, TheSecondIsRefusedAndIsToldWhoHoldsIt) {
  RecordProperty("covers", "B5");
  const auto first = FolderLock::take(folder_, "demo");
  ASSERT_TRUE(first);
  const auto second = FolderLock::take(folder_, "demo");
  ASSERT_FALSE(second);
  EXPECT_EQ(second.error().reason, "folder_in_use");
  EXPECT_NE(second.error().detail.find("process " + std::to_string(::getpid())), std::string::npos)
      << second.error().detail;
  EXPECT_NE(second.error().detail.find(folder_), std::string::npos);
}

TEST_F(FolderLockTest, AnotherKindOfProgramIsNotLockedOut) {
  RecordProperty("covers", "B5");
  const auto demo = FolderLock::take(folder_, "demo");
  EXPECT_TRUE(FolderLock::take(folder_, "directory"));
}

TEST_F(FolderLockTest, IsFreeAgainWhenItsHolderIsGone) {
  RecordProperty("covers", "B5");
  {
    ASSERT_TRUE(FolderLock::take(folder_, "demo"));
  }
  EXPECT_TRUE(FolderLock::take(folder_, "demo"));
}

TEST_F(FolderLockTest, IsFreeAgainWhenItsHolderWasKilled) {
  RecordProperty("covers", "B5");
  const pid_t child = ::fork();
  if (child == 0) {
    const auto held = FolderLock::take(folder_, "demo");
    ::_exit(held ? 0 : 1);  // without a destructor, as after SIGKILL
  }
  int status = 1;
  ASSERT_EQ(::waitpid(child, &status, 0), child);
  ASSERT_EQ(status, 0);
  EXPECT_TRUE(FolderLock::take(folder_, "demo"));
}

TEST_F(FolderLockTest, IsForItsOwnerAlone) {
  const auto held = FolderLock::take(folder_, "demo");
  struct stat status{};
  ASSERT_EQ(::stat((folder_ + "/demo.lock").c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777U, 0600U);
}

TEST_F(FolderLockTest, AFolderThatIsNotThereIsNotMade) {
  const auto held = FolderLock::take(folder_ + "/none", "demo");
  ASSERT_FALSE(held);
  EXPECT_EQ(held.error().reason, "folder_lock");
  EXPECT_FALSE(std::filesystem::exists(folder_ + "/none"));
}

}  // namespace
}  // namespace sallyport::app
