#include "app/run/keys.h"

#include <gtest/gtest.h>

#include <filesystem>

#include "app/run/sealing_keys.h"
#include "base/reason_of.h"
#include "crypto/system_random.h"
#include "stores/memory/key_ring_store.h"

namespace sallyport::app {
namespace {

constexpr std::string_view kWord = "test";

// Two gateways with folders of their own, one store, and the same key file.
class SharedKeys : public ::testing::Test {
 protected:
  SharedKeys() {
    std::string pattern = (std::filesystem::temp_directory_path() / "sallyport-keys-XXXXXX").string();
    folder_ = mkdtemp(pattern.data());
    one_ = settings_of("one");
    other_ = settings_of("other");
  }
  ~SharedKeys() override { std::filesystem::remove_all(folder_); }

  gateway::Settings settings_of(const std::string& name) {
    gateway::Settings settings;
    settings.server.data_dir = folder_ + "/" + name;
    std::filesystem::create_directory(settings.server.data_dir);
    settings.own_tokens.private_key_file = settings.server.data_dir + "/own.der";
    settings.store.key = Secret("0123456789abcdef0123456789abcdef");
    return settings;
  }
  Result<Keys> open(const gateway::Settings& settings) {
    return open_keys(settings, store_, nullptr, {clock_, random_, log_});
  }
  Keys opened(const gateway::Settings& settings) {
    auto keys = open(settings);
    EXPECT_EQ(reason_of(keys), "none");
    return *std::move(keys);
  }
  Result<std::int64_t> rotate(bool forget_previous = false, std::string_view key_file = {}) {
    return rotate_shared_keys(store_, key_file.empty() ? one_.store.key : Secret(key_file),
                              {Seconds(86400), forget_previous}, random_, clock_.now());
  }
  std::string seal(const Keys& keys) { return keys.sealer.seal("text", kWord, clock_.now() + Seconds(600)); }
  bool opens(const Keys& keys, const std::string& sealed) {
    return keys.sealer.open(sealed, kWord, clock_.now()).value_or("") == "text";
  }
  bool counts(const Keys& keys, const std::string& token) {
    return keys.own_keys.find_key(token, clock_.now()) != nullptr;
  }

  std::string folder_;
  gateway::Settings one_;
  gateway::Settings other_;
  stores::MemoryKeyRingStore store_;
  FixedClock clock_{{1'800'000'000}};
  crypto::SystemRandom random_;
  NoLog log_;
};

TEST_F(SharedKeys, AreMadeByTheFirstNodeAndAreTheSameForAll) {
  const Keys one = opened(one_);
  const Keys other = opened(other_);
  EXPECT_EQ(one.own_keys.kid(), other.own_keys.kid());
  EXPECT_TRUE(opens(other, seal(one)));
  EXPECT_TRUE(counts(other, one.own_keys.sign({}).value()));
  EXPECT_EQ(store_.list()->size(), 2U);
  EXPECT_TRUE(std::filesystem::is_empty(one_.server.data_dir)) << "and no file is made";
}

TEST_F(SharedKeys, OfFilesMoveIntoTheStoreSoThatNobodyIsSignedOut) {
  const Secret key_file = one_.store.key;
  one_.store.key = {};
  const Keys in_files = opened(one_);
  std::filesystem::rename(one_.server.data_dir + "/sealing.key", one_.server.data_dir + "/sealing.key.previous");
  const Keys with_previous = opened(one_);
  one_.store.key = key_file;
  for (const gateway::Settings& settings : {one_, other_}) {
    const Keys moved = opened(settings);
    EXPECT_EQ(moved.own_keys.kid(), in_files.own_keys.kid());
    EXPECT_TRUE(opens(moved, seal(in_files)));
    EXPECT_TRUE(opens(moved, seal(with_previous)));
    EXPECT_TRUE(opens(with_previous, seal(moved))) << "the current key of the file seals";
  }
}

TEST_F(SharedKeys, UnderAnotherKeyFileAreRefusedAndStay) {
  const Keys one = opened(one_);
  other_.store.key = Secret("0123456789abcdef0123456789abcdeF");
  EXPECT_EQ(reason_of(open(other_)), "store_key_wrong");
  EXPECT_EQ(reason_of(rotate(false, other_.store.key.reveal())), "keys_rotated_just_now");
  clock_.advance(session::kSoonestRotation);
  EXPECT_EQ(reason_of(rotate(false, other_.store.key.reveal())), "store_key_wrong");
  EXPECT_EQ(store_.list()->size(), 2U);
  EXPECT_TRUE(opens(opened(one_), seal(one)));
}

TEST_F(SharedKeys, WithoutAKeyFileAGatewayDoesNotStartBesideThem) {
  opened(one_);
  other_.store.key = {};
  EXPECT_EQ(reason_of(open(other_)), "store_key_missing");
  EXPECT_TRUE(std::filesystem::is_empty(other_.server.data_dir));
}

TEST_F(SharedKeys, ARotationMakesNothingInvalidOnAnyNode) {
  const Keys before = opened(one_);
  clock_.advance(session::kSoonestRotation);
  ASSERT_EQ(rotate().value(), 2);
  const Keys after = opened(other_);
  EXPECT_NE(after.own_keys.kid(), before.own_keys.kid());
  EXPECT_TRUE(opens(after, seal(before)));
  EXPECT_TRUE(counts(after, before.own_keys.sign({}).value()));
  EXPECT_TRUE(opens(before, seal(after))) << "by a node that has not heard of it yet";
  EXPECT_TRUE(counts(before, after.own_keys.sign({}).value()));
  for (const auto& kid : {before.own_keys.kid(), after.own_keys.kid()})
    EXPECT_NE(after.own_keys.jwks(clock_.now()).find(kid), std::string::npos);
}

TEST_F(SharedKeys, AreNotRotatedBeforeEveryNodeKnowsTheNextOnes) {
  EXPECT_EQ(reason_of(rotate()), "store_keys_missing") << "there are none";
  opened(one_);
  EXPECT_EQ(reason_of(rotate()), "keys_rotated_just_now");
  clock_.advance(session::kSoonestRotation);
  EXPECT_TRUE(rotate());
  EXPECT_EQ(reason_of(rotate()), "keys_rotated_just_now");
}

TEST_F(SharedKeys, PreviousOnesGoWhenNothingNeedsThemOrAtOnceIfSoOrdered) {
  const Keys first = opened(one_);
  clock_.advance(session::kSoonestRotation);
  ASSERT_TRUE(rotate());
  clock_.advance(Seconds(86399));
  ASSERT_TRUE(rotate());
  EXPECT_TRUE(opens(opened(one_), seal(first)));
  clock_.advance(session::kSoonestRotation);
  ASSERT_TRUE(rotate());
  EXPECT_FALSE(opens(opened(one_), seal(first))) << "it was replaced more than a day ago";
  const Keys now = opened(one_);
  clock_.advance(session::kSoonestRotation);
  ASSERT_TRUE(rotate(true));
  const Keys later = opened(one_);
  EXPECT_EQ(store_.list()->size(), 2U);
  EXPECT_FALSE(opens(later, seal(now)));
  EXPECT_FALSE(counts(later, now.own_keys.sign({}).value()));
}

}  // namespace
}  // namespace sallyport::app
