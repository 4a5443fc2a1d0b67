#include "app/run/key_files.h"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

#include "app/run/sealing_keys.h"
#include "base/reason_of.h"
#include "crypto/system_random.h"

namespace sallyport::app {
namespace {

constexpr Seconds kKept{7 * 86400};
constexpr Seconds kTokensLive{300};

class KeyFilesTest : public ::testing::Test {
 protected:
  KeyFilesTest() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sallyport-key-files-XXXXXX").string();
    files_.data_dir = mkdtemp(pattern.data());
    files_.own_tokens.private_key_file = files_.data_dir + "/own.der";
    files_.own_tokens.public_key_file = files_.data_dir + "/own_public.der";
  }
  ~KeyFilesTest() override { std::filesystem::remove_all(files_.data_dir); }

  gateway::OwnKeys own_keys() {
    return gateway::OwnKeys::open(files_.own_tokens, gateway::DemoUse::no, random_, log_).value();
  }
  session::Sealer sealer() { return open_sealer(files_.data_dir, random_).value(); }
  Result<void> rotate(bool forget_previous = false, Seconds after = Seconds(0)) {
    return rotate_key_files(files_, {kKept, forget_previous}, random_, SystemClock().now() + after);
  }

  KeyFiles files_;
  crypto::SystemRandom random_;
  NoLog log_;
};

TEST_F(KeyFilesTest, ARotationMakesNoTokenAndNoSealedTextInvalid) {
  const UnixTime now = SystemClock().now();
  const auto keys_before = own_keys();
  const auto sealer_before = sealer();
  const std::string token = keys_before.sign({}).value();
  const std::string sealed = sealer_before.seal("text", "test", now + Seconds(60));
  ASSERT_EQ(reason_of(rotate()), "none");
  const auto keys = own_keys();
  EXPECT_NE(keys.kid(), keys_before.kid());
  EXPECT_NE(keys.find_key(token, now), nullptr);
  EXPECT_EQ(sealer().open(sealed, "test", now).value_or(""), "text");
  EXPECT_FALSE(sealer_before.open(sealer().seal("text", "test", now + Seconds(60)), "test", now)) << "a new key seals";
}

TEST_F(KeyFilesTest, TheNextKeysAreKnownBeforeTheyAreUsed) {
  own_keys();
  sealer();
  ASSERT_TRUE(rotate());
  const auto keys_before = own_keys();
  const auto sealer_before = sealer();
  ASSERT_EQ(reason_of(rotate(false, kKept)), "none");
  const UnixTime now = SystemClock().now();
  EXPECT_NE(keys_before.find_key(own_keys().sign({}).value(), now), nullptr);
  EXPECT_EQ(sealer_before.open(sealer().seal("text", "test", now + Seconds(60)), "test", now).value_or(""), "text");
}

TEST_F(KeyFilesTest, APreviousKeyThatMayBeNeededIsNotReplaced) {
  own_keys();
  sealer();
  ASSERT_TRUE(rotate());
  const auto before = own_keys().kid();
  EXPECT_EQ(reason_of(rotate()), "previous_keys_needed");
  EXPECT_EQ(reason_of(rotate(false, kKept - Seconds(600))), "previous_keys_needed");
  EXPECT_EQ(own_keys().kid(), before);
  EXPECT_EQ(reason_of(rotate(true)), "none") << "the operator may know better";
  EXPECT_NE(own_keys().kid(), before);
}

TEST_F(KeyFilesTest, TheListNamesFilesUsesAndIds) {
  EXPECT_EQ(reason_of(list_key_files(files_)), "key_files_missing");
  EXPECT_EQ(reason_of(rotate()), "key_files_missing");
  EXPECT_TRUE(std::filesystem::is_empty(files_.data_dir)) << "and makes none";
  own_keys();
  sealer();
  EXPECT_EQ(list_key_files(files_)->size(), 2U);
  ASSERT_TRUE(rotate());
  const auto found = list_key_files(files_).value();
  ASSERT_EQ(found.size(), 6U);
  EXPECT_EQ(found[0].path, files_.sealing() + ".next");
  EXPECT_EQ(found[4].use, session::KeyUse::current);
  EXPECT_EQ(found[4].kid, own_keys().kid());
  EXPECT_EQ(found[5].path, files_.own_tokens.private_key_file + ".previous");
}

TEST_F(KeyFilesTest, OneIdForAllKeysIsRefused) {
  own_keys();
  sealer();
  files_.own_tokens.key_id = "one";
  EXPECT_EQ(reason_of(rotate()), "key_id_fixed");
}

TEST_F(KeyFilesTest, AReloadTakesTheNewKeysUp) {
  const UnixTime now = SystemClock().now();
  auto before = own_keys();
  const auto sealer_before = sealer();
  ASSERT_TRUE(rotate());
  EXPECT_EQ(reason_of(reopen_sealer(files_.data_dir, random_, sealer_before, now)), "none");
  auto after = own_keys();
  EXPECT_EQ(reason_of(after.take_over(before, now + kTokensLive)), "none");
  EXPECT_TRUE(std::filesystem::exists(files_.own_tokens.public_key_file)) << "it was written again";
}

}  // namespace
}  // namespace sallyport::app
