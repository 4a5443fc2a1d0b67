#include "gateway/caller/own_keys.h"

#include <gtest/gtest.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>
#include <set>

#include "crypto/system_random.h"

namespace sallyport::gateway {
namespace {

class OwnKeysFile : public ::testing::Test {
 protected:
  void SetUp() override {
    std::filesystem::create_directories(folder_);
    settings_.private_key_file = folder_ / "private.der";
  }
  void TearDown() override { std::filesystem::remove_all(folder_); }

  Result<OwnKeys> open(DemoUse demo = DemoUse::no) { return OwnKeys::open(settings_, demo, random_, log_); }
  static std::string_view reason_of(const Result<OwnKeys>& result) { return result ? "none" : result.error().reason; }

  std::filesystem::path folder_ =
      std::filesystem::temp_directory_path() / ("sallyport-own-keys-" + std::to_string(::getpid()));
  OwnTokenSettings settings_;
  crypto::SystemRandom random_;
  NoLog log_;
};

TEST_F(OwnKeysFile, AreMadeOnceForOurEyesAlone) {
  RecordProperty("covers", "JWT-31");
  const auto first = open();
  ASSERT_TRUE(first) << first.error().detail;
  struct stat status{};
  ASSERT_EQ(::stat(settings_.private_key_file.c_str(), &status), 0);
  EXPECT_EQ(status.st_mode & 0777, 0600U);
  EXPECT_EQ(open()->kid(), first->kid());
  EXPECT_EQ(first->kid(), jose::thumbprint(first->signing_key().key.public_key()));
  EXPECT_EQ(std::distance(std::filesystem::directory_iterator(folder_), std::filesystem::directory_iterator()), 1)
      << "nothing is left lying beside it";
}

TEST_F(OwnKeysFile, DamagedAreRefusedAndNotReplaced) {
  RecordProperty("covers", "F-29");
  ASSERT_TRUE(open());
  const auto size = std::filesystem::file_size(settings_.private_key_file);
  for (const std::uintmax_t cut : {size - 1, size / 2, std::uintmax_t{0}}) {
    std::filesystem::resize_file(settings_.private_key_file, cut);
    EXPECT_EQ(reason_of(open()), "own_key_damaged") << cut;
    EXPECT_EQ(std::filesystem::file_size(settings_.private_key_file), cut);
  }
}

TEST_F(OwnKeysFile, ReadableByOthersAreRefused) {
  ASSERT_TRUE(open());
  ASSERT_EQ(::chmod(settings_.private_key_file.c_str(), 0640), 0);
  EXPECT_EQ(reason_of(open()), "own_key_mode");
}

TEST_F(OwnKeysFile, InPemWorkTheSame) {
  settings_.private_key_file = folder_ / "private.pem";
  const auto first = open();
  ASSERT_TRUE(first);
  std::ifstream file(settings_.private_key_file);
  std::string line;
  std::getline(file, line);
  EXPECT_EQ(line, "-----BEGIN PRIVATE KEY-----");
  EXPECT_EQ(open()->kid(), first->kid());
}

TEST_F(OwnKeysFile, CarryTheConfiguredKeyId) {
  settings_.key_id = "our-key";
  EXPECT_EQ(open()->kid(), "our-key");
}

TEST_F(OwnKeysFile, RefuseTheKeyIdThatEverybodyHasTheKeyOf) {
  settings_.key_id = std::string(kQuickStartKeyId);
  EXPECT_EQ(reason_of(open()), "own_key_quick_start");
  EXPECT_FALSE(std::filesystem::exists(settings_.private_key_file));
  EXPECT_TRUE(open(DemoUse::yes));
}

// This key verifies the tokens in OpenMetadata's examples. Its private half is published, so anybody can use it.
TEST(QuickStartKey, IsKnownWhateverItsIdIs) {
  const auto published = jose::parse_jwk(
      {{"kty", "RSA"},
       {"kid", "another-id"},
       {"n",
        "2XTHbrS8uYv-THweGDgqRciCTZJIU0NuaPUQT43V7oQgj3EFptWyRd0Q6xZjsf6O8z2zWZd0qNQbMm7qIcnSkBetkJKsoqg1qjT-GEKP09Go"
        "RQLDpkl7ACgMr6Mxge7uGmE15TFTOBUGJboI3byx-LSzg6rZXr5jdq_8IqP7_OaiRAsLDjefC85Db-N7IE-FsxeDWX8jlyh1bfP-cIOrh9rN"
        "ZxsXJuc6lloZE0z9CIB0knh1mLsFxQfU_KBgDdL_pLBwq9Kl5nS6veTiF7gplLsr61KOVRzyoyUbV7-TPb-lX4cGEjxaMb0MuCqioZwB_qxZ"
        "U6c2ZisBgMu2pazPZQ"},
       {"e", "AQAB"}});
  ASSERT_TRUE(published) << published.error().reason;
  EXPECT_TRUE(is_quick_start_key(published->key));
  EXPECT_FALSE(is_quick_start_key(crypto::PrivateKey::generate_rsa(2048).public_key()));
}

TEST_F(OwnKeysFile, OfAnotherPublicFileAreRefused) {
  settings_.public_key_file = folder_ / "public.der";
  ASSERT_TRUE(open());
  EXPECT_TRUE(open());
  std::ofstream(settings_.public_key_file, std::ios::binary)
      << crypto::PrivateKey::generate_rsa(2048).public_key().to_der();
  EXPECT_EQ(reason_of(open()), "own_key_mismatch");
}

TEST_F(OwnKeysFile, OfAnotherKindAreRefused) {
  const auto key = crypto::PrivateKey::generate_ec(crypto::KeyType::p256);
  std::ofstream(settings_.private_key_file, std::ios::binary) << key.to_der().reveal();
  ASSERT_EQ(::chmod(settings_.private_key_file.c_str(), 0600), 0);
  EXPECT_EQ(reason_of(open()), "own_key_damaged");
}

TEST_F(OwnKeysFile, ThatWereReplacedAreGoodUntilTheirTime) {
  const auto before = open();
  ASSERT_TRUE(before);
  const auto old_token = before->sign({{"a", 1}});
  std::filesystem::remove(settings_.private_key_file);
  auto now = open();
  ASSERT_TRUE(now);
  EXPECT_EQ(now->find_key(*old_token, {100}), nullptr);
  EXPECT_FALSE(now->signed_here(*old_token));
  ASSERT_TRUE(now->take_over(*before, {200}));
  ASSERT_NE(now->find_key(*old_token, {199}), nullptr);
  EXPECT_EQ(now->find_key(*old_token, {199})->keys.front().kid, before->kid());
  EXPECT_EQ(now->find_key(*old_token, {200}), nullptr) << "and no longer";
  EXPECT_TRUE(now->signed_here(*old_token)) << "it is ours, and refused as ours";
  EXPECT_NE(now->jwks({199}).find(before->kid()), std::string::npos);
  EXPECT_EQ(now->jwks({200}).find(before->kid()), std::string::npos);
  EXPECT_NE(now->jwks({200}).find(now->kid()), std::string::npos);
}

TEST_F(OwnKeysFile, OfBeforeKeepTheirTimeThroughFurtherReloads) {
  const auto before = open();
  ASSERT_TRUE(before);
  std::filesystem::remove(settings_.private_key_file);
  auto second = open();
  ASSERT_TRUE(second);
  ASSERT_TRUE(second->take_over(*before, {200}));
  auto third = open();
  ASSERT_TRUE(third);
  ASSERT_TRUE(third->take_over(*second, {900}));
  const auto old_token = before->sign({});
  EXPECT_NE(third->find_key(*old_token, {199}), nullptr);
  EXPECT_EQ(third->find_key(*old_token, {200}), nullptr);
}

TEST_F(OwnKeysFile, TheNextAndThePreviousOneBesideItCountToo) {
  const auto previous = open();
  ASSERT_TRUE(previous);
  std::filesystem::rename(settings_.private_key_file, settings_.private_key_file + ".previous");
  const auto next = open();
  ASSERT_TRUE(next);
  std::filesystem::rename(settings_.private_key_file, settings_.private_key_file + ".next");
  const auto now = open();
  ASSERT_TRUE(now);
  EXPECT_EQ(std::set({now->kid(), next->kid(), previous->kid()}).size(), 3U);
  for (const auto* const other : {&*previous, &*next}) {
    EXPECT_NE(now->find_key(*other->sign({}), {100}), nullptr);
    EXPECT_NE(now->jwks({100}).find(other->kid()), std::string::npos);
  }
  ASSERT_EQ(::chmod((settings_.private_key_file + ".next").c_str(), 0640), 0);
  EXPECT_EQ(reason_of(open()), "own_key_mode") << "they are as secret";
}

TEST(OwnKeysOf, OneSignsAndAllCount) {
  const auto first = crypto::PrivateKey::generate_rsa(2048);
  const auto second = crypto::PrivateKey::generate_rsa(2048);
  const OwnKeys before = OwnKeys::of(first, {second, first});
  OwnKeys after = OwnKeys::of(second, {first});
  EXPECT_EQ(before.kid(), jose::thumbprint(first.public_key()));
  EXPECT_NE(after.find_key(*before.sign({}), {100}), nullptr);
  EXPECT_NE(before.find_key(*after.sign({}), {100}), nullptr) << "a node that knows the next one only as the next";
  ASSERT_TRUE(after.take_over(before, {200}));
  EXPECT_NE(after.find_key(*before.sign({}), {200}), nullptr) << "it needs nobody's grace, for it is in the set";
  const std::string jwks = after.jwks({100});
  EXPECT_NE(jwks.find(before.kid()), std::string::npos);
  EXPECT_EQ(jwks.find(before.kid()), jwks.rfind(before.kid())) << "once";
}

TEST_F(OwnKeysFile, AnotherKeyUnderTheSameIdIsRefused) {
  settings_.key_id = "our-key";
  const auto before = open();
  ASSERT_TRUE(before);
  std::filesystem::remove(settings_.private_key_file);
  auto now = open();
  ASSERT_TRUE(now);
  const auto taken = now->take_over(*before, {200});
  ASSERT_FALSE(taken);
  EXPECT_EQ(taken.error().reason, "own_key_same_id");
}

TEST_F(OwnKeysFile, ThatCannotBeWrittenStopTheStart) {
  settings_.private_key_file = folder_ / "missing" / "private.der";
  EXPECT_EQ(reason_of(open()), "own_key_file");
}

}  // namespace
}  // namespace sallyport::gateway
