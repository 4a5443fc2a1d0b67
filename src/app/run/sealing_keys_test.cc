// What was sealed must stay readable, whatever happens to the files of the keys.
#include "app/run/sealing_keys.h"

#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>

namespace sallyport::app {
namespace {

constexpr UnixTime kSealedAt{1'790'000'000};
constexpr std::string_view kPurpose = "test";

class SealingKeys : public ::testing::Test {
 protected:
  SealingKeys() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sallyport-sealing-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
  }
  ~SealingKeys() override { std::filesystem::remove_all(folder_); }

  bool has(const std::string& name) const { return std::filesystem::exists(folder_ + "/" + name); }
  void move(const std::string& from, const std::string& to) {
    std::filesystem::rename(folder_ + "/" + from, folder_ + "/" + to);
  }
  void remove(const std::string& name) { std::filesystem::remove(folder_ + "/" + name); }
  std::string_view refusal_of_reload(const session::Sealer& before) {
    const auto sealer = reopen_sealer(folder_, random_, before, kSealedAt);
    return sealer ? "none" : sealer.error().reason;
  }

  ScriptedRandom random_;
  std::string folder_;
};

TEST_F(SealingKeys, AStartMakesTheKeyAndNoPreviousOne) {
  const auto sealer = open_sealer(folder_, random_);
  ASSERT_TRUE(sealer);
  EXPECT_TRUE(has("sealing.key"));
  EXPECT_FALSE(has("sealing.key.previous"));
  const auto again = open_sealer(folder_, random_);
  ASSERT_TRUE(again);
  EXPECT_EQ(again->open(sealer->seal("text", kPurpose, kSealedAt + Seconds(1)), kPurpose, kSealedAt).value_or(""),
            "text");
}

TEST_F(SealingKeys, AKeyThatWasRenamedStillOpensAndANewOneSeals) {
  const auto before = open_sealer(folder_, random_);
  ASSERT_TRUE(before);
  const std::string old_text = before->seal("old", kPurpose, kSealedAt + Seconds(1));
  move("sealing.key", "sealing.key.previous");
  const auto after = reopen_sealer(folder_, random_, *before, kSealedAt);
  ASSERT_TRUE(after);
  EXPECT_EQ(after->open(old_text, kPurpose, kSealedAt).value_or(""), "old");
  EXPECT_FALSE(before->open(after->seal("new", kPurpose, kSealedAt + Seconds(1)), kPurpose, kSealedAt));
}

TEST_F(SealingKeys, WhatTheNextKeySealsOpensBeforeItIsTheCurrentOne) {
  ASSERT_TRUE(open_sealer(folder_, random_));
  move("sealing.key", "sealing.key.next");
  const auto sealer = open_sealer(folder_, random_);
  ASSERT_TRUE(sealer);
  move("sealing.key.next", "sealing.key");
  std::filesystem::remove(folder_ + "/sealing.key.next");
  const auto after = open_sealer(folder_, random_);
  ASSERT_TRUE(after);
  EXPECT_EQ(sealer->open(after->seal("new", kPurpose, kSealedAt + Seconds(1)), kPurpose, kSealedAt).value_or(""),
            "new");
  EXPECT_FALSE(after->open(sealer->seal("old", kPurpose, kSealedAt + Seconds(1)), kPurpose, kSealedAt));
}

TEST_F(SealingKeys, AReloadWithoutAnyKeyIsRefusedAndMakesNone) {
  RecordProperty("covers", "A2");
  const auto before = open_sealer(folder_, random_);
  ASSERT_TRUE(before);
  move("sealing.key", "elsewhere");
  EXPECT_EQ(refusal_of_reload(*before), "sealing_key_missing");
  EXPECT_FALSE(has("sealing.key"));
  EXPECT_FALSE(has("sealing.key.previous"));
  move("elsewhere", "sealing.key");
  EXPECT_EQ(refusal_of_reload(*before), "none");
}

TEST_F(SealingKeys, AnotherKeyWithoutThePreviousOneIsRefused) {
  const auto before = open_sealer(folder_, random_);
  ASSERT_TRUE(before);
  remove("sealing.key");
  ASSERT_TRUE(open_sealer(folder_, random_));
  EXPECT_EQ(refusal_of_reload(*before), "sealing_key_replaced");
}

TEST_F(SealingKeys, AFileThatCannotBeOpenedIsARefusalAndNoException) {
  const auto before = open_sealer(folder_, random_);
  ASSERT_TRUE(before);
  std::filesystem::create_symlink("sealing.key.previous", folder_ + "/sealing.key.previous");  // leads to itself
  EXPECT_EQ(refusal_of_reload(*before), "secret_file");
  const auto started = open_sealer(folder_, random_);
  EXPECT_EQ(started ? "none" : started.error().reason, "secret_file");
}

}  // namespace
}  // namespace sallyport::app
