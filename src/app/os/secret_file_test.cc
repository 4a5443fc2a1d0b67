#include "app/os/secret_file.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>

#include "app/os/recording_log_fixture.h"

namespace sallyport::app {
namespace {

class SecretFile : public ::testing::Test {
 protected:
  SecretFile() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sallyport-secret-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~SecretFile() override { std::filesystem::remove_all(folder_); }

  std::string path() const { return folder_ + "/key"; }
  std::string_view refusal() {
    const auto secret = read_or_make_secret(path(), 32, random_);
    return secret ? "none" : secret.error().reason;
  }

  std::string folder_;
  ScriptedRandom random_;
};

TEST_F(SecretFile, IsMadeOnceForItsOwnerAlone) {
  const auto first = read_or_make_secret(path(), 32, random_);
  ASSERT_TRUE(first);
  EXPECT_EQ(first->reveal().size(), 32u);
  struct stat status{};
  ASSERT_EQ(stat(path().c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600u);
  const auto second = read_or_make_secret(path(), 32, random_);
  ASSERT_TRUE(second);
  EXPECT_EQ(second->reveal(), first->reveal());
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 1);  // no other file is left beside it
}

class NextFile : public SecretFile {
 protected:
  std::string text(const std::string& ending = "") {
    std::ifstream file(path() + ending);
    return {std::istreambuf_iterator<char>(file), {}};
  }
  void put(const std::string& ending, const std::string& content) {
    ASSERT_TRUE(write_private_file(path() + ending, content, random_));
  }
};

TEST_F(NextFile, TakesThePlaceOfTheCurrentOneWhichIsKept) {
  put("", "one");
  put(".next", "two");
  EXPECT_FALSE(replaced_at(path()).value());
  ASSERT_TRUE(put_next_in_place(path()));
  EXPECT_EQ(text(), "two");
  EXPECT_EQ(text(".previous"), "one");
  EXPECT_FALSE(std::filesystem::exists(path() + ".next"));
  put(".next", "three");
  ASSERT_TRUE(put_next_in_place(path()));
  EXPECT_EQ(text(".previous"), "two") << "the one before is gone";
  ASSERT_TRUE(replaced_at(path()).value());
  EXPECT_LT(SystemClock().now() - *replaced_at(path()).value(), Seconds(600));
}

TEST_F(NextFile, ThatIsMissingLeavesTheCurrentOneAndTheCallCanBeRepeated) {
  put("", "one");
  const auto failed = put_next_in_place(path());
  ASSERT_FALSE(failed);
  EXPECT_EQ(failed.error().reason, "secret_file");
  EXPECT_EQ(text(), "one");
  EXPECT_FALSE(replaced_at(path()).value()) << "the previous one is the current one";
  put(".next", "two");
  ASSERT_TRUE(put_next_in_place(path()));
  EXPECT_EQ(text(), "two");
  EXPECT_EQ(text(".previous"), "one");
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), {}), 2) << "nothing is left lying beside them";
}

TEST_F(SecretFile, ThatOthersMayReadIsRefused) {
  ASSERT_TRUE(read_or_make_secret(path(), 32, random_));
  chmod(path().c_str(), 0640);
  EXPECT_EQ(refusal(), "secret_file_mode");
}

TEST_F(SecretFile, CutShortOrTooLongIsRefusedAndNotReplaced) {
  for (const std::size_t size : {0u, 32u, 39u, 40u, 41u}) {  // a full disk; a foreign file
    std::ofstream(path(), std::ios::trunc) << std::string(size, 'x');
    chmod(path().c_str(), 0600);
    EXPECT_EQ(refusal(), "secret_file_damaged") << size;
    EXPECT_EQ(std::filesystem::file_size(path()), size);
  }
}

TEST_F(SecretFile, ATurnedBitIsFound) {
  RecordProperty("covers", "F-29");
  ASSERT_TRUE(read_or_make_secret(path(), 32, random_));
  for (const int at : {0, 17, 31, 32, 39}) {
    std::fstream file(path(), std::ios::in | std::ios::out | std::ios::binary);
    file.seekg(at);
    const int byte = file.get();
    file.seekp(at);
    file.put(static_cast<char>(byte ^ 1));
    file.close();
    EXPECT_EQ(refusal(), "secret_file_damaged") << at;
    std::fstream again(path(), std::ios::in | std::ios::out | std::ios::binary);
    again.seekp(at);
    again.put(static_cast<char>(byte));
  }
  EXPECT_EQ(refusal(), "none");
}

TEST_F(SecretFile, FoldersAreMadeForTheOwnerAlone) {
  const std::string deep = folder_ + "/a/b";
  ASSERT_TRUE(ensure_data_dir(deep));
  struct stat status{};
  ASSERT_EQ(stat(deep.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0700u);
  EXPECT_TRUE(ensure_data_dir(deep));
  std::ofstream(folder_ + "/file") << "x";
  EXPECT_FALSE(ensure_data_dir(folder_ + "/file/below"));
}

TEST_F(SecretFile, AFolderThatOthersMayLookIntoIsWarnedOf) {
  RecordProperty("covers", "A14");
  for (const mode_t open : {0755U, 0750U, 0701U, 0707U}) {
    RecordingLog log;
    ASSERT_EQ(chmod(folder_.c_str(), open), 0);
    warn_of_readers(folder_, log);
    EXPECT_TRUE(log.mentions("data_dir_open")) << open;
    EXPECT_TRUE(log.mentions(folder_)) << open;
  }
}

TEST_F(SecretFile, AFolderForItsOwnerAloneIsNotWarnedOf) {
  RecordProperty("covers", "A14");
  RecordingLog log;
  warn_of_readers(folder_, log);  // mkdtemp creates it with mode 0700
  warn_of_readers(folder_ + "/none", log);
  EXPECT_FALSE(log.mentions("data_dir_open"));
}

}  // namespace
}  // namespace sallyport::app
